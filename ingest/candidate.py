"""Identify a file on its way into the library, before the slow extraction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.reader_process import ReaderProcess
from ingest.readers import Limits, ReadDocument, refusals
from ingest.readers.notices import NOT_READ
from ingest.walk import path_text
from kb.errors import BadInput
from kb.search.chunks import chunk_text
from kb.search.documents import KINDS, NewVersion, OriginalFile

DEFAULT_KIND = "material"
CASE = "case"

_MARKDOWN = {".md", ".markdown"}
_TAKEN = {"id", "kind", "title", "tags", NOT_READ}
_TAG_SEPARATORS = re.compile(r"[,，、;；\n]")
_ID_PREFIX = "id:"
_MAX_ID = 200
_MAX_TITLE = 200


@dataclass(frozen=True)
class Candidate:
    """A file's bytes and identity. Markdown has already been read, because its head may contain its id."""

    path: Path
    content: bytes
    source: str
    kind: str
    content_hash: str
    document: ReadDocument | None

    @property
    def is_case_file(self) -> bool:
        """Return whether it is a case in the exchange format: Markdown of that kind with an id."""
        return self.kind == CASE and self.document is not None and self.source.startswith(_ID_PREFIX)


def look_at(path: Path, kind: str | None, reader: ReaderProcess) -> Candidate:
    """Return the candidate for a file. Raises BadInput with the reason if it cannot be imported."""
    content = _bytes_of(path, reader.limits)
    document = reader.read(path, content) if path.suffix.lower() in _MARKDOWN else None
    meta: Mapping[str, Any] = {} if document is None else document.meta
    kind = kind or _kind_in(meta) or DEFAULT_KIND
    return Candidate(
        path=path,
        content=content,
        source=_id_in(meta) or f"file:{path_text(path)}",
        kind=kind,
        content_hash=hashlib.sha256(kind.encode() + b"\0" + content).hexdigest(),
        document=document,
    )


def new_version(candidate: Candidate, reader: ReaderProcess, today: date) -> NewVersion:
    """Return the document version to store for a candidate. Raises BadInput if its file cannot be read."""
    document = candidate.document or reader.read(candidate.path, candidate.content)
    meta = {name: value for name, value in document.meta.items() if name not in _TAKEN}
    given = document.meta.get("title")
    title = _line(given) or _line(document.title) or path_text(Path(candidate.path.stem))
    return NewVersion(
        source=candidate.source,
        kind=candidate.kind,
        title=title[:_MAX_TITLE],
        text=document.text,
        chunks=chunk_text(document.text, document.marks, title),
        file=OriginalFile(
            name=path_text(Path(candidate.path.name)),
            media_type=document.media_type,
            hash=hashlib.sha256(candidate.content).hexdigest(),
            size=len(candidate.content),
        ),
        content_hash=candidate.content_hash,
        published_on=_take_date(meta) or today.isoformat(),
        tags=_tags(document.meta.get("tags")),
        meta=meta | ({NOT_READ: dict(document.notices)} if document.notices else {}),
    )


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if not path.exists():
            raise BadInput("There is no such file.")
        if not path.is_file():
            raise BadInput("This is not a file.")
        if path.stat().st_size > limits.max_bytes:
            raise refusals.too_large(limits.max_file_mb)
        return path.read_bytes()
    except OSError as error:
        raise BadInput("The file cannot be opened: {reason}", reason=error.strerror or "?") from error


def _kind_in(meta: Mapping[str, Any]) -> str | None:
    kind = _line(meta.get("kind"))
    if kind and kind not in KINDS:
        raise BadInput(
            "The head of the file names an unknown kind: {kind}. Use one of these: {kinds}.",
            kind=kind,
            kinds=", ".join(KINDS),
        )
    return kind or None


def _id_in(meta: Mapping[str, Any]) -> str | None:
    name = _line(meta.get("id"))
    return f"{_ID_PREFIX}{name[:_MAX_ID]}" if name else None


def _line(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list | bool) else " ".join(str(value).split())


def _tags(value: Any) -> list[str]:
    tags = value if isinstance(value, list) else _TAG_SEPARATORS.split(_line(value))
    return sorted({_line(tag) for tag in tags} - {""})


def _take_date(meta: dict[str, Any]) -> str | None:
    """Remove the ISO date from `meta` and return it, or None; anything that is not an ISO date stays in `meta`."""
    for name in ("created", "date"):
        try:
            found = date.fromisoformat(str(meta.get(name, ""))[:10])
        except ValueError:
            continue
        del meta[name]
        return found.isoformat()
    return None
