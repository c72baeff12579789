"""Take questions to practice: draft → waiting for review → reviewed → live → retired."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BadInput, Conflict
from kb.learning.formats.question_file import QuestionFile, read_yaml
from kb.learning.questions import steps_store
from kb.learning.questions import store as question_store
from kb.learning.questions.access import find_question, list_questions
from kb.learning.questions.question import Question, same
from kb.learning.questions.rules import check
from kb.learning.questions.states import DRAFT, LIVE, REVIEWED, TRANSITIONS, State, Step, Who
from kb.people import audit
from kb.people.directory import get_person
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE
from kb.store import Database, Reader, Row, Writer
from kb.transitions import Transition

_log = logging.getLogger("kb.learning")


@dataclass(frozen=True)
class Imported:
    """Count the questions an import added, changed and left as they were."""

    added: int
    updated: int
    unchanged: int


def save_question(database: Database, person: Person, question: Question, based_on: int, *, now: str) -> int:
    """Store a new question (`based_on` 0) or the next version of one, as a draft; return the version.

    Raise Conflict if the question has another version than `based_on` by now.
    """
    with database.write() as tx:
        person = get_person(tx, person.id)
        row = question_store.get_row(tx, question.id)
        if (row["version"] if row else 0) != based_on:
            raise Conflict("This question was changed by someone else meanwhile. Load it again.")
        outcome = _save(tx, person, question, now)
    return based_on + (outcome != "unchanged")


def steps_for(person: Person, row: Row) -> dict[Step, Transition[State, Who]]:
    """Return the steps that this person may take with a question, and where they lead.

    The author of a version does not review it.
    """
    own = row["author_id"] == person.id
    return {
        step: found
        for step, found in TRANSITIONS.possible(State(row["state"])).items()
        if found.who is Who.ANYONE or (found.who is Who.AUTHOR) is own
    }


def move_question(
    database: Database,
    person: Person,
    question_id: str,
    state: str,
    *,
    now: str,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Move a question to another state. With a version: only that version, else raise Conflict.

    Raise BadInput if no step leads there, if it is not this person's step, and if its reason is missing.
    """
    with database.write() as tx:
        person = get_person(tx, person.id)
        row = find_question(tx, person, question_id)
        if version not in (None, row["version"]):
            raise Conflict("This question was changed by someone else meanwhile. Load it again.")
        step = _step_to(person, row, state)
        TRANSITIONS.find(State(row["state"]), step, reason=reason)
        question_store.set_state(tx, question_id, state, now)
        if state == REVIEWED:
            # The reviewer has compared the question with its sources as they are now.
            question_store.record_sources(tx, question_id, row["question"].sources)
        steps_store.add_step(
            tx, question_id, row["version"], state=state, person_id=person.id, reason=reason.strip(), at=now
        )
        audit.record(tx, person, f"question_{state}", question_id, now, unit_id=row["unit_id"])


def confirm_sources(database: Database, person: Person, question_id: str, *, now: str) -> None:
    """Record that a question is still valid though its sources moved on: it is asked again."""
    with database.write() as tx:
        person = get_person(tx, person.id)
        row = find_question(tx, person, question_id)
        question_store.record_sources(tx, question_id, row["question"].sources)
        steps_store.add_step(
            tx, question_id, row["version"], state=row["state"], person_id=person.id, reason="", at=now
        )
        audit.record(tx, person, "question_confirmed", question_id, now, unit_id=row["unit_id"])


def import_questions(database: Database, person: Person | None, read: QuestionFile, *, now: str) -> Imported:
    """Store what was read as drafts: all of it, or nothing. Without a person: from the command line."""
    refuse_problems(read)
    with database.write() as tx:
        person = get_person(tx, person.id) if person else None
        outcomes = [_save(tx, person, question, now) for question in read.questions]
    return Imported(*(outcomes.count(outcome) for outcome in ("added", "updated", "unchanged")))


def compare_questions(database: Database, person: Person | None, read: QuestionFile) -> Imported:
    """Return what `import_questions` would do."""
    refuse_problems(read)
    with database.read() as tx:
        outcomes = [_outcome(tx, person, question) for question in read.questions]
    return Imported(*(outcomes.count(outcome) for outcome in ("added", "updated", "unchanged")))


def refuse_problems(read: QuestionFile) -> None:
    """Raise BadInput if a file has problems: nothing of it is imported."""
    if read.problems:
        raise BadInput(
            "Nothing was imported. Please fix: {problems}",
            problems="; ".join(problem.message for problem in read.problems),
        )


def seed_questions(database: Database, library_dir: Path, *, now: str) -> int:
    """Import the starter library's questions as live if there is no question yet; return how many."""
    with database.read() as tx:
        if question_store.count_questions(tx):
            return 0
    questions: dict[str, Question] = {}
    for path in sorted((library_dir / "questions").glob("*.yaml")):
        questions |= {question.id: question for question in _read_starter(path)}
    with database.write() as tx:
        # Checked again: another process may have been first while the files were read.
        if question_store.count_questions(tx):
            return 0
        for question in questions.values():
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id=HOUSE, now=now)
    return len(questions)


def export_questions(database: Database, person: Person | None) -> Sequence[Question]:
    """Return the questions that the person may work on, in their current versions. Without a person: all."""
    with database.read() as tx:
        if person is None:
            return [row["question"] for row in question_store.list_rows(tx)]
        require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
        return [row["question"] for row in list_questions(tx, person)]


def _read_starter(path: Path) -> Sequence[Question]:
    try:
        read = read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        _log.warning("%s could not be read: %s", path.name, error)
        return ()
    for problem in read.problems:
        _log.warning("%s: %s", path.name, problem.message)
    return read.questions


def _save(tx: Writer, person: Person | None, question: Question, now: str) -> str:
    check(question)
    outcome = _outcome(tx, person, question)
    if outcome == "unchanged":
        return outcome
    author_id = person.id if person else ""
    row = question_store.get_row(tx, question.id)
    unit_id = row["unit_id"] if row else person.unit_id if person else HOUSE
    if row:
        question_store.add_version(tx, question, row["version"] + 1, state=DRAFT, author_id=author_id, now=now)
    else:
        question_store.add_question(tx, question, state=DRAFT, owner_id=author_id, unit_id=unit_id, now=now)
    audit.record(tx, person, f"question_{outcome}", question.id, now, unit_id=unit_id)
    return outcome


def _outcome(tx: Reader, person: Person | None, question: Question) -> str:
    row = question_store.get_row(tx, question.id)
    if row is None:
        if person:
            require(person, Action.WRITE_QUESTIONS, unit=person.unit_path, owner=person.id)
        return "added"
    if person:
        require(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    return "unchanged" if same(row["question"], question) else "updated"


def _step_to(person: Person, row: Row, state: str) -> Step:
    """Return the step by which this person may take a question to a state. Raise BadInput."""
    if not any(found.to == state for found in TRANSITIONS.possible(State(row["state"])).values()):
        raise BadInput("A question cannot go from “{old}” to “{new}”.", old=row["state"], new=state)
    for step, found in steps_for(person, row).items():
        if found.to == state:
            return step
    raise BadInput("A question must be reviewed by someone other than its author.")
