from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.clock import shift
from kb.errors import Conflict, NotAllowed, NotFound, NotReady
from kb.i18n import using_language
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.checkpoint_service import (
    answer,
    begin,
    get_result,
    get_running,
    list_checkpoints,
    list_open,
    submit_form,
)
from kb.learning.cohorts.facts import list_item_answers, list_sittings
from kb.learning.cohorts.outlook import look_ahead
from kb.learning.cohorts.service import excuse_person
from kb.learning.cohorts.sitting import CHECKPOINTS, Attendance
from kb.learning.practice import store as practice_store
from kb.learning.practice.service import answer as practise
from kb.learning.practice.service import due_questions
from kb.learning.questions import store as question_store
from kb.learning.questions.states import RETIRED
from kb.people.person import Person, Role
from kb.search.documents import Saved
from kb.store import Database
from tests.learning.cohorts.enrolled import AT_D0, AT_D7, RIGHT, WRONG, answers_of, bank, fill_bank, make_cohort
from tests.support.people import make_person

LATER = shift(AT_D0, seconds=60)
OVER = shift(AT_D0, seconds=20 * 60)


@pytest.fixture
def person(database: Database) -> Person:
    return make_person(database)


@pytest.fixture
def cohort(database: Database, person: Person) -> str:
    fill_bank(database, bank())
    return make_cohort(database, make_person(database, Role.TRAINER), [person, make_person(database)])


def _finish(database: Database, person: Person, form_id: str, now: str, *given: str) -> None:
    for place, text in enumerate(given, 1):
        answer(database, person, form_id, place, text, now=now)


def test_five_tests_of_one_blueprint_repeat_nothing(database: Database, person: Person, cohort: str) -> None:
    seen: list[str] = []
    blueprints = set()
    with database.read() as tx:
        found = cohort_store.get_cohort(tx, cohort)
    assert found is not None
    for window in found.windows:
        form_id = begin(database, person, cohort, window.day, now=window.opens_at)
        drawn = [question_id for question_id, _answer, _score in answers_of(database, form_id)]
        blueprints.add(tuple(sorted(name.rpartition("-")[0] for name in drawn)))
        seen += drawn
        submit_form(database, person, form_id, now=window.opens_at)
    assert len(seen) == len(set(seen)) == 4 * len(CHECKPOINTS)
    assert len(blueprints) == 1


def test_a_form_is_answered_once_and_then_explained(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    running = get_running(database, person, now=AT_D0)
    assert running is not None
    assert (running.total, running.answered, running.place, running.seconds_left) == (4, 0, 1, 1200)
    later = get_running(database, person, now=AT_D0, after=1)
    assert later is not None
    assert later.place == 2
    with pytest.raises(NotReady):
        get_result(database, person, form_id, now=AT_D0)
    _finish(database, person, form_id, LATER, RIGHT, RIGHT, WRONG, RIGHT)
    with database.read() as tx:
        assert get_running(database, person, now=LATER) is None
        result = get_result(database, person, form_id, now=LATER)
        [sitting] = [one for one in list_sittings(tx, cohort, LATER) if one.person_id == person.id and one.day == 0]
        items = list_item_answers(tx, cohort, LATER)
    assert (result.score, result.possible, result.answered, result.attendance) == (3, 4, 4, Attendance.ANSWERED)
    assert [(one.given, one.right) for one in result.items][2] == (WRONG, RIGHT)
    assert (sitting.attendance, sitting.score, sitting.possible) == (Attendance.ANSWERED, 3, 4)
    assert [item.chosen for item in items] == [(RIGHT,), (RIGHT,), (WRONG,), (RIGHT,)]
    assert {item.competencies for item in items} == {("selling",), ("risk",)}


def test_the_first_answer_counts(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    answer(database, person, form_id, 1, WRONG, now=AT_D0)
    answer(database, person, form_id, 1, WRONG, now=LATER)
    with pytest.raises(Conflict):
        answer(database, person, form_id, 1, RIGHT, now=LATER)
    assert answers_of(database, form_id)[0][1:] == ('"wrong"', 0)
    with pytest.raises(NotFound):
        answer(database, person, form_id, 5, RIGHT, now=LATER)


def test_two_tabs_sending_at_once_store_one_answer(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    ready, refused = threading.Barrier(8), []

    def _send(text: str) -> None:
        ready.wait()
        try:
            answer(database, person, form_id, 1, text, now=LATER)
        except Conflict:
            refused.append(text)

    threads = [threading.Thread(target=_send, args=(f"text {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    stored = answers_of(database, form_id)[0][1]
    assert stored not in {f'"{text}"' for text in refused}


def test_opening_in_two_tabs_gives_one_form(database: Database, person: Person, cohort: str) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(begin(database, person, cohort, 0, now=AT_D0))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert begin(database, person, cohort, 0, now=LATER) == found[0]


def test_the_time_limit_is_the_servers(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    answer(database, person, form_id, 1, RIGHT, now=shift(OVER, seconds=-0.001))
    with pytest.raises(Conflict):
        answer(database, person, form_id, 2, RIGHT, now=OVER)
    with pytest.raises(Conflict):
        submit_form(database, person, form_id, now=OVER)
    with database.read() as tx:
        assert get_running(database, person, now=OVER) is None
        result = get_result(database, person, form_id, now=OVER)
        items = list_item_answers(tx, cohort, OVER)
    assert (result.score, result.possible, result.answered) == (1, 4, 1)
    assert [item.score for item in items] == [1, 0, 0, 0]
    assert begin(database, person, cohort, 0, now=OVER) == form_id


def test_handing_in_counts_once(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    answer(database, person, form_id, 2, RIGHT, now=LATER)
    submit_form(database, person, form_id, now=LATER)
    submit_form(database, person, form_id, now=shift(LATER, seconds=5))
    with pytest.raises(Conflict):
        answer(database, person, form_id, 1, RIGHT, now=shift(LATER, seconds=6))
    with database.read() as tx:
        form = checkpoint_store.get_form(tx, form_id)
        assert form is not None
        assert form["submitted_at"] == LATER
        sittings = [one for one in list_sittings(tx, cohort, LATER) if one.score is not None]
    assert [(one.score, one.possible) for one in sittings] == [(1, 4)]


def test_a_form_that_ends_after_its_window_is_late(database: Database, person: Person, cohort: str) -> None:
    closes = "2026-11-27T16:00:00.000Z"
    form_id = begin(database, person, cohort, 0, now=shift(closes, seconds=-60))
    answer(database, person, form_id, 1, RIGHT, now=shift(closes, seconds=30))
    submit_form(database, person, form_id, now=shift(closes, seconds=40))
    with database.read() as tx:
        [sitting] = [one for one in list_sittings(tx, cohort, AT_D7) if one.person_id == person.id and one.day == 0]
        assert (sitting.attendance, sitting.score) == (Attendance.LATE, None)
        assert list_item_answers(tx, cohort, AT_D7) == []
        assert get_result(database, person, form_id, now=AT_D7).attendance is Attendance.LATE


def test_a_test_opens_in_its_window_only_and_for_its_people(database: Database, person: Person, cohort: str) -> None:
    with pytest.raises(NotReady):
        begin(database, person, cohort, 7, now=AT_D0)
    with pytest.raises(Conflict):
        begin(database, person, cohort, 0, now=AT_D7)
    with pytest.raises(NotFound):
        begin(database, make_person(database), cohort, 0, now=AT_D0)
    assert [one.window.day for one in list_open(database, person, now=AT_D0)] == [0]
    assert [one.window.day for one in list_checkpoints(database, person, now=AT_D7)] == [7, 30, 60, 90]


def test_a_form_is_closed_to_other_people(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    other = make_person(database, Role.ADMIN)
    with pytest.raises(NotFound):
        answer(database, other, form_id, 1, RIGHT, now=LATER)
    with pytest.raises(NotFound):
        submit_form(database, other, form_id, now=LATER)
    with pytest.raises(NotFound):
        get_result(database, other, form_id, now=OVER)
    assert {row[1] for row in answers_of(database, form_id)} == {None}


def test_the_order_of_options_is_the_persons_own(database: Database, cohort: str, person: Person) -> None:
    with database.read() as tx:
        people = [row["id"] for row in cohort_store.list_people(tx, cohort)]
    orders = set()
    for person_id in people:
        who = replace(person, id=person_id)
        begin(database, who, cohort, 0, now=AT_D0)
        shown = [get_running(database, who, now=AT_D0, after=place) for place in range(4)]
        again = [get_running(database, who, now=LATER, after=place) for place in range(4)]
        texts = [one.shown.options for one in shown if one]
        assert texts == [one.shown.options for one in again if one]
        orders.add(tuple(texts))
    assert len(orders) == 2


def test_a_drawn_question_stays_as_it_was(
    database: Database, person: Person, cohort: str, add: Callable[..., Saved]
) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    [first, second, *_rest] = [question_id for question_id, _answer, _score in answers_of(database, form_id)]
    with database.write() as tx:
        question_store.set_state(tx, first, RETIRED, AT_D0)
        changed = question_store.get_version(tx, second, 1)
        assert changed is not None
        turned = tuple(replace(option, share=1 - option.share) for option in changed.options[:2])
        question_store.add_version(
            tx, replace(changed, options=turned), 2, state="draft", author_id=person.id, now=AT_D0
        )
    answer(database, person, form_id, 1, RIGHT, now=LATER)
    answer(database, person, form_id, 2, RIGHT, now=LATER)
    assert [score for _id, _answer, score in answers_of(database, form_id)][:2] == [1, 1]


def test_too_few_questions_left_is_said_in_words(database: Database, person: Person, cohort: str) -> None:
    with database.write() as tx:
        for number in range(5):
            question_store.set_state(tx, f"q-risk-hard-{number}", RETIRED, AT_D0)
    with pytest.raises(NotReady, match=r"Risk control.*1"):
        begin(database, person, cohort, 0, now=AT_D0, names={"risk": "Risk control"})
    with database.read() as tx:
        assert checkpoint_store.list_forms(tx, person.id) == []


def test_the_trainer_hears_before_the_questions_run_out(database: Database, person: Person, cohort: str) -> None:
    trainer = make_person(database, Role.ADMIN)
    names = {"risk": "Risk control"}

    def _lacks(now: str) -> str:
        with using_language("en"):
            return look_ahead(database, trainer, cohort, now=now, names=names)

    assert _lacks(AT_D0) == ""
    begin(database, person, cohort, 0, now=AT_D0)
    assert _lacks(AT_D0) == ""
    with database.write() as tx:
        question_store.set_state(tx, "q-risk-hard-0", RETIRED, AT_D0)
        question_store.set_state(tx, "q-risk-hard-1", RETIRED, AT_D0)
    assert _lacks(AT_D0) == "Risk control, Hard: 2 more"
    assert _lacks("2027-06-01T00:00:00.000Z") == ""
    with pytest.raises(NotAllowed):
        look_ahead(database, person, cohort, now=AT_D0, names=names)


def test_tests_and_practice_keep_apart(database: Database, person: Person, cohort: str) -> None:
    asked = {one.shown.id for one in due_questions(database, person, now=AT_D0, limit=100)}
    assert len(asked) == 20
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    in_test = {question_id for question_id, _answer, _score in answers_of(database, form_id)}
    assert {one.shown.id for one in due_questions(database, person, now=LATER, limit=100)} == asked - in_test
    with pytest.raises(Conflict):
        practise(database, person, min(in_test), 1, RIGHT, now=LATER)
    _finish(database, person, form_id, LATER, RIGHT, RIGHT, RIGHT, RIGHT)
    practise(database, person, min(in_test), 1, WRONG, now=LATER)
    with database.read() as tx:
        assert [row["question_id"] for row in practice_store.list_reviews(tx, person.id)] == [min(in_test)]
        assert all(practice_store.get_card(tx, person.id, name) is None for name in in_test - {min(in_test)})
        assert {item.score for item in list_item_answers(tx, cohort, LATER)} == {1}


def test_an_excuse_does_not_undo_an_answer(database: Database, person: Person, cohort: str) -> None:
    with database.read() as tx:
        trainer = cohort_store.get_cohort(tx, cohort)
    assert trainer is not None
    boss = make_person(database, Role.ADMIN)
    excuse_person(database, boss, cohort, person.id, 0, "on leave", now=AT_D0)
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    submit_form(database, person, form_id, now=LATER)
    with pytest.raises(Conflict):
        excuse_person(database, boss, cohort, person.id, 0, "on leave", now=LATER)
    with database.read() as tx:
        assert [one.attendance for one in list_sittings(tx, cohort, LATER) if one.person_id == person.id][:1] == [
            Attendance.ANSWERED
        ]


def test_the_database_itself_keeps_answers_and_ends(database: Database, person: Person, cohort: str) -> None:
    form_id = begin(database, person, cohort, 0, now=AT_D0)
    _finish(database, person, form_id, LATER, RIGHT, RIGHT, RIGHT, RIGHT)
    for statement in (
        "UPDATE checkpoint_items SET score = 0 WHERE form_id = :id",
        "UPDATE checkpoint_forms SET submitted_at = NULL WHERE id = :id",
    ):
        with pytest.raises(Exception, match=r"never changes|ends once"), database.write() as tx:
            tx.execute(statement, {"id": form_id})
