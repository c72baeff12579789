"""Hold the SQL of the tags and metadata of published cases, from which suggestions are made."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kb.store import Reader, Row


def list_descriptions(tx: Reader, document_ids: Sequence[str]) -> list[Row]:
    """Return id, source, tags and meta of documents, without their texts, in the order of their ids."""
    names = {f"id{index}": document_id for index, document_id in enumerate(document_ids)}
    if not names:
        return []
    places = ", ".join(":" + name for name in names)
    rows = tx.rows(
        f"""
        SELECT d.id, d.source, v.meta
        FROM documents AS d
        JOIN document_versions AS v ON v.document_id = d.id AND v.version = d.version
        WHERE d.id IN ({places})
        ORDER BY d.id
        """,  # noqa: S608 - only parameter names are put in
        names,
    )
    tags = tx.tuples(
        f"""
        SELECT document_id, tag FROM document_tags WHERE document_id IN ({places}) ORDER BY document_id, tag
        """,  # noqa: S608 - only parameter names are put in
        names,
    )
    for row in rows:
        row["meta"] = json.loads(row["meta"])
        row["tags"] = [tag for document_id, tag in tags if document_id == row["id"]]
    return rows
