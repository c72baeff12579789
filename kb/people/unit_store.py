"""Hold the SQL of the units."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def get_row(tx: Reader, unit_id: str) -> Row | None:
    """Return a unit."""
    return tx.row(
        """
        SELECT id, parent_id, path, name
        FROM units
        WHERE id = :id
        """,
        {"id": unit_id},
    )


def list_rows(tx: Reader, below: str) -> list[Row]:
    """Return units at or below a path with how many people each has, parents before children."""
    return tx.rows(
        """
        SELECT u.id, u.parent_id, u.path, u.name, count(p.id) AS people
        FROM units AS u
        LEFT JOIN people AS p ON p.unit_id = u.id AND p.state <> 'disabled'
        WHERE u.path LIKE :below
        GROUP BY u.id, u.parent_id, u.path, u.name
        ORDER BY length(u.path), u.name
        """,
        {"below": below + "%"},
    )


def name_is_taken(tx: Reader, parent_id: str, name: str, but: str) -> bool:
    """Return whether another unit under this parent has the name."""
    return bool(
        tx.value(
            """
            SELECT count(*)
            FROM units
            WHERE parent_id = :parent_id AND name = :name AND id <> :but
            """,
            {"parent_id": parent_id, "name": name, "but": but},
        )
    )


def add_row(tx: Writer, *, unit_id: str, parent_id: str | None, path: str, name: str, now: str) -> None:
    """Store a new unit."""
    tx.execute(
        """
        INSERT INTO units (id, parent_id, path, name, created_at)
        VALUES (:id, :parent_id, :path, :name, :now)
        """,
        {"id": unit_id, "parent_id": parent_id, "path": path, "name": name, "now": now},
    )


def set_name(tx: Writer, unit_id: str, name: str) -> None:
    """Rename a unit."""
    tx.execute(
        """
        UPDATE units
        SET name = :name
        WHERE id = :id
        """,
        {"id": unit_id, "name": name},
    )


def set_place(tx: Writer, unit_id: str, parent_id: str | None, path: str) -> None:
    """Move a unit under another parent. The units below it need their paths set too."""
    tx.execute(
        """
        UPDATE units
        SET parent_id = :parent_id, path = :path
        WHERE id = :id
        """,
        {"id": unit_id, "parent_id": parent_id, "path": path},
    )
