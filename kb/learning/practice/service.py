"""Run daily practice: which questions are due, and what an answer leads to. The scheduler is FSRS, unmodified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from fsrs import Card, Rating, Scheduler

from kb.clock import day_of, start_of_day, text_of
from kb.errors import Conflict
from kb.learning.cohorts import checkpoint_store
from kb.learning.practice import store as practice_store
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Answer, Presented, Question
from kb.learning.questions.rules import present
from kb.learning.questions.scoring import right_answer, score
from kb.people.directory import get_person
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader

QUESTIONS_PER_DAY = 6
SCHEDULER = Scheduler(enable_fuzzing=False)
_PARTLY_RIGHT = 0.5


@dataclass(frozen=True)
class Asked:
    """Hold a question to answer, in the version that is asked."""

    shown: Presented
    version: int


@dataclass(frozen=True)
class Today:
    """Report the person's progress today: questions answered, and those still to come."""

    answered: int
    waiting: tuple[Asked, ...]

    @property
    def total(self) -> int:
        """Return all questions of the day."""
        return self.answered + len(self.waiting)


@dataclass(frozen=True)
class Feedback:
    """Hold the response to a stored answer. `source` has id and title of the document, or is None."""

    score: float
    given: Answer
    right: Answer
    question: Question
    source: dict[str, Any] | None
    due: str


def due_questions(
    database: Database, person: Person, limit: int = QUESTIONS_PER_DAY, *, now: str, first: str = ""
) -> list[Asked]:
    """Return questions to ask now: those due, the longest due first, then new ones in an order of the person's own.

    The questions of a test that the person is taking wait until it has ended. `first` is the question on the
    person's screen: a new one stays in front of those that have come due since, or they would take its answer.
    """
    require(person, Action.PRACTISE, owner=person.id)
    with database.read() as tx:
        return _due_questions(tx, person, now, limit, first)


def plan_today(
    database: Database, person: Person, count: int = QUESTIONS_PER_DAY, *, now: str, first: str = ""
) -> Today:
    """Return the day's practice: `count` questions less those answered since midnight. `first` as for due ones."""
    require(person, Action.PRACTISE, owner=person.id)
    with database.read() as tx:
        answered = practice_store.count_answered(tx, person.id, start_of_day(date.fromisoformat(day_of(now))))
        return Today(answered, tuple(_due_questions(tx, person, now, max(0, count - answered), first)))


def answer(database: Database, person: Person, question_id: str, version: int, given: Answer, *, now: str) -> Feedback:
    """Store the answer and when the question comes again; then tell what was right, and why.

    Raise Conflict if this version is not asked any more, or is part of a test that the person is taking.
    """
    with database.write() as tx:
        person = get_person(tx, person.id)
        require(person, Action.PRACTISE, owner=person.id)
        question = question_store.get_version(tx, question_id, version)
        if question is None or not practice_store.is_live(tx, question_id, version):
            raise Conflict("This question was changed meanwhile. Go on with the next one.")
        if question_id in checkpoint_store.list_running_questions(tx, person.id, now):
            raise Conflict("This question is part of a test that you are taking. Finish the test first.")
        share = score(question, given)
        rating = rating_of(share)
        stored = practice_store.get_card(tx, person.id, question_id)
        moment = datetime.fromisoformat(now)
        # An explicit id keeps the card from taking one from the clock.
        card = (
            Card.from_dict(cast("Any", stored)) if stored else Card(card_id=_number(person.id, question_id), due=moment)
        )
        card, _log = SCHEDULER.review_card(card, rating, moment)
        due = text_of(card.due)
        practice_store.add_review(
            tx, person.id, question_id, version, answer=given, score=share, rating=int(rating), at=now
        )
        practice_store.put_card(tx, person.id, question_id, dict(card.to_dict()), due)
        source = question_store.find_source(tx, question.sources)
    return Feedback(share, given, right_answer(question), question, source, due)


def try_answer(database: Database, person: Person, question: Question, given: Answer) -> Feedback:
    """Return what an answer would lead to, without storing anything: for those who write a question."""
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    with database.read() as tx:
        source = question_store.find_source(tx, question.sources)
    return Feedback(score(question, given), given, right_answer(question), question, source, "")


def _due_questions(tx: Reader, person: Person, now: str, limit: int, first: str) -> list[Asked]:
    running = checkpoint_store.list_running_questions(tx, person.id, now)
    due = practice_store.list_due(tx, person.id, now, limit + len(running)) if limit > 0 else []
    rows = [row for row in due if row["id"] not in running][:limit]
    if limit > 0 and (first or len(rows) < limit):
        new = [name for name in practice_store.list_new_ids(tx, person.id) if name not in running]
        fresh = sorted(new, key=lambda name: (name != first, _number(person.id, name)))
        kept = 1 if first in new else 0
        wanted = max(kept, limit - len(rows))
        found = [row for name in fresh[:wanted] if (row := practice_store.get_current(tx, name))]
        rows = [*found[:kept], *rows, *found[kept:]][:limit]
    return [Asked(present(row["question"], f"{person.id}/{day_of(now)}"), row["version"]) for row in rows]


def rating_of(share: float) -> Rating:
    """Return what a score tells the scheduler: all right is good, half right was hard, less has to be learned again."""
    if share > 1 - 1e-6:
        return Rating.Good
    return Rating.Hard if share >= _PARTLY_RIGHT else Rating.Again


def _number(person_id: str, question_id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{person_id}/{question_id}".encode()).digest()[:6])
