"""Questions on their way to practice: draft → waiting for review → reviewed → live → retired."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BadInput, Conflict, NotFound
from kb.i18n import marked
from kb.learning.formats.question_file import QuestionFile, read_yaml
from kb.learning.questions import steps_store as question_steps_store
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question, check, same
from kb.people import audit
from kb.people.permissions import Action, allowed, require
from kb.people.person import Person
from kb.people.units import HOUSE
from kb.store import Database, Reader, Row, Writer

DRAFT, WAITING, REVIEWED, LIVE, RETIRED = "draft", "waiting", "reviewed", "live", "retired"
STATES: Mapping[str, str] = {
    DRAFT: marked("Draft"),
    WAITING: marked("Waiting for review"),
    REVIEWED: marked("Reviewed"),
    LIVE: marked("Live"),
    RETIRED: marked("Retired"),
}
_MOVES: Mapping[str, Sequence[str]] = {
    DRAFT: (WAITING, REVIEWED, RETIRED),
    WAITING: (REVIEWED, DRAFT),
    REVIEWED: (LIVE, DRAFT),
    LIVE: (RETIRED, DRAFT),
    RETIRED: (DRAFT,),
}
_log = logging.getLogger("kb.learning")


@dataclass(frozen=True)
class Imported:
    """How many questions an import added, changed and left as they were."""

    added: int
    updated: int
    unchanged: int


def list_questions(tx: Reader, person: Person, state: str | None = None) -> list[Row]:
    """Questions that the person may work on. `stale` is above 0 where a source is newer or was withdrawn."""
    return [
        row
        for row in question_store.list_rows(tx, state)
        if allowed(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    ]


def save_question(database: Database, person: Person, question: Question, based_on: int, now: str) -> int:
    """Store a new question (`based_on` 0) or the next version of one, as a draft; returns the version."""
    with database.write() as tx:
        row = question_store.get_row(tx, question.id)
        if (row["version"] if row else 0) != based_on:
            raise Conflict("Somebody else changed this question meanwhile. Load it again.")
        outcome = _save(tx, person, question, now)
    return based_on + (outcome != "unchanged")


def steps_for(person: Person, row: Row) -> list[str]:
    """The states that this person may take a question to. Whoever wrote a version does not review it."""
    return [state for state in _MOVES[row["state"]] if state != REVIEWED or row["author_id"] != person.id]


def needs_reason(person: Person, row: Row, state: str) -> bool:
    """Whether others have to be told why: a question is retired, or sent back to somebody else."""
    back = state == DRAFT and row["state"] in (WAITING, REVIEWED) and row["author_id"] != person.id
    return back or (state == RETIRED and row["state"] == LIVE)


def move_question(
    database: Database,
    person: Person,
    question_id: str,
    state: str,
    now: str,
    *,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Take a question to another state. With a version: of that version, or Conflict."""
    with database.write() as tx:
        row = _find(tx, person, question_id)
        if version not in (None, row["version"]):
            raise Conflict("Somebody else changed this question meanwhile. Load it again.")
        if state not in _MOVES[row["state"]]:
            raise BadInput("A question cannot go from “{old}” to “{new}”.", old=row["state"], new=state)
        if state not in steps_for(person, row):
            raise BadInput("Somebody else than the author has to review a question.")
        if needs_reason(person, row, state) and not reason.strip():
            raise BadInput("Say why, for those who come after you.")
        question_store.set_state(tx, question_id, state, now)
        if state == REVIEWED:
            question_store.note_sources(tx, question_id, row["question"].sources)
        question_steps_store.add_step(
            tx, question_id, row["version"], state=state, person_id=person.id, reason=reason.strip(), at=now
        )
        _record(tx, person, f"question_{state}", question_id, now, row["unit_id"])


def confirm_sources(database: Database, person: Person, question_id: str, now: str) -> None:
    """Say that a stale question still holds: it is asked again."""
    with database.write() as tx:
        row = _find(tx, person, question_id)
        question_store.note_sources(tx, question_id, row["question"].sources)
        question_steps_store.add_step(
            tx, question_id, row["version"], state=row["state"], person_id=person.id, reason="", at=now
        )
        _record(tx, person, "question_confirmed", question_id, now, row["unit_id"])


def import_questions(database: Database, person: Person | None, read: QuestionFile, now: str) -> Imported:
    """Store what was read as drafts: all of it, or nothing. Without a person: from the command line."""
    refuse_problems(read)
    with database.write() as tx:
        outcomes = [_save(tx, person, question, now) for question in read.questions]
    return Imported(*(outcomes.count(outcome) for outcome in ("added", "updated", "unchanged")))


def compare_questions(tx: Reader, person: Person | None, read: QuestionFile) -> Imported:
    """What `import_questions` would do."""
    refuse_problems(read)
    outcomes = [_outcome(tx, person, question) for question in read.questions]
    return Imported(*(outcomes.count(outcome) for outcome in ("added", "updated", "unchanged")))


def refuse_problems(read: QuestionFile) -> None:
    """Raise BadInput where a file has problems: nothing of it is taken in."""
    if read.problems:
        raise BadInput(
            "Nothing was imported. Put right: {problems}",
            problems="; ".join(problem.message for problem in read.problems),
        )


def seed_questions(database: Database, library_dir: Path, now: str) -> int:
    """Take the starter library's questions in as live, where there is no question yet; returns how many."""
    with database.write() as tx:
        if question_store.count_questions(tx):
            return 0
        questions: dict[str, Question] = {}
        for path in sorted((library_dir / "questions").glob("*.yaml")):
            questions |= {question.id: question for question in _read_starter(path)}
        for question in questions.values():
            question_store.add_question(tx, question, state=LIVE, owner_id="", unit_id=HOUSE, now=now)
    return len(questions)


def export_questions(tx: Reader, person: Person | None) -> Sequence[Question]:
    """The questions that the person may work on, in their current versions. Without a person: all."""
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
    _record(tx, person, f"question_{outcome}", question.id, now, unit_id)
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


def _find(tx: Reader, person: Person, question_id: str) -> Row:
    row = question_store.get_row(tx, question_id)
    if row is None:
        raise NotFound("There is no such question.")
    require(person, Action.WRITE_QUESTIONS, unit=row["unit_path"], owner=row["owner_id"])
    return row


def _record(tx: Writer, person: Person | None, action: str, question_id: str, now: str, unit_id: str) -> None:
    audit.record(tx, person, action, question_id, now, unit_id=unit_id)
