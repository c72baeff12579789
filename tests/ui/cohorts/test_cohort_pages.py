"""The pages of cohorts and of one's own tests, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import icalendar
import pytest
from streamlit.testing.v1 import AppTest

from kb.clock import shift, utc_now
from kb.config import Settings
from kb.errors import NotAllowed
from kb.i18n import translate, using_language
from kb.learning.cohorts.calendar import cohort_calendar, own_calendar
from kb.learning.cohorts.checkpoint_service import begin
from kb.learning.cohorts.cohort import day_in_shanghai
from kb.learning.cohorts.service import NewCohort, create_cohort, get_board, list_cohorts
from kb.learning.questions.question import Question
from kb.people.person import Role
from kb.store import Database
from tests.learning.cohorts.enrolled import AT_D0, D0, RIGHT, WRONG, answers_of, bank, fill_bank, make_cohort
from tests.learning.conftest import ALL, SCENARIO
from tests.support.pages import open_first, open_view, pages_of
from tests.support.people import SignedIn, make_person, make_unit, signed_in

OpenPage = Callable[[str, SignedIn], AppTest]


@pytest.fixture
def _pages(settings: Settings, database: Database) -> Iterator[None]:
    with pages_of(settings), using_language("en"):
        yield


def _cohort_today(database: Database, *people: SignedIn, questions: int = 4) -> str:
    trainer = make_person(database, Role.TRAINER)
    ids = tuple(one.person.id for one in people)
    now = utc_now()
    return create_cohort(database, trainer, NewCohort("Course", day_in_shanghai(now), ids, questions, 20), now=now)


@pytest.fixture
def open_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """The whole app as this person sees it, with a page as the one that opens."""

    def _open(name: str, who: SignedIn) -> AppTest:
        at = open_first(monkeypatch, name)
        at.user = who.user  # type: ignore[attr-defined]
        at.query_params["lang"] = "en"
        return at.run()

    return _open


def _send(at: AppTest) -> AppTest:
    next(button for button in at.button if button.label == "Answer").click()
    return at.run()


@pytest.mark.usefixtures("_pages")
def test_a_trainer_sets_up_a_cohort(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, bank())
    branch = make_unit(database, "Branch")
    make_person(database, login="anna", unit_id=branch.id)
    make_person(database, login="bert")
    trainer = signed_in(database, Role.TRAINER)
    at = open_page("cohorts", trainer)
    assert not at.exception
    at.text_input(key="cohort_title_0").set_value("Selling well")
    at.multiselect(key="cohort_0_units").set_value(list(at.multiselect(key="cohort_0_units").options))
    at.text_area(key="cohort_0_logins").set_value("bert nobody").run()
    assert any("nobody" in error.value for error in at.error)
    at.number_input[0].set_value(4)
    at.button(key="cohort_set_up").click().run()
    assert list_cohorts(database, trainer.person) == []
    at.text_area(key="cohort_0_logins").set_value("bert").run()
    at.button(key="cohort_set_up").click().run()
    assert not at.exception
    assert not at.error
    [(cohort, count)] = list_cohorts(database, trainer.person)
    assert (cohort.title, cohort.questions, count) == ("Selling well", 4, 3)
    assert at.header[0].value == "Selling well"
    assert list(at.dataframe[1].value[translate("First test")]) == [translate("Still open")] * 3
    at.button(key="cohort_excuse_send").click().run()
    assert translate("Choose a person") in [warning.value for warning in at.warning]
    at.selectbox[-2].select_index(1)
    at.text_input[-1].set_value("ill")
    at.button(key="cohort_excuse_send").click().run()
    assert not at.exception
    assert translate("Excused") in list(at.dataframe[1].value[translate("First test")])
    at.button(key="cohort_close").click().run()
    assert get_board(database, trainer.person, cohort.id, now=utc_now()).cohort.closed_at


@pytest.mark.usefixtures("_pages")
def test_the_paragraphs_of_a_scenario_stay_apart(database: Database, open_page: OpenPage) -> None:
    stem = "张三开面包店。\n想借三十万。\n你会了解什么？"
    fill_bank(database, [replace(SCENARIO, id=f"s-{number}", stem=stem) for number in range(5)])
    who = signed_in(database)
    _cohort_today(database, who, questions=1)
    at = open_page("checkpoints", who)
    next(button for button in at.button if button.label == "Start").click().run()
    assert [each.value for each in at.markdown if each.value == "想借三十万。"]
    at.text_area[0].set_value("资金用途")
    _send(at)
    assert not at.exception
    assert any(each.label.startswith("1\\. 张三开面包店。") for each in at.expander)
    assert [each.value for each in at.markdown if each.value == "你会了解什么？"]


@pytest.mark.usefixtures("_pages")
def test_one_question_per_screen_and_answers_at_the_end(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, bank())
    who = signed_in(database)
    _cohort_today(database, who)
    at = open_page("checkpoints", who)
    assert not at.exception
    next(button for button in at.button if button.label == "Start").click().run()
    for number, text in enumerate((RIGHT, WRONG, RIGHT, RIGHT)):
        assert "because of" not in str(at)
        assert len(at.radio) == 1
        _send(at)
        assert len(at.warning) == 1
        at.radio[0].set_value(text)
        _send(at)
        assert not at.exception, number
        assert not at.success
    assert [metric.value for metric in at.metric] == ["3 / 4", "75%", "4 / 4"]
    assert sum("because of" in info.value for info in at.info) == 4
    assert len(at.radio) == 0


@pytest.mark.usefixtures("_pages")
def test_two_tabs_of_one_person(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, bank())
    who = signed_in(database)
    form_id = begin(database, who.person, _cohort_today(database, who), 0, now=utc_now())
    one, two = open_page("checkpoints", who), open_page("checkpoints", who)
    one.radio[0].set_value(WRONG)
    two.radio[0].set_value(RIGHT)
    _send(one)
    _send(two)
    assert not two.exception
    assert [row[1] for row in answers_of(database, form_id)] == ['"wrong"', None, None, None]
    assert two.radio[0].value is None


@pytest.mark.usefixtures("_pages")
def test_a_question_can_wait_and_a_test_end_early(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, bank())
    who = signed_in(database)
    form_id = begin(database, who.person, _cohort_today(database, who), 0, now=utc_now())
    at = open_page("checkpoints", who)
    next(button for button in at.button if button.label == "Answer it later").click().run()
    at.radio[0].set_value(RIGHT)
    _send(at)
    assert [row[1] for row in answers_of(database, form_id)] == [None, '"right"', None, None]
    next(button for button in at.button if button.label == "Submit now").click().run()
    assert not at.exception
    assert at.metric[0].value == "1 / 4"


@pytest.mark.usefixtures("_pages")
def test_an_answer_after_the_limit_is_not_stored(
    database: Database, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_bank(database, bank())
    who = signed_in(database)
    form_id = begin(database, who.person, _cohort_today(database, who), 0, now=utc_now())
    at = open_page("checkpoints", who)
    at.radio[0].set_value(RIGHT)
    late = shift(utc_now(), seconds=20 * 60)
    for place in ("kb.clock", "kb.ui.cohorts.checkpoint"):
        monkeypatch.setattr(f"{place}.utc_now", lambda: late)
    _send(at)
    assert not at.exception
    assert not at.radio
    assert {row[1] for row in answers_of(database, form_id)} == {None}


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize("form", ["", "of somebody else"])
def test_the_address_opens_ones_own_forms_only(database: Database, form: str) -> None:
    fill_bank(database, bank())
    other, who = signed_in(database), signed_in(database)
    cohort = _cohort_today(database, other)
    form_id = begin(database, other.person, cohort, 0, now=utc_now())
    at = open_view("checkpoints", who)
    at.query_params["form"] = form_id if form else "nothing"
    at.run()
    assert at.exception
    assert not at.metric


@pytest.mark.usefixtures("_pages")
def test_every_type_is_asked(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, _copies())
    who = signed_in(database)
    begin(database, who.person, _cohort_today(database, who, questions=len(ALL)), 0, now=utc_now())
    at = open_page("checkpoints", who)
    for _number in ALL:
        assert not at.exception
        later = [button for button in at.button if button.label == "Answer it later"]
        if later:
            later[0].click().run()
    next(button for button in at.button if button.label == "Submit now").click().run()
    assert not at.exception
    assert len(at.expander) == len(ALL)


def _copies() -> list[Question]:
    return [
        replace(question, id=f"{question.id}-{number}", competencies=(question.type,))
        for question in ALL
        for number in range(5)
    ]


@pytest.mark.usefixtures("_pages")
def test_the_first_page_tells_of_an_open_test(database: Database, open_page: OpenPage) -> None:
    fill_bank(database, bank())
    who, other = signed_in(database), signed_in(database)
    _cohort_today(database, who)
    assert any("A test is open until" in text.value for text in open_page("search", who).markdown)
    assert not any("A test is open until" in text.value for text in open_page("search", other).markdown)


@pytest.mark.usefixtures("_pages")
def test_the_first_page_tells_of_todays_practice(database: Database, open_page: OpenPage) -> None:
    def links(at: AppTest) -> list[str]:
        return [str(element.proto.label) for element in at.get("page_link")]  # type: ignore[union-attr]

    who = signed_in(database)
    assert not any("practise" in label for label in links(open_page("search", who)))
    fill_bank(database, bank())
    assert "Today 6 questions to practise" in links(open_page("search", who))


def test_calendars(database: Database) -> None:
    fill_bank(database, bank())
    trainer, person, other = make_person(database, Role.TRAINER), make_person(database), make_person(database)
    cohort = make_cohort(database, trainer, [person])
    calendar = icalendar.Calendar.from_ical(cohort_calendar(database, trainer, cohort, now=AT_D0))
    again = icalendar.Calendar.from_ical(cohort_calendar(database, trainer, cohort, now=AT_D0))
    own = icalendar.Calendar.from_ical(own_calendar(database, person, now="2026-12-10T08:00:00.000Z"))
    nobody = icalendar.Calendar.from_ical(own_calendar(database, other, now=AT_D0))
    with pytest.raises(NotAllowed):
        cohort_calendar(database, person, cohort, now=AT_D0)
    events = calendar.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events][:2] == [date(2026, 11, 21), date(2026, 11, 28)]
    assert events[4].decoded("dtend") == date(2027, 3, 2)
    assert len({str(event["uid"]) for event in events}) == 5
    assert [event["uid"] for event in events] == [event["uid"] for event in again.walk("VEVENT")]
    assert len(own.walk("VEVENT")) == 3
    assert nobody.walk("VEVENT") == []
    assert D0 in {event.decoded("dtstart") + (date(2026, 11, 24) - date(2026, 11, 21)) for event in events}
