from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fsrs import Card, Rating
from streamlit.testing.v1 import AppTest

from bench.scheduler_histories import compare_histories, make_questions, store_questions
from kb.clock import utc_now
from kb.errors import Conflict, NotAllowed
from kb.learning.practice import store as practice_store
from kb.learning.practice.service import answer, due_questions, plan_today
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Option, Question
from kb.learning.questions.service import LIVE, REVIEWED, move_question, save_question
from kb.people.directory import get_person
from kb.people.person import DISABLED, Role
from kb.search.documents import Saved
from kb.store import Database
from kb.ui.frame.resources import forget_shared
from tests.learning.conftest import ALL, NOW, SINGLE
from tests.support.pages import open_first
from tests.support.people import make_person, signed_in


def go_live(database: Database, *questions: Question) -> None:
    with database.write() as tx:
        for question in questions:
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id="house", now=NOW)


def test_an_answer_is_kept_and_then_explained(database: Database, add: Callable[..., Saved]) -> None:
    document = add("id:bill-pool", "text")
    go_live(database, replace(SINGLE, sources=("bill-pool",), explanation="Because."))
    person = make_person(database)
    feedback = answer(database, person, SINGLE.id, 1, "b", NOW)
    assert (feedback.score, feedback.right, feedback.question.explanation) == (0, "a", "Because.")
    assert feedback.source is not None
    assert feedback.source["id"] == document.document_id
    answer(database, person, SINGLE.id, 1, "a", "2026-11-24T08:05:00.000Z")
    with database.read() as tx:
        kept = practice_store.list_reviews(tx, person.id)
    assert [(row["number"], row["answer"], row["score"], row["rating"]) for row in kept] == [
        (1, '"b"', 0.0, Rating.Again),
        (2, '"a"', 1.0, Rating.Good),
    ]


def test_the_day_has_six_questions_and_due_ones_come_first(database: Database) -> None:
    go_live(database, *(replace(SINGLE, id=f"q-{number}") for number in range(20)))
    person, other = make_person(database), make_person(database)
    with database.read() as tx:
        first = plan_today(tx, person, NOW)
        assert first == plan_today(tx, person, NOW)
        assert [asked.shown.id for asked in first.waiting] != [
            asked.shown.id for asked in due_questions(tx, other, NOW)
        ]
    assert (first.total, first.answered) == (6, 0)
    for asked in first.waiting:
        answer(database, person, asked.shown.id, asked.version, "c", NOW)
    with database.read() as tx:
        assert plan_today(tx, person, NOW).waiting == ()
        later = plan_today(tx, person, "2026-11-26T08:00:00.000Z")
        assert {asked.shown.id for asked in later.waiting} == {asked.shown.id for asked in first.waiting}


def test_a_changed_or_stale_question_is_not_asked(database: Database, add: Callable[..., Saved]) -> None:
    add("id:bill-pool", "text")
    go_live(database, replace(SINGLE, sources=("bill-pool",)))
    person = make_person(database)
    answer(database, person, SINGLE.id, 1, "b", NOW)
    later = "2026-11-26T08:00:00.000Z"
    with database.read() as tx:
        assert len(due_questions(tx, person, later)) == 1
    add("id:bill-pool", "newer text")
    with database.read() as tx:
        assert due_questions(tx, person, later) == []
        assert due_questions(tx, make_person(database), later) == []
    save_question(database, make_person(database, Role.ADMIN), SINGLE, 1, NOW)
    with pytest.raises(Conflict):
        answer(database, person, SINGLE.id, 1, "a", later)


def test_a_question_that_was_changed_is_answered_in_its_new_version(database: Database) -> None:
    go_live(database, SINGLE)
    author, reviewer = make_person(database, Role.ADMIN), make_person(database, Role.ADMIN)
    turned = replace(SINGLE, options=(Option("a", 0), Option("b", 1)))
    save_question(database, author, turned, 1, NOW)
    move_question(database, reviewer, SINGLE.id, REVIEWED, NOW)
    move_question(database, reviewer, SINGLE.id, LIVE, NOW)
    assert answer(database, make_person(database), SINGLE.id, 2, "b", NOW).score == 1


def test_who_is_disabled_does_not_practise(database: Database) -> None:
    go_live(database, SINGLE)
    with pytest.raises(NotAllowed):
        answer(database, make_person(database, state=DISABLED), SINGLE.id, 1, "a", NOW)


def test_300_histories_are_scheduled_as_fsrs_does(database: Database) -> None:
    questions = make_questions(100)
    store_questions(database, questions)
    found = [compare_histories(database, make_person(database), questions, seed, most=3) for seed in (7, 8, 9)]
    assert sum(answers for answers, _different in found) > 500
    assert [different for _answers, different in found] == [0, 0, 0]


@pytest.fixture
def page(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The practice page as the one that opens, of a client manager."""
    monkeypatch.setenv("KB_DATA_DIR", str(database.path.parent))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    forget_shared()
    at = open_first(monkeypatch, "practice")
    at.user = signed_in(database).user  # type: ignore[attr-defined]
    return at


def test_the_page_asks_one_question_at_a_time_and_explains(
    page: AppTest, database: Database, add: Callable[..., Saved]
) -> None:
    add("id:bill-pool", "text", title="Bill pool")
    go_live(database, replace(SINGLE, sources=("bill-pool",), explanation="Because."))
    page.run()
    assert not page.exception
    assert page.title[0].value
    assert "Because" not in str(page)
    page.button[-1].click().run()
    assert len(page.warning) == 1
    page.radio[0].set_value("a")
    page.button[-1].click().run()
    assert not page.exception
    assert len(page.success) == 1
    assert "Because" in page.info[-1].value
    page.button[-1].click().run()
    assert not page.exception
    assert len(page.radio) == 0
    assert len(page.success) == 1


def test_the_question_on_the_screen_stays_when_another_comes_due(page: AppTest, database: Database) -> None:
    go_live(database, *(replace(SINGLE, id=f"q-{number}", stem=f"Which, {number}?") for number in range(8)))
    page.run()
    with database.read() as tx:
        person = get_person(tx, page.user["person_id"])  # type: ignore[attr-defined]
        shown, other = (asked.shown.id for asked in plan_today(tx, person, utc_now()).waiting[:2])
    with database.write() as tx:
        practice_store.put_card(tx, person.id, other, dict(Card().to_dict()), NOW)
    page.radio[0].set_value("a")
    page.button[-1].click().run()
    assert not page.exception
    with database.read() as tx:
        assert [row["question_id"] for row in practice_store.list_reviews(tx, person.id)] == [shown]
        assert plan_today(tx, person, utc_now(), first=shown).waiting[0].shown.id == other


@pytest.mark.parametrize("count", [0, 1, 6])
def test_the_question_on_the_screen_is_one_of_the_day(database: Database, count: int) -> None:
    go_live(database, *(replace(SINGLE, id=f"q-{number}") for number in range(8)))
    person = make_person(database)
    with database.read() as tx:
        first = due_questions(tx, person, NOW, 8)[-1].shown.id
        kept = [asked.shown.id for asked in due_questions(tx, person, NOW, count, first=first)]
    assert len(set(kept)) == count
    assert kept[:1] == ([first] if count else [])


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.type)
def test_every_type_can_be_drawn(page: AppTest, database: Database, question: Question) -> None:
    go_live(database, question)
    page.run()
    assert not page.exception
    page.button[-1].click().run()
    assert not page.exception
    assert len(page.warning) == 1


def test_an_empty_bank_says_so(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert len(page.button) <= 1
