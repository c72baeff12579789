"""Hold the SQL of vector spaces and of the vectors of document versions in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb.search.text_store import read_text
from kb.store import Reader, Row, Writer

ACTIVE = "active"
BUILDING = "building"


@dataclass(frozen=True)
class Pending:
    """Hold a version to be embedded: its passages' texts are spans of `text`."""

    document_id: str
    version: int
    title: str
    text: str
    passages: Sequence[tuple[str, int, int, str]]
    """Heading, start, end and embedding hash of each passage in order."""


def get_spaces(tx: Reader) -> list[Row]:
    """Return the vector spaces of the library, the newest first."""
    return tx.rows(
        "SELECT fingerprint, model, dimension, state, created_at FROM embedding_spaces ORDER BY created_at DESC"
    )


def active_fingerprint(tx: Reader) -> str | None:
    """Return the space that search answers from, if there is one."""
    found: str | None = tx.value("SELECT fingerprint FROM embedding_spaces WHERE state = 'active'")
    return found


def add_space(tx: Writer, fingerprint: str, model: str, dimension: int, now: str) -> None:
    """Store a space; the library's first one is active immediately, a later one once it is complete."""
    state = BUILDING if active_fingerprint(tx) else ACTIVE
    tx.execute(
        """
        INSERT INTO embedding_spaces (fingerprint, model, dimension, state, created_at)
        VALUES (:fingerprint, :model, :dimension, :state, :now) ON CONFLICT (fingerprint) DO NOTHING
        """,
        {"fingerprint": fingerprint, "model": model, "dimension": dimension, "state": state, "now": now},
    )


def activate_space(tx: Writer, fingerprint: str) -> None:
    """Answer from this space from now on and delete the others."""
    others = {"fingerprint": fingerprint}
    tx.execute("DELETE FROM version_vectors WHERE fingerprint <> :fingerprint", others)
    tx.execute("DELETE FROM embedding_spaces WHERE fingerprint <> :fingerprint", others)
    tx.execute("UPDATE embedding_spaces SET state = 'active' WHERE fingerprint = :fingerprint", others)


def count_pending(tx: Reader, fingerprint: str) -> int:
    """Return how many passages of current versions have no vector in this space yet."""
    return int(
        tx.value(
            """
            SELECT COUNT(*) FROM documents d
            JOIN chunks c ON c.document_id = d.id AND c.version = d.version
            WHERE NOT EXISTS (SELECT 1 FROM version_vectors v WHERE v.document_id = d.id
                              AND v.version = d.version AND v.fingerprint = :fingerprint)
            """,
            {"fingerprint": fingerprint},
        )
    )


def next_pending(tx: Reader, fingerprint: str, limit: int) -> list[Pending]:
    """Return up to `limit` current versions without vectors in this space, the oldest documents first."""
    versions = tx.rows(
        """
        SELECT d.id AS document_id, d.version, v.title FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        WHERE NOT EXISTS (SELECT 1 FROM version_vectors w WHERE w.document_id = d.id
                          AND w.version = d.version AND w.fingerprint = :fingerprint)
        ORDER BY d.ordinal LIMIT :limit
        """,
        {"fingerprint": fingerprint, "limit": limit},
    )
    return [
        Pending(
            text=read_text(tx, row["document_id"], row["version"]),
            passages=_passages(tx, row["document_id"], row["version"]),
            **row,
        )
        for row in versions
    ]


def earlier_vectors(tx: Reader, pending: Pending, fingerprint: str) -> tuple[list[str], bytes] | None:
    """Return embedding hashes and vectors of the newest earlier version that has vectors in this space."""
    found = tx.row(
        """
        SELECT version, vectors FROM version_vectors
        WHERE document_id = :id AND version < :version AND fingerprint = :fingerprint
        ORDER BY version DESC LIMIT 1
        """,
        {"id": pending.document_id, "version": pending.version, "fingerprint": fingerprint},
    )
    if found is None:
        return None
    return [passage[3] for passage in _passages(tx, pending.document_id, found["version"])], found["vectors"]


def save_vectors(tx: Writer, document_id: str, version: int, fingerprint: str, vectors: bytes, revision: int) -> None:
    """Store the vectors of a version's passages, in passage order; another process may have been first."""
    tx.execute(
        """
        INSERT INTO version_vectors (document_id, version, fingerprint, revision, vectors)
        VALUES (:document_id, :version, :fingerprint, :revision, :vectors)
        ON CONFLICT (document_id, version, fingerprint) DO NOTHING
        """,
        {
            "document_id": document_id,
            "version": version,
            "fingerprint": fingerprint,
            "revision": revision,
            "vectors": vectors,
        },
    )
    tx.execute(
        "DELETE FROM version_vectors WHERE document_id = :document_id AND fingerprint = :fingerprint"
        " AND version < :version",
        {"document_id": document_id, "version": version, "fingerprint": fingerprint},
    )


def _passages(tx: Reader, document_id: str, version: int) -> list[tuple[Any, ...]]:
    return tx.tuples(
        """
        SELECT heading, start_char, end_char, embedding_hash FROM chunks
        WHERE document_id = :id AND version = :version ORDER BY position
        """,
        {"id": document_id, "version": version},
    )
