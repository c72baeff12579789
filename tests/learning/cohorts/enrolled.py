"""A bank big enough for five forms, and a cohort that is asked from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts.service import NewCohort, create_cohort
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Answer, Option, Question
from kb.learning.questions.service import LIVE
from kb.people.person import Person
from kb.store import Database

D0 = date(2026, 11, 24)
SET_UP_AT = "2026-11-20T08:00:00.000Z"
AT_D0 = "2026-11-24T08:00:00.000Z"
AT_D7 = "2026-12-01T08:00:00.000Z"
RIGHT, WRONG = "right", "wrong"


def bank(per_cell: int = 5, competencies: Sequence[str] = ("selling", "risk")) -> list[Question]:
    """`per_cell` easy and as many hard questions of each competency; the right answer is always RIGHT."""
    return [
        Question(
            f"q-{competency}-{band}-{number}",
            "single",
            f"{competency} {band} {number}?",
            options=tuple(Option(text, share) for text, share in ((RIGHT, 1), (WRONG, 0), ("other", 0), ("none", 0))),
            competencies=(competency,),
            difficulty=band,
            explanation=f"because of {competency}",
        )
        for competency in competencies
        for band in ("easy", "hard")
        for number in range(per_cell)
    ]


def fill_bank(database: Database, questions: Sequence[Question]) -> None:
    with database.write() as tx:
        for question in questions:
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id="house", now=SET_UP_AT)


def make_cohort(database: Database, trainer: Person, people: Sequence[Person], **fields: object) -> str:
    new = NewCohort("Course", D0, tuple(person.id for person in people), 4, 20, ("selling", "risk"))
    return create_cohort(database, trainer, replace(new, **fields), SET_UP_AT)  # type: ignore[arg-type]


def answers_of(database: Database, form_id: str) -> list[tuple[str, Answer | None, float | None]]:
    """Question, stored answer and score of each item."""
    with database.read() as tx:
        return [(row["question_id"], row["answer"], row["score"]) for row in checkpoint_store.list_items(tx, form_id)]
