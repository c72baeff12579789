"""Import cases from files in the exchange format: the starter library, and files from other banks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from cases import store
from cases.access import read_person
from cases.content import Stored, to_stored
from cases.deidentify import check_case
from cases.exchange import read_case
from cases.model import Case
from cases.publication import PreparedDocument, prepare_document, publish_document
from cases.records import NOBODY, CaseRecord
from cases.rules import InvalidCase, Problem, check_limits
from cases.states import State, Step
from cases.steps import keep_record, write_history
from kb.errors import BadInput
from kb.files import FileStore
from kb.i18n import marked
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE, HOUSE_PATH
from kb.store import Database, Reader, Writer

Outcome = Literal["added", "updated", "unchanged", "kept"]
"""Result of importing a file; "kept" if the case was changed here since and is left as it is."""

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,79}")
_MISSING = marked("Please fill in this field.")


@dataclass(frozen=True)
class CaseFile:
    """A validated case file that may be published."""

    case: Case
    content: bytes
    stored: Stored


def import_case(
    database: Database, files: FileStore, content: bytes, *, person: Person | None = None, now: str
) -> Outcome:
    """Publish the case in a file under the id it names; importing the same file again changes nothing.

    Without a person the program itself imports, for the bundled library. Raises BadInput if the file is not a case,
    is incomplete or contains personal data.
    """
    return import_file(database, files, read_case_file(content), person=person, now=now)


def import_file(
    database: Database, files: FileStore, file: CaseFile, *, person: Person | None = None, now: str
) -> Outcome:
    """Publish a case that has already been read; see `import_case`."""
    with database.read() as tx:
        _importer(tx, person)
        outcome = _predict_outcome(tx, file)
    if outcome in ("unchanged", "kept"):
        return outcome
    prepared = prepare_document(files, file.case, file.content)
    with database.write() as tx:
        return _import(tx, prepared, file, _importer(tx, person), now)


def _predict_outcome(tx: Reader, file: CaseFile) -> Outcome:
    """Return the outcome that an import would have now."""
    record = store.get_record(tx, file.case.id)
    if record is None:
        return "added"
    current = store.get_version(tx, record.id, record.version)
    if record.state is State.PUBLISHED and current and current["content"] == file.stored.content:
        return "unchanged"
    # Changes people made since the import take precedence over the file.
    return "updated" if store.list_steps(tx, record.id)[-1]["step"] == Step.IMPORT else "kept"


def _importer(tx: Reader, person: Person | None) -> Person | None:
    if person is None:
        return None
    person = read_person(tx, person)
    require(person, Action.PUBLISH_CASE, unit=HOUSE_PATH)
    return person


def read_case_file(content: bytes) -> CaseFile:
    """Return the case in a file. Raises BadInput if it is not one, is incomplete, lacks an id or has personal data."""
    try:
        case = read_case(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput("The file is not UTF-8 text.") from error
    if not _ID.fullmatch(case.id):
        raise BadInput("The head of the file needs an id of letters, digits and dashes.")
    check_limits(case)
    gaps = [Problem(name, _MISSING, {}) for name in ("title", "situation", "approach") if not getattr(case, name)]
    if gaps:
        raise InvalidCase(gaps)
    if any(finding.span.hard for finding in check_case(case)):
        raise BadInput("The file holds personal data: {id}", id=case.id)
    return CaseFile(case, content, to_stored(case))


def _import(tx: Writer, prepared: PreparedDocument, file: CaseFile, person: Person | None, now: str) -> Outcome:
    outcome = _predict_outcome(tx, file)
    if outcome in ("unchanged", "kept"):
        return outcome
    record = store.get_record(tx, file.case.id)
    if record is None:
        record = _new_record(file.case, person, now)
        store.add_record(tx, record)
        _publish(tx, prepared, file, record, person, now, before="")
        return outcome
    changed = replace(
        record,
        title=file.case.title,
        revision=record.revision + 1,
        changed_by=person.id if person else "",
        changed_at=now,
        published_at=now,
        review_date=file.case.review_date,
        expires=file.case.expires,
    )
    _publish(tx, prepared, file, changed, person, now, before=record.state)
    return outcome


def _publish(
    tx: Writer,
    prepared: PreparedDocument,
    file: CaseFile,
    record: CaseRecord,
    person: Person | None,
    now: str,
    *,
    before: str,
) -> None:
    version = store.add_version(
        tx,
        record.id,
        content=file.stored.content,
        story_hash=file.stored.story_hash,
        author_id=person.id if person else NOBODY,
        now=now,
        submitted=True,
    )
    if before:
        record = replace(record, version=version, public_version=version)
        keep_record(tx, record)
    store.set_published(tx, record.id, version, now)
    write_history(tx, person, record, Step.IMPORT, now, before=before)
    publish_document(tx, prepared, now, published_on=file.case.created)


def _new_record(case: Case, person: Person | None, now: str) -> CaseRecord:
    return CaseRecord(
        id=case.id,
        title=case.title,
        state=State.PUBLISHED,
        revision=1,
        version=1,
        public_version=1,
        owner_id=NOBODY,
        unit_id=HOUSE,
        reviewer_id="",
        changed_by=person.id if person else "",
        created_at=now,
        changed_at=now,
        published_at=now,
        review_date=case.review_date,
        expires=case.expires,
    )
