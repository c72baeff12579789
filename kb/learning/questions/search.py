"""Find questions in the bank, and the history of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import NotFound
from kb.learning.questions import steps_store
from kb.learning.questions import store as question_store
from kb.learning.questions.access import find_question, list_questions
from kb.learning.questions.question import Question, document_source
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.search.text import fold
from kb.store import Database, Row

STALE = "stale"
"""Pseudo-state: live, and back for review because a source moved on."""


@dataclass(frozen=True)
class QuestionFilter:
    """Select questions to list; empty fields filter nothing. `text` is part of a question, an answer or an id."""

    text: str = ""
    state: str = ""
    type: str = ""
    difficulty: str = ""
    competency: str = ""
    source: str = ""


@dataclass(frozen=True)
class OpenedQuestion:
    """Hold a question with its history: versions and steps, and the sources that moved on."""

    row: Row
    versions: Sequence[Row]
    steps: Sequence[Row]
    moved_sources: Sequence[Row]


def find_questions(database: Database, person: Person, wanted: QuestionFilter) -> list[Row]:
    """Return the questions that the person may work on and that pass the filter; those back for review first."""
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    state = "live" if wanted.state == STALE else wanted.state
    with database.read() as tx:
        rows = list_questions(tx, person, state or None)
    return sorted((row for row in rows if _passes(row, wanted)), key=lambda row: (not is_back(row), row["id"]))


def list_documents(database: Database, person: Person) -> list[Row]:
    """Return the published documents that a question may rest on, in order of title: source, id, title."""
    require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
    with database.read() as tx:
        return steps_store.list_documents(tx)


def is_back(row: Row) -> bool:
    """Return whether a live question waits for its sources to be confirmed, and is not asked until then."""
    return bool(row["state"] == "live" and row["stale"])


def open_question(database: Database, person: Person, question_id: str) -> OpenedQuestion:
    """Return a question to work on. Raise NotFound, or NotAllowed for other units' questions."""
    with database.read() as tx:
        return OpenedQuestion(
            row=find_question(tx, person, question_id),
            versions=steps_store.list_versions(tx, question_id),
            steps=steps_store.list_steps(tx, question_id),
            moved_sources=steps_store.list_moved_sources(tx, question_id),
        )


def open_version(database: Database, person: Person, question_id: str, version: int) -> Question:
    """Return a question as it was in a version. Raise NotFound, NotAllowed."""
    with database.read() as tx:
        find_question(tx, person, question_id)
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
