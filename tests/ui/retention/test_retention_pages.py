"""Retention: who sees which cohort, the page, the files, and the command."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, timedelta

import httpx2
import openpyxl
import pytest
from click.testing import CliRunner

from kb.clock import day_of, start_of_day, utc_now
from kb.commands import main
from kb.config import Settings
from kb.errors import NotFound
from kb.i18n import translate as _
from kb.learning.cohorts.checkpoint_service import answer, begin, get_running
from kb.learning.cohorts.facts import list_item_answers, list_sittings
from kb.learning.cohorts.service import NewCohort, create_cohort
from kb.learning.cohorts.sitting import Sitting
from kb.learning.practice.service import answer as practise
from kb.learning.retention import service
from kb.learning.retention.curve import Curve, Hidden, cohort_curve
from kb.learning.retention.service import (
    judge_items,
    list_at_risk,
    list_own,
    list_readable_cohorts,
    open_curves,
    open_groups,
    open_report,
    predict,
)
from kb.learning.retention.tables import control_table, curve_table
from kb.learning.retention.words import HIDDEN_NAMES
from kb.people.person import Person, Role
from kb.privacy.groups import MIN_PEOPLE
from kb.store import Database
from tests.learning.cohorts.enrolled import RIGHT, WRONG, bank, fill_bank
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import SignedIn, make_person, make_unit, sign_in
from tests.support.server import running_app

TODAY = date.fromisoformat(day_of(utc_now()))
COURSE = TODAY - timedelta(days=12)
SET_UP, AT_D0, AT_D7 = (start_of_day(COURSE + timedelta(days=days)) for days in (-2, 0, 7))
NOW = utc_now()
RIGHT_AT_D7 = (4, 3, 3, 2, 2, 1)


@pytest.fixture
def people(database: Database) -> list[Person]:
    fill_bank(database, bank())
    unit = make_unit(database, "城北支行")
    return [make_person(database, unit_id=unit.id, name=f"学员{number}") for number in range(len(RIGHT_AT_D7) + 1)]


@pytest.fixture
def trainer(database: Database, people: list[Person]) -> Person:
    return make_person(database, Role.TRAINER, unit_id=people[0].unit_id, name="培训师甲")


@pytest.fixture
def cohort(database: Database, trainer: Person, people: list[Person]) -> str:
    """Six people who know all at D0 and a known part of it at D7; a seventh who was away both times."""
    new = NewCohort("Course", COURSE, tuple(person.id for person in people), 4, 20, ("selling", "risk"))
    cohort_id = create_cohort(database, trainer, new, now=SET_UP)
    for person, right in zip(people, RIGHT_AT_D7, strict=False):
        sit(database, person, cohort_id, 0, AT_D0, 4)
        sit(database, person, cohort_id, 7, AT_D7, right)
    return cohort_id


def sit(database: Database, person: Person, cohort_id: str, day: int, now: str, right: int) -> None:
    form_id = begin(database, person, cohort_id, day, now=now)
    for number in range(4):
        running = get_running(database, person, now=now)
        assert running is not None
        answer(database, person, form_id, running.place, RIGHT if number < right else WRONG, now=now)


def test_retention_is_what_was_answered(database: Database, trainer: Person, cohort: str) -> None:
    start, week = open_curves(database, trainer, cohort, now=NOW).curve.points
    assert (start.counts.enrolled, start.counts.answered, start.counts.absent) == (7, 6, 1)
    assert week.retention is not None
    assert week.retention.value == pytest.approx(sum(RIGHT_AT_D7) / 24)
    assert week.retention.n == 6


def test_a_cohort_is_seen_by_who_looks_after_its_unit(database: Database, trainer: Person, cohort: str) -> None:
    stranger = make_person(database, Role.TRAINER, unit_id=make_unit(database, "城南支行").id)
    manager, admin = make_person(database, unit_id=trainer.unit_id), make_person(database, Role.ADMIN)
    for person in (stranger, manager):
        assert list_readable_cohorts(database, person) == []
        for ask in (open_curves, open_groups, judge_items, open_report, list_at_risk, predict):
            with pytest.raises(NotFound):
                ask(database, person, cohort, now=NOW)
    assert [one.id for one in list_readable_cohorts(database, admin)] == [cohort]


def test_a_curve_is_worked_out_once_for_chart_table_and_report(
    database: Database, trainer: Person, cohort: str, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def _counting(sittings: Sequence[Sitting]) -> Curve:
        counted.append(len(sittings))
        return cohort_curve(sittings)

    new = NewCohort("Later", COURSE, tuple(one.id for one in people), 4, 20, ("selling", "risk"), control_id=cohort)
    compared = create_cohort(database, trainer, new, now=SET_UP)
    monkeypatch.setattr(service, "cohort_curve", _counting)
    curves = open_curves(database, trainer, compared, now=NOW)
    assert len(counted) == 2, "the cohort's and its control's"
    assert curve_table(curves.curve).rows
    assert control_table(curves.differences).rows
    open_report(database, trainer, compared, now=NOW)
    assert len(counted) == 4


def test_who_may_be_losing_it_is_told_to_trainers_of_the_unit_only(
    database: Database, trainer: Person, cohort: str, people: list[Person]
) -> None:
    mentor = make_person(database, Role.MENTOR, unit_id=trainer.unit_id)
    found = list_at_risk(database, trainer, cohort, now=NOW)
    with pytest.raises(NotFound):
        list_at_risk(database, mentor, cohort, now=NOW)
    assert {found.facts.names[each.person_id] for each in found.risks} == {"学员3", "学员4", "学员5", "学员6"}


def test_a_person_sees_their_own_curve_and_what_to_read(database: Database, cohort: str, people: list[Person]) -> None:
    with database.read() as tx:
        (own,) = list_own(database, people[3], now=NOW)
        assert [(point.day, point.share, point.retention) for point in own.curve] == [(0, 1.0, None), (7, 0.5, 0.5)]
        assert list_own(database, make_person(database), now=NOW) == []
        for ask in (list_sittings, list_item_answers):
            everybody = ask(tx, cohort, NOW)
            assert ask(tx, cohort, NOW, people[3].id) == [one for one in everybody if one.person_id == people[3].id]


def test_the_command_says_what_the_page_says(
    database: Database, settings: Settings, trainer: Person, cohort: str
) -> None:
    result = CliRunner().invoke(
        main, ["retention", "--cohort", cohort, "--json"], env={"KB_DATA_DIR": str(settings.data_dir)}
    )
    assert result.exit_code == 0, result.output
    point = open_curves(database, trainer, cohort, now=NOW).curve.points[1]
    assert point.retention is not None
    assert json.loads(result.output)["curve"]["points"][1]["retention"]["value"] == point.retention.value


def test_a_course_whose_first_test_nobody_took_is_shown_without_retention(
    database: Database, trainer: Person, people: list[Person]
) -> None:
    new = NewCohort("Course", COURSE, tuple(person.id for person in people), 4, 20, ("selling", "risk"))
    late = create_cohort(database, trainer, new, now=SET_UP)
    for person in people:
        sit(database, person, late, 7, AT_D7, 3)
    (_start, week) = curve_table(open_curves(database, trainer, late, now=NOW).curve).rows
    assert str(week[7]).startswith("75.0%")
    assert week[8] == _(HIDDEN_NAMES[Hidden.NO_START])


def test_what_few_people_practised_predicts_nothing(
    database: Database, trainer: Person, cohort: str, people: list[Person]
) -> None:
    for number, person in enumerate(people[:MIN_PEOPLE], 1):
        practise(database, person, "q-selling-easy-0", 1, RIGHT, now=NOW)
        found = predict(database, trainer, cohort, now=NOW)
        shown = number == MIN_PEOPLE
        assert (found.now is not None, found.people, found.calibration is not None) == (shown, number, shown)


def test_the_page_of_a_trainer(database: Database, settings: Settings, trainer: Person, cohort: str) -> None:
    with pages_of(settings):
        at = open_in_menu("retention", sign_in(database, trainer))
        for section in ("Curve", "Competencies and units", "Questions", "Who to talk to", "Prediction"):
            at.button_group("retention_section").set_value(section).run()
            assert not at.exception, section


def test_the_files_are_for_who_may_see_the_cohort(
    database: Database, settings: Settings, trainer: Person, cohort: str
) -> None:
    stranger = sign_in(database, make_person(database, Role.TRAINER, unit_id=make_unit(database, "城南支行").id))
    insider = sign_in(database, trainer)
    with running_app(settings.data_dir.parent) as running, httpx2.Client(base_url=running.base, timeout=60) as client:

        def get(path: str, who: SignedIn | None = None) -> httpx2.Response:
            cookie = {"Cookie": f"kb={who.session.token}"} if who else {}
            return client.get(f"{path}?cohort={cohort}", headers=cookie)

        for path in ("/export/retention.xlsx", "/export/retention.csv", "/report/retention"):
            assert get(path).status_code in (302, 303, 401)
            assert get(path, stranger).status_code == 404
            assert get(path, insider).status_code == 200
        book = openpyxl.load_workbook(io.BytesIO(get("/export/retention.xlsx", insider).content))
        report = get("/report/retention", insider)
    assert book.sheetnames[0] == "曲线"
    assert report.headers["content-type"].startswith("text/html")
    assert "<script" not in report.text
    assert "学员" not in report.text
