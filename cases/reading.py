"""Read cases: published versions for all readers, work in progress for authors and reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases import review_store, store
from cases.access import find_work, list_writers, read_person, steps_of
from cases.changes import FieldChange, compare_versions
from cases.content import read_version
from cases.model import Case
from cases.records import CaseRecord
from cases.states import State, Step
from kb.errors import NotFound
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.search.documents import get_readable_document
from kb.store import Database, Row


@dataclass(frozen=True)
class Work:
    """A case in progress: its record, the current content, and the steps this person may take now."""

    record: CaseRecord
    case: Case
    steps: Sequence[Step]


def get_work(database: Database, person: Person, case_id: str) -> Work:
    """Return a case for its author or reviewer. Raises NotFound if there is none or the person may not know of it."""
    with database.read() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        return Work(
            record,
            read_version(tx, case_id, record.version),
            steps_of(person, record, list_writers(tx, [record])[record.id]),
        )


def get_public_case(database: Database, person: Person, case_id: str) -> tuple[CaseRecord, Case]:
    """Return the record and public content of a case. Raises NotFound if no version is public."""
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.READ_LIBRARY)
        record = store.get_record(tx, case_id)
        if record is None or record.public_version is None:
            raise NotFound("There is no such case, or you may not see it.")
        return record, read_version(tx, case_id, record.public_version)


@dataclass(frozen=True)
class OwnCase:
    """One of a person's own cases: the steps they may take now and, if it was returned, the reason and comments."""

    record: CaseRecord
    steps: Sequence[Step]
    reason: str = ""
    comments: Sequence[Row] = ()


def list_own(database: Database, person: Person) -> list[OwnCase]:
    """Return the person's own cases in any state, latest change first, in four queries whatever their number."""
    with database.read() as tx:
        person = read_person(tx, person)
        records = store.list_records(tx, unit_path="", owner_id=person.id)
        writers = list_writers(tx, records)
        returned = [record.id for record in records if record.state is State.RETURNED]
        reasons = store.list_last_reasons(tx, returned)
        comments = review_store.list_comments(tx, returned)
    own = [
        OwnCase(
            record,
            steps_of(person, record, writers[record.id]),
            reasons.get(record.id, ""),
            [row for row in comments if row["case_id"] == record.id],
        )
        for record in records
    ]
    return sorted(own, key=lambda each: each.record.changed_at, reverse=True)


def find_blank_form(database: Database, document_id: str, *, now: str) -> str | None:
    """Return the title of a tool's blank form in the library, None if there is none to read."""
    with database.read() as tx:
        try:
            return str(get_readable_document(tx, document_id, None, now, hidden_too=False)["title"])
        except NotFound:
            return None


def list_versions(database: Database, person: Person, case_id: str) -> list[Row]:
    """Return versions, newest first: version, author_id, author_name, created_at, changed_at, submitted_at,
    published_at.
    """
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return store.list_versions(tx, case_id)


def compare(database: Database, person: Person, case_id: str, before: int, after: int) -> list[FieldChange]:
    """Return the changes from one version to another, field by field."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return compare_versions(read_version(tx, case_id, before), read_version(tx, case_id, after))


def list_history(database: Database, person: Person, case_id: str) -> list[Row]:
    """Return all steps, oldest first: number, step, from_state, to_state, version, revision, person_id, person_name,
    at, reason.
    """
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return store.list_steps(tx, case_id)


def list_comments(database: Database, person: Person, case_id: str) -> list[Row]:
    """Return comments, oldest first: id, version, field, text, person_id, person_name, at."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return review_store.list_comments(tx, [case_id])
