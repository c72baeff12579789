"""Add or replace course materials and tool templates from uploads; search finds them at once."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from cases.model import BUSINESS_LINES
from ingest import material_store as store
from ingest.material_check import refuse_personal_data
from ingest.materials import Details, checked_details, details_of, find_material, record
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits, ReadDocument, limits_of, refusals
from ingest.readers.notices import NOT_READ, describe_notices
from kb.clock import day_of
from kb.errors import BadInput, KbError
from kb.files import Readable, StagedFile
from kb.i18n import translate
from kb.ids import new_id
from kb.library import Library
from kb.people.directory import get_person
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import get_unit
from kb.search.chunks import chunk_text
from kb.search.documents import PUBLISHED, NewVersion, OriginalFile, get_document, save_version
from kb.store import Reader, Row, Writer
from kb.usage.ledger.entries import record_authors

MAX_FILES = 20
FILE_TYPES = (
    *("docx", "pptx", "pdf", "xlsx", "md", "html", "txt", "xls"),
    *("doc", "ppt", "wps", "et", "dps", "rtf", "odt", "odp", "ods"),
)

Outcome = Literal["stored", "same", "refused"]
STORED: Outcome = "stored"
SAME: Outcome = "same"
REFUSED: Outcome = "refused"

Progress = Callable[[int, int, str], None]
"""Called before each file with the number done, the total, and the file's name."""

_MAX_NAME = 200
_OURS = ("id", "kind", "title", "tags", "business_line", "competencies", NOT_READ)
_reading = threading.BoundedSemaphore(2)
"""At most two uploads are read at a time, which bounds the memory used."""


@dataclass(frozen=True)
class Upload:
    """An uploaded file: its name as the browser gave it, and its bytes."""

    name: str
    stream: Readable


@dataclass(frozen=True)
class UploadResult:
    """Outcome of an uploaded file; `document_id` and `title` identify the document that holds it now."""

    name: str
    outcome: Outcome
    document_id: str = ""
    title: str = ""
    version: int = 1
    error: KbError | None = None
    notices: Mapping[str, int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the result as a sentence in the language of the current reader."""
        if self.error is not None:
            return self.error.message
        if self.outcome == SAME:
            return translate("The library holds the same file already: {title}").format(title=self.title)
        stored = translate("Stored as version {version}: {title}").format(version=self.version, title=self.title)
        return " · ".join(part for part in (stored, describe_notices(self.notices)) if part)


def upload_materials(
    library: Library,
    person: Person,
    uploads: Sequence[Upload],
    details: Details,
    *,
    unit_id: str = "",
    now: str,
    progress: Progress | None = None,
) -> list[UploadResult]:
    """Store uploads as materials of a unit, by default the person's own; one bad file does not stop the others.

    `details.title` is used only for a single file. Raises NotAllowed, and BadInput if there are too many files.
    """
    with library.database.read() as tx:
        person = get_person(tx, person.id)
        unit = get_unit(tx, unit_id or person.unit_id)
        require(person, Action.ADD_MATERIAL, unit=unit.path)
    if len(uploads) > MAX_FILES:
        raise BadInput("At most {count} files at once.", count=MAX_FILES)
    details = checked_details(details if len(uploads) == 1 else replace(details, title=""))
    results = []
    with ReaderProcess(limits_of(library.settings)) as reader:
        uploader = _Uploader(library, person, now, reader)
        for number, upload in enumerate(uploads):
            name = _file_name(upload.name)
            if progress is not None:
                progress(number, len(uploads), name)
            try:
                results.append(uploader.add(name, upload.stream, details, unit.id))
            except KbError as error:
                results.append(UploadResult(name, REFUSED, error=error))
    library.engine.refresh()
    return results


def replace_material(
    library: Library, person: Person, document_id: str, upload: Upload, based_on: int, *, now: str
) -> UploadResult:
    """Store an upload as a material's next version under the same title. Earlier versions keep their files.

    Questions based on it return to review. Raises Conflict if another person has changed it since `based_on`.
    """
    with ReaderProcess(limits_of(library.settings)) as reader:
        uploader = _Uploader(library, person, now, reader)
        result = uploader.replace(document_id, _file_name(upload.name), upload.stream, based_on)
    library.engine.refresh()
    return result


class _Uploader:
    """Reads and stores uploads for one person."""

    def __init__(self, library: Library, person: Person, now: str, reader: ReaderProcess) -> None:
        self._library = library
        self._person = person
        self._now = now
        self._reader = reader

    def add(self, name: str, stream: Readable, details: Details, unit_id: str) -> UploadResult:
        with self._staging(stream) as staged:
            document, content_hash = self._read(name, staged, details.kind)
            said = _details_in_head(document.meta)
            title = details.title or said.title or _line(document.title) or Path(name).stem
            details = checked_details(
                replace(
                    details,
                    title=title[:_MAX_NAME],
                    business_line=details.business_line or said.business_line,
                    competencies=details.competencies or said.competencies,
                    tags=details.tags or said.tags,
                )
            )
            staged.keep()
            source = f"id:material-{new_id()}"
            meta = {key: value for key, value in document.meta.items() if key not in _OURS} | details.meta
            version = self._version(source, name, staged, document, content_hash, details, meta)
            with self._library.database.write() as tx:
                return replace(self._store_new(tx, name, version, details, unit_id), notices=document.notices)

    def replace(self, document_id: str, name: str, stream: Readable, based_on: int) -> UploadResult:
        # Checked before the slow reading, and again in the transaction of the change.
        with self._library.database.read() as tx:
            found = self._replaceable(tx, document_id, based_on)
        with self._staging(stream) as staged:
            if staged.hash == found["file_hash"]:
                return UploadResult(name, SAME, document_id, found["title"], found["version"])
            document, content_hash = self._read(name, staged, found["kind"])
            staged.keep()
            details = details_of(found)
            version = self._version(found["source"], name, staged, document, content_hash, details, found["meta"])
            version = replace(version, expires_at=found["expires_at"])
            with self._library.database.write() as writer:
                found = self._replaceable(writer, document_id, based_on)
                saved = save_version(writer, version, self._now)
                if saved.outcome == "unchanged":
                    return UploadResult(name, SAME, document_id, found["title"], found["version"])
                number = found["version"] + 1
                store.note_change(writer, document_id, self._person.id, self._now)
                record(writer, self._person, "material_replaced", found, self._now, version=number)
            return UploadResult(name, STORED, document_id, found["title"], number, notices=document.notices)

    def _staging(self, stream: Readable) -> AbstractContextManager[StagedFile]:
        return self._library.files.staging(_Limited(stream, self._reader.limits))

    def _read(self, name: str, staged: StagedFile, kind: str) -> tuple[ReadDocument, str]:
        with _reading:
            content = staged.path.read_bytes()
            document = self._reader.read(Path(name), content)
            content_hash = hashlib.sha256(kind.encode() + b"\0" + content).hexdigest()
            del content
            if document.meta.get("kind") == "case":
                raise BadInput("This file is a case. Submit cases under My cases.")
            head = json.dumps(document.meta, ensure_ascii=False, default=str)
            refuse_personal_data([name, document.title or "", document.text, head])
            return document, content_hash

    def _version(
        self,
        source: str,
        name: str,
        staged: StagedFile,
        document: ReadDocument,
        content_hash: str,
        details: Details,
        meta: dict[str, Any],
    ) -> NewVersion:
        meta = {key: value for key, value in meta.items() if key != NOT_READ}
        if document.notices:
            meta[NOT_READ] = dict(document.notices)
        return NewVersion(
            source=source,
            kind=details.kind,
            title=details.title,
            text=document.text,
            chunks=chunk_text(document.text, document.marks, details.title),
            file=OriginalFile(name, document.media_type, staged.hash, staged.size),
            content_hash=content_hash,
            published_on=day_of(self._now),
            tags=details.tags,
            meta=meta,
        )

    def _store_new(self, tx: Writer, name: str, version: NewVersion, details: Details, unit_id: str) -> UploadResult:
        person = get_person(tx, self._person.id)
        require(person, Action.ADD_MATERIAL, unit=get_unit(tx, unit_id).path)
        saved = save_version(tx, version, self._now)
        if saved.outcome == "unchanged":
            there = get_document(tx, saved.document_id)
            return UploadResult(name, SAME, saved.document_id, there["title"], there["version"])
        store.add_row(
            tx,
            saved.document_id,
            owner_id=person.id,
            unit_id=unit_id,
            downloadable=details.downloadable,
            now=self._now,
        )
        record_authors(tx, saved.document_id, [person.id])
        material = {"id": saved.document_id, "unit_id": unit_id}
        record(tx, person, "material_added", material, self._now, kind=details.kind)
        return UploadResult(name, STORED, saved.document_id, details.title)

    def _replaceable(self, tx: Reader, document_id: str, based_on: int) -> Row:
        self._person = get_person(tx, self._person.id)
        found = find_material(tx, self._person, document_id, based_on)
        if found["status"] != PUBLISHED:
            raise BadInput("It was withdrawn. Restore it before you replace it.")
        return found


class _Limited:
    """A stream that raises BadInput as soon as it exceeds the size limit."""

    def __init__(self, stream: Readable, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._seen = 0

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._seen += len(piece)
        if self._seen > self._limits.max_bytes:
            raise refusals.too_large(self._limits.max_file_mb)
        return piece


def _details_in_head(head: Any) -> Details:
    """Return the details in a file's head; an unusable head gives empty details."""
    said = details_of({"kind": "material", "title": "", "tags": [], "downloadable": 1, "meta": head})
    tags = head.get("tags")
    known_line = said.business_line if said.business_line in BUSINESS_LINES else ""
    try:
        return checked_details(
            replace(
                said,
                title=_line(head.get("title"))[:_MAX_NAME],
                business_line=known_line,
                tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
            )
        )
    except BadInput:
        return Details()


def _line(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _file_name(name: str) -> str:
    """Return the base name of an uploaded file without unprintable characters, or "?"."""
    name = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in name if char.isprintable())[-_MAX_NAME:] or "?"
