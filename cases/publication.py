"""What readers get: a case as a document of the library, in the same transaction as the step that decides it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.exchange import KIND, case_text, write_case
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
    NewVersion,
    OriginalFile,
    document_id_of,
    save_version,
    set_status,
)
from kb.store import Writer
from kb.usage.ledger.service import note_authors

MEDIA_TYPE = "text/markdown"
_META = (
    "business_line",
    "customer_type",
    "lifecycle_stage",
    "industry",
    "products",
    "competencies",
    "regulations",
    "origin",
    "origin_note",
    "review_date",
    "figures",
)


def publish_document(
    tx: Writer,
    files: FileStore,
    case: Case,
    now: str,
    *,
    published_on: str = "",
    original: bytes | None = None,
    authors: Sequence[str] = (),
) -> str:
    """Let search find this content with its next query; returns the document's id.

    `original` is the file the case came in, where it came in one; otherwise the exchange form is made.
    `authors` are ids of people whose own use of it is not counted as reuse.
    """
    content = write_case(case).encode() if original is None else original
    text = case_text(case)
    saved = save_version(
        tx,
        NewVersion(
            source=source_of(case.id),
            kind=KIND,
            title=case.title,
            text=text,
            chunks=chunk_text(text, (), case.title),
            file=OriginalFile(f"{case.id}.md", MEDIA_TYPE, files.save(content), len(content)),
            content_hash=hashlib.sha256(KIND.encode() + b"\0" + content).hexdigest(),
            published_on=published_on or day_of(now),
            tags=case.tags,
            meta=_meta(case),
            expires_at=end_of_day(date.fromisoformat(case.expires)) if case.expires else None,
        ),
        now,
    )
    if saved.outcome != "added":
        set_status(tx, saved.document_id, PUBLISHED, now)
    note_authors(tx, saved.document_id, authors)
    return saved.document_id


def withdraw_document(tx: Writer, case_id: str, now: str) -> None:
    """Let search forget a case at once; its versions stay for those who keep the library."""
    set_status(tx, document_id_of(source_of(case_id)), WITHDRAWN, now)


def _meta(case: Case) -> dict[str, Any]:
    data = as_data(case)
    frameworks = frameworks_of(case)
    meta = {name: data[name] for name in _META if data[name]} | {"author": "、".join(case.authors)}
    return meta | {"frameworks": frameworks} if frameworks else meta
