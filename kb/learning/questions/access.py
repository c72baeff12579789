"""Decide which questions a person may work on, for services that are already inside a transaction."""

from __future__ import annotations

from kb.errors import NotFound
from kb.learning.questions import store as question_store
from kb.people.permissions import Action, allowed, require
from kb.people.person import Person
from kb.store import Reader, Row


def list_questions(tx: Reader, person: Person, state: str | None = None) -> list[Row]:
    """Return the questions that the person may work on; `stale` is above 0 where a source moved on."""
    return [
        row
        for row in question_store.list_rows(tx, state)
        if allowed(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    ]


def find_question(tx: Reader, person: Person, question_id: str) -> Row:
    """Return a question that the person may work on. Raise NotFound, NotAllowed."""
    row = question_store.get_row(tx, question_id)
    if row is None:
        raise NotFound("There is no such question.")
    require(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    return row
