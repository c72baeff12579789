"""Publish a case as a document of the library, in the transaction of the step that decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.exchange import KIND, case_text, write_case
from cases.fields import fields_of
from cases.model import Case
from cases.plain_data import as_data
from cases.records import source_of
from cases.templates import frameworks_of
from kb.clock import day_of, end_of_day
from kb.files import FileStore
from kb.search.chunks import chunk_text
from kb.search.documents import (
    PUBLISHED,
    WITHDRAWN,
    Chunk,
    NewVersion,
    OriginalFile,
    document_id_of,
    save_version,
    set_status,
)
from kb.store import Writer
from kb.usage.ledger.entries import record_authors

MEDIA_TYPE = "text/markdown"


@dataclass(frozen=True)
class PreparedDocument:
    """A case whose file and passages are ready, so that publishing it holds the write lock only briefly."""

    case: Case
    text: str
    chunks: Sequence[Chunk]
    file: OriginalFile
    content_hash: str


def prepare_document(files: FileStore, case: Case, original: bytes | None = None) -> PreparedDocument:
    """Store the file of a case and split its text into passages. Call this before opening a transaction.

    `original` is the imported file; without one the exchange file is written. If the transaction fails, the file
    stays in the store under its hash, unreferenced and harmless.
    """
    content = write_case(case).encode() if original is None else original
    text = case_text(case)
    return PreparedDocument(
        case=case,
        text=text,
        chunks=chunk_text(text, (), case.title),
        # Syncs to disk: inside the write lock every other writer would wait for it.
        file=OriginalFile(f"{case.id}.md", MEDIA_TYPE, files.save(content), len(content)),
        content_hash=hashlib.sha256(KIND.encode() + b"\0" + content).hexdigest(),
    )


def publish_document(
    tx: Writer, prepared: PreparedDocument, now: str, *, published_on: str = "", authors: Sequence[str] = ()
) -> str:
    """Publish a case to search and return the document's id; the next query finds it.

    `published_on` is an ISO day, today if "". `authors` are ids of people whose own use is not counted as reuse.
    """
    case = prepared.case
    saved = save_version(
        tx,
        NewVersion(
            source=source_of(case.id),
            kind=KIND,
            title=case.title,
            text=prepared.text,
            chunks=prepared.chunks,
            file=prepared.file,
            content_hash=prepared.content_hash,
            published_on=published_on or day_of(now),
            tags=case.tags,
            meta=_meta(case),
            expires_at=end_of_day(date.fromisoformat(case.expires)) if case.expires else None,
        ),
        now,
    )
    # A withdrawn document saved with the same content is "unchanged", yet must become searchable again.
    if saved.outcome != "added":
        set_status(tx, saved.document_id, PUBLISHED, now)
    record_authors(tx, saved.document_id, authors)
    return saved.document_id


def withdraw_document(tx: Writer, case_id: str, now: str) -> None:
    """Withdraw a case's document from search at once; its versions stay stored."""
    set_status(tx, document_id_of(source_of(case_id)), WITHDRAWN, now)


def _meta(case: Case) -> dict[str, Any]:
    data = as_data(case)
    frameworks = frameworks_of(case)
    meta = {name: data[name] for name, field in fields_of(case).items() if field.in_document and data[name]}
    meta |= {"author": "、".join(case.authors)}
    return meta | {"frameworks": frameworks} if frameworks else meta
