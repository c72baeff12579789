"""Finding questions in the bank, and what happened to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import NotFound
from kb.learning.questions import steps_store as question_steps_store
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question
from kb.learning.questions.service import list_questions
from kb.learning.questions.store import document_source
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.search.text import fold
from kb.store import Reader, Row

STALE = "stale"
"""Stands among the states for: live, and back for review as a source moved on."""


@dataclass(frozen=True)
class QuestionFilter:
    """Which questions to list; empty fields filter nothing. `text` is part of a question, an answer or an id."""

    text: str = ""
    state: str = ""
    type: str = ""
    difficulty: str = ""
    competency: str = ""
    source: str = ""


@dataclass(frozen=True)
class OpenedQuestion:
    """A question with what happened to it: versions and steps, and the sources that moved on."""

    row: Row
    versions: Sequence[Row]
    steps: Sequence[Row]
    moved_sources: Sequence[Row]


def find_questions(tx: Reader, person: Person, wanted: QuestionFilter) -> list[Row]:
    """The questions that the person may work on and that pass the filter; those back for review first."""
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    state = "live" if wanted.state == STALE else wanted.state
    rows = [row for row in list_questions(tx, person, state or None) if _passes(row, wanted)]
    return sorted(rows, key=lambda row: (not is_back(row), row["id"]))


def list_documents(tx: Reader, person: Person) -> list[Row]:
    """Published documents that a question may rest on, in order of title: source, id, title."""
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    return question_steps_store.list_documents(tx)


def is_back(row: Row) -> bool:
    """Whether nobody is asked a live question until somebody has looked at it again."""
    return bool(row["state"] == "live" and row["stale"])


def open_question(tx: Reader, person: Person, question_id: str) -> OpenedQuestion:
    """A question to work on. Raises NotFound, or NotAllowed for other units' questions."""
    row = question_store.get_row(tx, question_id)
    if row is None:
        raise NotFound("There is no such question.")
    require(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    return OpenedQuestion(
        row,
        question_steps_store.list_versions(tx, question_id),
        question_steps_store.list_steps(tx, question_id),
        question_steps_store.list_moved_sources(tx, question_id),
    )


def open_version(tx: Reader, person: Person, question_id: str, version: int) -> Question:
    """A question as it was in a version."""
    open_question(tx, person, question_id)
    found = question_store.get_version(tx, question_id, version)
    if found is None:
        raise NotFound("There is no such question.")
    return found


def _passes(row: Row, wanted: QuestionFilter) -> bool:
    question: Question = row["question"]
    sources = [document_source(source) for source in question.sources]
    return (
        wanted.type in ("", question.type)
        and wanted.difficulty in ("", question.difficulty)
        and (not wanted.competency or wanted.competency in question.competencies)
        and (not wanted.source or document_source(wanted.source) in sources)
        and (wanted.state != STALE or is_back(row))
        and fold(wanted.text.strip()) in fold(_all_text(question))
    )


def _all_text(question: Question) -> str:
    texts = [question.id, question.stem, question.explanation, *question.order]
    texts += [option.text for option in question.options]
    texts += [text for pair in question.pairs for text in pair]
    texts += [point.text for point in question.points]
    return "\n".join(texts)
