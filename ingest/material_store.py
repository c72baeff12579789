"""Hold the SQL of course materials and tool templates. Imported ones belong to the root unit and have no owner."""

from __future__ import annotations

import json
from typing import Any

from kb.store import Reader, Row, Writer


def get_row(tx: Reader, document_id: str) -> Row | None:
    """Return a material with its unit, owner, last editor, metadata and tags, or None."""
    found = tx.row(
        """
        SELECT d.id, d.source, d.kind, d.title, d.status, d.version, d.revision, d.expires_at, d.updated_at,
               v.meta, v.file_name, v.file_hash, v.file_bytes,
               COALESCE(m.downloadable, 1) AS downloadable, COALESCE(m.withdrawn_for, '') AS withdrawn_for,
               m.owner_id, COALESCE(o.name, '') AS owner_name, COALESCE(c.name, '') AS changed_by_name,
               COALESCE(u.id, 'house') AS unit_id, COALESCE(u.path, '/house/') AS unit_path,
               COALESCE(u.name, '') AS unit_name
        FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        LEFT JOIN materials m ON m.document_id = d.id
        LEFT JOIN units u ON u.id = m.unit_id
        LEFT JOIN people o ON o.id = m.owner_id
        LEFT JOIN people c ON c.id = m.changed_by
        WHERE d.id = :id AND d.kind IN ('material', 'template')
        """,
        {"id": document_id},
    )
    if found is not None:
        found["meta"] = json.loads(found["meta"])
        found["tags"] = [
            tag
            for (tag,) in tx.tuples(
                "SELECT tag FROM document_tags WHERE document_id = :id ORDER BY tag", {"id": document_id}
            )
        ]
    return found


def list_rows(tx: Reader, *, below: str, owner_id: str) -> list[Row]:
    """Return the materials of units at or below a path, and the owner's own, latest change first."""
    return tx.rows(
        """
        SELECT d.id, d.kind, d.title, d.status, d.version, d.updated_at, v.file_name,
               COALESCE(m.downloadable, 1) AS downloadable, COALESCE(m.withdrawn_for, '') AS withdrawn_for,
               COALESCE(o.name, '') AS owner_name, COALESCE(u.name, '') AS unit_name
        FROM documents d
        JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
        LEFT JOIN materials m ON m.document_id = d.id
        LEFT JOIN units u ON u.id = m.unit_id
        LEFT JOIN people o ON o.id = m.owner_id
        WHERE d.kind IN ('material', 'template')
          AND (COALESCE(u.path, '/house/') LIKE :below || '%' OR m.owner_id = :owner_id)
        ORDER BY d.updated_at DESC, d.ordinal DESC
        """,
        {"below": below, "owner_id": owner_id},
    )


def is_downloadable(tx: Reader, document_id: str) -> bool:
    """Return whether the original may be downloaded. Defaults to true."""
    found = tx.value("SELECT downloadable FROM materials WHERE document_id = :id", {"id": document_id})
    return found is None or bool(found)


def note_change(tx: Writer, document_id: str, person_id: str, now: str, **changed: Any) -> None:
    """Record who changed a material, with new values of `downloadable` and `withdrawn_for` if given."""
    tx.execute(
        """
        INSERT INTO materials (document_id, owner_id, unit_id, downloadable, withdrawn_for, changed_by, changed_at)
        VALUES (:id, NULL, 'house', 1, '', :person, :now)
        ON CONFLICT (document_id) DO UPDATE SET changed_by = :person, changed_at = :now
        """,
        {"id": document_id, "person": person_id, "now": now},
    )
    for name in ("downloadable", "withdrawn_for"):
        if name in changed:
            tx.execute(
                f"UPDATE materials SET {name} = :value WHERE document_id = :id",  # noqa: S608 - one of two names
                {"id": document_id, "value": changed[name]},
            )


def add_row(tx: Writer, document_id: str, *, owner_id: str, unit_id: str, downloadable: bool, now: str) -> None:
    """Insert the owner and unit of a new material."""
    tx.execute(
        """
        INSERT INTO materials (document_id, owner_id, unit_id, downloadable, withdrawn_for, changed_by, changed_at)
        VALUES (:id, :owner_id, :unit_id, :downloadable, '', :owner_id, :now)
        """,
        {
            "id": document_id,
            "owner_id": owner_id,
            "unit_id": unit_id,
            "downloadable": int(downloadable),
            "now": now,
        },
    )
