"""Store and read documents of the library, their versions and passages.

A document keeps every version of its text. A passage (chunk) is a span of a version's text, so the text is
stored once. `revision` grows with every change that search has to notice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kb.errors import NotFound
from kb.i18n import marked
from kb.search.text_store import read_text, save_text
from kb.store import Reader, Row, Writer
from kb.store.counters import count_up

KINDS: Mapping[str, str] = {
    "case": marked("Case"),
    "material": marked("Course material"),
    "template": marked("Tool template"),
}
PUBLISHED = "published"
WITHDRAWN = "withdrawn"

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True)
class Chunk:
    """Describe a passage: the span `[start, end)` of a version's text, with the headings above it and its place.

    `heading` is the heading path joined by " › "; `place` is a code of `kb.search.places`, or "".
    """

    start: int
    end: int
    heading: str = ""
    place: str = ""


@dataclass(frozen=True)
class OriginalFile:
    """Describe the file a version was read from; `hash` names its bytes in the file store."""

    name: str
    media_type: str
    hash: str
    size: int


@dataclass(frozen=True)
class NewVersion:
    """Describe a document's text as it should be from now on.

    `source` identifies the document across versions (an id or a path), `content_hash` decides whether
    anything changed, `published_on` is an ISO date.
    """

    source: str
    kind: str
    title: str
    text: str
    chunks: Sequence[Chunk]
    file: OriginalFile
    content_hash: str
    published_on: str
    tags: Sequence[str] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    expires_at: str | None = None


@dataclass(frozen=True)
class Saved:
    """Report what happened to a new version."""

    document_id: str
    outcome: Outcome


def document_id_of(source: str) -> str:
    """Return the id that a source's document has, the same in every library."""
    return "d" + hashlib.sha256(source.encode()).hexdigest()[:16]


def embedding_text(title: str, heading: str, text: str) -> str:
    """Return what is encoded for a passage: its text under its title and headings."""
    return "\n".join(part for part in (title, heading, text) if part)


def save_version(tx: Writer, new: NewVersion, now: str) -> Saved:
    """Store a version if it differs from the document's current one; the old version stays readable.

    The same content under another source is the same document: nothing is stored twice. The status of a known
    document is not changed: what was withdrawn stays withdrawn.
    """
    current = tx.row(
        """
        SELECT d.id, d.version, v.content_hash
        FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        WHERE d.source = :source
        """,
        {"source": new.source},
    )
    if current is None:
        twin = _same_content(tx, new)
        if twin is not None:
            return Saved(twin, "unchanged")
        document_id = document_id_of(new.source)
        _insert_document(tx, document_id, new, now)
        _insert_version(tx, document_id, 1, new, now)
        return Saved(document_id, "added")
    document_id = str(current["id"])
    if current["content_hash"] == new.content_hash:
        return Saved(document_id, "unchanged")
    version = current["version"] + 1
    _insert_version(tx, document_id, version, new, now)
    tx.execute(
        """
        UPDATE documents
        SET kind = :kind, title = :title, version = :version, published_on = :published_on,
            expires_at = :expires_at, updated_at = :now, revision = :revision
        WHERE id = :id
        """,
        {
            "id": document_id,
            "kind": new.kind,
            "title": new.title,
            "version": version,
            "published_on": new.published_on,
            "expires_at": new.expires_at,
            "now": now,
            "revision": next_revision(tx),
        },
    )
    replace_tags(tx, document_id, new.tags)
    return Saved(document_id, "updated")


def set_status(tx: Writer, document_id: str, status: str, now: str) -> None:
    """Publish or withdraw a document; search follows with its next query. Raise NotFound."""
    changed = tx.execute(
        "UPDATE documents SET status = :status, updated_at = :now, revision = :revision WHERE id = :id",
        {"id": document_id, "status": status, "now": now, "revision": next_revision(tx)},
    )
    if not changed:
        raise NotFound("There is no such document.")


def next_revision(tx: Writer) -> int:
    """Return a number greater than every revision given out before."""
    return count_up(tx, "revision")


def latest_revision(tx: Reader) -> int:
    """Return the revision of the newest change; 0 in an empty library."""
    return tx.value("SELECT value FROM counters WHERE name = 'revision'") or 0


def get_document(tx: Reader, document_id: str, version: int | None = None) -> Row:
    """Return a document with the text of one version (the current one by default). Raise NotFound if there is none."""
    found = tx.row(
        """
        SELECT d.id, d.kind, d.status, d.published_on, d.expires_at, d.updated_at, d.version AS current_version,
               d.source, v.version, v.title, v.meta, v.file_name, v.file_hash, v.media_type,
               v.file_bytes, v.created_at
        FROM documents d JOIN document_versions v ON v.document_id = d.id
        WHERE d.id = :id AND v.version = COALESCE(:version, d.version)
        """,
        {"id": document_id, "version": version},
    )
    if found is None:
        raise NotFound("There is no such document.")
    found["text"] = read_text(tx, document_id, found["version"])
    found["meta"] = json.loads(found["meta"])
    found["tags"] = [tag for (tag,) in tx.tuples(_TAGS_OF, {"id": document_id})]
    return found


def get_readable_document(tx: Reader, document_id: str, version: int | None, now: str, *, hidden_too: bool) -> Row:
    """Return what `get_document` does, for a reader: withdrawn and expired ones are not found, unless `hidden_too`."""
    readable = tx.value(
        """
        SELECT COUNT(*) FROM documents
        WHERE id = :id AND (:hidden_too = 1 OR (status = 'published' AND (expires_at IS NULL OR expires_at > :now)))
        """,
        {"id": document_id, "hidden_too": int(hidden_too), "now": now},
    )
    if not readable:
        raise NotFound("There is no such document.")
    return get_document(tx, document_id, version)


def list_versions(tx: Reader, document_id: str) -> list[Row]:
    """Return a document's versions, the newest first, without their text."""
    return tx.rows(
        """
        SELECT version, title, file_name, file_hash, media_type, file_bytes, created_at
        FROM document_versions WHERE document_id = :id ORDER BY version DESC
        """,
        {"id": document_id},
    )


def list_tags(tx: Reader) -> list[str]:
    """Return tags of published documents, the most used first."""
    return [
        tag
        for tag, _ in tx.tuples(
            """
            SELECT t.tag, COUNT(*) AS uses
            FROM document_tags t JOIN documents d ON d.id = t.document_id
            WHERE d.status = 'published'
            GROUP BY t.tag ORDER BY uses DESC, t.tag
            """
        )
    ]


def count_documents(tx: Reader) -> dict[str, int]:
    """Return how many documents are published, by kind."""
    return dict(
        tx.tuples("SELECT kind, COUNT(*) FROM documents WHERE status = 'published' GROUP BY kind ORDER BY kind")
    )


def list_file_hashes(tx: Reader) -> list[str]:
    """Return hashes of the original files that versions were read from."""
    return [
        name
        for (name,) in tx.tuples(
            "SELECT DISTINCT file_hash FROM document_versions WHERE file_hash <> '' ORDER BY file_hash"
        )
    ]


def list_newest(tx: Reader, limit: int, kind: str | None = None) -> list[Row]:
    """Return published documents of a kind (or of all), the newest first."""
    return tx.rows(
        """
        SELECT id, kind, title, published_on FROM documents
        WHERE status = 'published' AND kind = COALESCE(:kind, kind)
        ORDER BY published_on DESC, ordinal DESC LIMIT :limit
        """,
        {"limit": limit, "kind": kind},
    )


_TAGS_OF = "SELECT tag FROM document_tags WHERE document_id = :id ORDER BY tag"


def _same_content(tx: Reader, new: NewVersion) -> str | None:
    found: str | None = tx.value(
        """
        SELECT d.id FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        WHERE v.content_hash = :content_hash AND d.kind = :kind AND d.status = 'published' ORDER BY d.ordinal
        """,
        {"content_hash": new.content_hash, "kind": new.kind},
    )
    return found


def _insert_document(tx: Writer, document_id: str, new: NewVersion, now: str) -> None:
    tx.execute(
        """
        INSERT INTO documents (id, ordinal, source, kind, title, status, version, published_on, expires_at,
                               created_at, updated_at, revision)
        VALUES (:id, :ordinal, :source, :kind, :title, :status, 1, :published_on, :expires_at, :now, :now,
                :revision)
        """,
        {
            "id": document_id,
            "ordinal": count_up(tx, "document"),
            "source": new.source,
            "kind": new.kind,
            "title": new.title,
            "status": PUBLISHED,
            "published_on": new.published_on,
            "expires_at": new.expires_at,
            "now": now,
            "revision": next_revision(tx),
        },
    )
    replace_tags(tx, document_id, new.tags)


def _insert_version(tx: Writer, document_id: str, version: int, new: NewVersion, now: str) -> None:
    tx.execute(
        """
        INSERT INTO document_versions (document_id, version, title, content_hash, meta, file_name, file_hash,
                                       media_type, file_bytes, created_at)
        VALUES (:document_id, :version, :title, :content_hash, :meta, :file_name, :file_hash, :media_type,
                :file_bytes, :now)
        """,
        {
            "document_id": document_id,
            "version": version,
            "title": new.title,
            "content_hash": new.content_hash,
            "meta": json.dumps(new.meta, ensure_ascii=False, sort_keys=True, default=str),
            "file_name": new.file.name,
            "file_hash": new.file.hash,
            "media_type": new.file.media_type,
            "file_bytes": new.file.size,
            "now": now,
        },
    )
    save_text(tx, document_id, version, new.text)
    tx.execute_many(
        """
        INSERT INTO chunks (document_id, version, position, start_char, end_char, heading, place, embedding_hash)
        VALUES (:document_id, :version, :position, :start, :end, :heading, :place, :embedding_hash)
        """,
        [
            {
                "document_id": document_id,
                "version": version,
                "position": position,
                "start": chunk.start,
                "end": chunk.end,
                "heading": chunk.heading,
                "place": chunk.place,
                "embedding_hash": embedding_hash(new.title, chunk.heading, new.text[chunk.start : chunk.end]),
            }
            for position, chunk in enumerate(new.chunks)
        ],
    )


def embedding_hash(title: str, heading: str, text: str) -> str:
    """Return the hash of what is encoded for a passage: the same hash means the same vector."""
    return hashlib.blake2b(embedding_text(title, heading, text).encode(), digest_size=12).hexdigest()


def replace_tags(tx: Writer, document_id: str, tags: Sequence[str]) -> None:
    """Replace a document's tags; the caller raises its revision."""
    tx.execute("DELETE FROM document_tags WHERE document_id = :id", {"id": document_id})
    tx.execute_many(
        "INSERT INTO document_tags (document_id, tag) VALUES (:id, :tag)",
        [{"id": document_id, "tag": tag} for tag in sorted(set(tags))],
    )
