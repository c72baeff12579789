"""Keep files attached to a case together with their extracted text, so that the gate can check every word.

Extraction runs in a separate process and belongs to `ingest`, which this package must not import: the caller passes
the reader in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from cases import attachment_store, store
from cases.access import authorise, find_work, may_see_work, read_person
from cases.content import read_version
from cases.model import Attachment, Case
from cases.records import CaseRecord
from cases.states import Step, transition
from kb.errors import BadInput, NotFound
from kb.library import Library
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Reader


@dataclass(frozen=True)
class FileText:
    """Text extracted from a file, and the contents of its head (title, properties, front matter)."""

    text: str
    head: str = ""


ReadText = Callable[[str, bytes], FileText]
"""Extract a file's text from its name and bytes. Raises BadInput with the reason if it cannot be read."""


@dataclass(frozen=True)
class KeptFile:
    """A stored file: the reference to put into the case, and its text."""

    attachment: Attachment
    text: str


@dataclass(frozen=True)
class AttachedTexts:
    """The extracted texts of a case's attachments.

    `texts` are pairs of name and text; `unread` names files not extracted yet, `unreadable` those that cannot be
    read.
    """

    texts: Sequence[tuple[str, str]] = ()
    unread: Sequence[str] = ()
    unreadable: Sequence[str] = ()


def keep_attachment(
    library: Library,
    person: Person,
    case_id: str,
    name: str,
    media_type: str,
    content: bytes,
    *,
    read_text: ReadText,
    now: str,
) -> KeptFile:
    """Store a file and its text for a case that the person may edit; save the draft with the returned attachment.

    Raises BadInput if the file cannot be read, NotFound, NotAllowed, or Conflict if the case cannot be edited now.
    """
    with library.database.read() as tx:
        _find_writable(tx, person, case_id)
    read = read_text(name, content)
    attachment = Attachment(name, media_type, library.files.save(content), len(content))
    with library.database.write() as tx:
        person, record = _find_writable(tx, person, case_id)
        attachment_store.put_text(
            tx, file_hash=attachment.hash, suffix=_suffix(name), text=_storable(read), readable=True, now=now
        )
        detail = {"hash": attachment.hash, "size": attachment.size}
        audit.record(tx, person, "attach_file", record.id, now, unit_id=record.unit_id, detail=detail)
    return KeptFile(attachment, read.text)


def read_missing_texts(library: Library, person: Person, case_id: str, *, read_text: ReadText, now: str) -> int:
    """Extract attachments stored before texts were kept; return how many files that were.

    A file that is missing or cannot be read is recorded as unreadable. No file is read twice.
    """
    with library.database.read() as tx:
        record = find_work(tx, read_person(tx, person), case_id)
        case = read_version(tx, case_id, record.version)
        known = {(row[0], row[1]) for row in attachment_store.list_readings(tx, _hashes(case))}
    missing = [file for file in case.attachments if (file.hash, _suffix(file.name)) not in known]
    readings = [(file, _read(library, file, read_text)) for file in missing]
    if readings:
        with library.database.write() as tx:
            find_work(tx, read_person(tx, person), case_id)
            for file, read in readings:
                attachment_store.put_text(
                    tx,
                    file_hash=file.hash,
                    suffix=_suffix(file.name),
                    text=_storable(read) if read else "",
                    readable=read is not None,
                    now=now,
                )
    return len(missing)


def read_attachment(library: Library, person: Person, case_id: str, file_hash: str) -> bytes:
    """Return the bytes of an attachment of a case that the person may read. Raises NotFound, NotAllowed."""
    with library.database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.DOWNLOAD)
        record = store.get_record(tx, case_id)
        visible = [] if record is None else _visible_versions(person, record)
        hashes = {each.hash for version in visible for each in read_version(tx, case_id, version).attachments}
    # The file store is shared by all cases: without this check a hash would open any file in it.
    if file_hash not in hashes:
        raise NotFound("There is no such attachment.")
    return library.files.read(file_hash)


def attached_texts(tx: Reader, case: Case) -> AttachedTexts:
    """Return the texts of a case's attachments, matched by hash because two files may share a name."""
    known = {(row["hash"], row["suffix"]): row for row in attachment_store.list_texts(tx, _hashes(case))}
    texts, unread, unreadable = [], [], []
    for file in case.attachments:
        row = known.get((file.hash, _suffix(file.name)))
        if row is None:
            unread.append(file.name)
        elif row["readable"]:
            texts.append((file.name, row["text"]))
        else:
            unreadable.append(file.name)
    return AttachedTexts(texts, unread, unreadable)


def readings_of(tx: Reader, case: Case) -> tuple[tuple[str, str, int, str], ...]:
    """Return a key that changes whenever `attached_texts` of a case changes."""
    return tuple(attachment_store.list_readings(tx, _hashes(case)))


def _find_writable(tx: Reader, person: Person, case_id: str) -> tuple[Person, CaseRecord]:
    person = read_person(tx, person)
    record = find_work(tx, person, case_id)
    authorise(tx, person, record, Step.SAVE, transition(record.state, Step.SAVE, is_public=record.is_public))
    return person, record


def _read(library: Library, file: Attachment, read_text: ReadText) -> FileText | None:
    try:
        return read_text(file.name, library.files.read(file.hash))
    except (BadInput, NotFound):
        return None


def _visible_versions(person: Person, record: CaseRecord) -> set[int]:
    versions = {record.version} if may_see_work(person, record) else set()
    return versions | ({record.public_version} if record.public_version is not None else set())


def _hashes(case: Case) -> list[str]:
    return [file.hash for file in case.attachments]


def _suffix(name: str) -> str:
    """Return the suffix, which selects the reader: the same bytes under another suffix yield another text."""
    return PurePosixPath(name).suffix.lower()


def _storable(read: FileText) -> str:
    # PostgreSQL rejects NUL in text columns.
    return f"{read.text}\n{read.head}".strip().replace("\0", " ")
