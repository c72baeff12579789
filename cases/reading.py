"""Reading cases: the published ones for everybody, the work on them for those who write and review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases import review_store, store
from cases.access import authorise, find_work, may_see_work, read_person
from cases.changes import FieldChange, compare_versions
from cases.content import read_version
from cases.model import Attachment, Case
from cases.records import CaseRecord, source_of
from cases.states import Step, possible_steps, transition
from kb.errors import Conflict, NotAllowed, NotFound
from kb.files import FileStore
from kb.library import Library
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Row

_GIVEN_BY_FORM = "-"
"""Stands for a reason while only the possible steps are asked for."""


@dataclass(frozen=True)
class Work:
    """A case that somebody works on: its record, the content worked on, and the steps this person may take now."""

    record: CaseRecord
    case: Case
    steps: Sequence[Step]


def get_work(database: Database, person: Person, case_id: str) -> Work:
    """A case for its writer or reviewer. Raises NotFound also where the person may not know of it."""
    with database.read() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        return Work(record, read_version(tx, case_id, record.version), _steps_of(tx, person, record))


def get_public_case(database: Database, person: Person, case_id: str) -> tuple[CaseRecord, Case]:
    """A case as readers see it. Raises NotFound where no version is public."""
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.READ_LIBRARY)
        record = store.get_record(tx, case_id)
        if record is None or record.public_version is None:
            raise NotFound("There is no such case, or you may not see it.")
        return record, read_version(tx, case_id, record.public_version)


def case_id_of(source: str) -> str | None:
    """The id of the case that a document's source names, whether or not there is one; None for other sources."""
    prefix = source_of("")
    return source.removeprefix(prefix) if source.startswith(prefix) else None


def list_own(database: Database, person: Person) -> list[CaseRecord]:
    """The person's own cases in any state, the latest change first."""
    with database.read() as tx:
        person = read_person(tx, person)
        records = store.list_records(tx, unit_path="", owner_id=person.id)
    return sorted(records, key=lambda record: record.changed_at, reverse=True)


def list_versions(database: Database, person: Person, case_id: str) -> list[Row]:
    """Versions, the newest first: version, author (id and name), created_at, changed_at, submitted_at, published_at."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return store.list_versions(tx, case_id)


def get_version(database: Database, person: Person, case_id: str, version: int) -> Case:
    """The content of one version."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return read_version(tx, case_id, version)


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
        return review_store.list_comments(tx, case_id)


def list_decisions(database: Database, person: Person, case_id: str) -> list[Row]:
    """Decisions about likely duplicates: other, band, score, verdict, note, person_id, person_name, at."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return review_store.list_decisions(tx, case_id)


def keep_attachment(files: FileStore, name: str, media_type: str, content: bytes) -> Attachment:
    """Keep a file's bytes; put what comes back into the case's attachments and save the draft."""
    return Attachment(name, media_type, files.save(content), len(content))


def read_attachment(library: Library, person: Person, case_id: str, file_hash: str) -> bytes:
    """The bytes of an attachment of a case that the person may read. Raises NotFound."""
    with library.database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.DOWNLOAD)
        record = store.get_record(tx, case_id)
        visible = [] if record is None else _visible_versions(person, record)
        names = {each.hash for version in visible for each in read_version(tx, case_id, version).attachments}
    if file_hash not in names:
        raise NotFound("There is no such attachment.")
    return library.files.read(file_hash)


def _visible_versions(person: Person, record: CaseRecord) -> set[int]:
    versions = {record.version} if may_see_work(person, record) else set()
    return versions | ({record.public_version} if record.public_version is not None else set())


def _steps_of(tx: Reader, person: Person, record: CaseRecord) -> list[Step]:
    steps: list[Step] = []
    for step in possible_steps(record.state, is_public=record.is_public):
        found = transition(record.state, step, is_public=record.is_public, reason=_GIVEN_BY_FORM)
        if step is Step.EXPIRE:
            continue
        try:
            authorise(tx, person, record, step, found)
        except (NotAllowed, Conflict):
            continue
        steps.append(step)
    return steps
