"""Reading cases: the published ones for everybody, the work on them for those who write and review."""

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
    """A case in work: its record, the content worked on, and the steps this person may take now."""

    record: CaseRecord
    case: Case
    steps: Sequence[Step]


def get_work(database: Database, person: Person, case_id: str) -> Work:
    """A case for its writer or reviewer. Raises NotFound also where the person may not know of it."""
    with database.read() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        return Work(
            record,
            read_version(tx, case_id, record.version),
            steps_of(person, record, list_writers(tx, [record])[record.id]),
        )


def get_public_case(database: Database, person: Person, case_id: str) -> tuple[CaseRecord, Case]:
    """A case as readers see it. Raises NotFound where no version is public."""
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.READ_LIBRARY)
        record = store.get_record(tx, case_id)
        if record is None or record.public_version is None:
            raise NotFound("There is no such case, or you may not see it.")
        return record, read_version(tx, case_id, record.public_version)


@dataclass(frozen=True)
class OwnCase:
    """One of a person's own cases, with the steps they may take now and, where it was returned, what was said."""

    record: CaseRecord
    steps: Sequence[Step]
    reason: str = ""
    comments: Sequence[Row] = ()


def list_own(database: Database, person: Person) -> list[OwnCase]:
    """Return the person's own cases in any state, the latest change first, in four queries however many there are."""
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
    """Return the title of a tool's empty form in the library; None where the library has none to read."""
    with database.read() as tx:
        try:
            return str(get_readable_document(tx, document_id, None, now, hidden_too=False)["title"])
        except NotFound:
            return None


def list_versions(database: Database, person: Person, case_id: str) -> list[Row]:
    """Versions, the newest first: version, author (id and name), created_at, changed_at, submitted_at, published_at."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return store.list_versions(tx, case_id)


def compare(database: Database, person: Person, case_id: str, before: int, after: int) -> list[FieldChange]:
    """What changed from one version to another, field by field."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return compare_versions(read_version(tx, case_id, before), read_version(tx, case_id, after))


def list_history(database: Database, person: Person, case_id: str) -> list[Row]:
    """Every step from the beginning: number, step, states, version, revision, person (id and name), at, reason."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return store.list_steps(tx, case_id)


def list_comments(database: Database, person: Person, case_id: str) -> list[Row]:
    """Comments, the oldest first: id, version, field, text, person_id, person_name, at."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return review_store.list_comments(tx, [case_id])
