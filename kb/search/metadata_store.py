"""Change a document's title and filing in its current version, without a new text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kb.search.documents import embedding_hash, next_revision, replace_tags
from kb.search.text_store import list_passages
from kb.store import Writer


def change_metadata(
    tx: Writer,
    document_id: str,
    version: int,
    *,
    kind: str,
    title: str,
    tags: Sequence[str],
    meta: Mapping[str, Any],
    now: str,
) -> None:
    """Rename and refile a document; search follows with its next query. `version` is its current one.

    The title is part of what is encoded of every passage: with another one they are embedded again.
    """
    renamed = title != tx.value("SELECT title FROM documents WHERE id = :id", {"id": document_id})
    changed = {"id": document_id, "version": version, "title": title}
    tx.execute(
        """
        UPDATE documents SET kind = :kind, title = :title, updated_at = :now, revision = :revision WHERE id = :id
        """,
        {"id": document_id, "title": title, "kind": kind, "now": now, "revision": next_revision(tx)},
    )
    tx.execute(
        "UPDATE document_versions SET title = :title, meta = :meta WHERE document_id = :id AND version = :version",
        {**changed, "meta": json.dumps(meta, ensure_ascii=False, sort_keys=True, default=str)},
    )
    replace_tags(tx, document_id, tags)
    if renamed:
        _reencode(tx, document_id, version, title)


def _reencode(tx: Writer, document_id: str, version: int, title: str) -> None:
    found = {"id": document_id, "version": version}
    passages = list_passages(tx, document_id, version)
    tx.execute("DELETE FROM version_vectors WHERE document_id = :id AND version = :version", found)
    tx.execute_many(
        """
        UPDATE chunks SET embedding_hash = :hash
        WHERE document_id = :id AND version = :version AND position = :position
        """,
        [
            {**found, "position": row["position"], "hash": embedding_hash(title, row["heading"], row["text"])}
            for row in passages
        ],
    )
