"""SQL of the audit log."""

from __future__ import annotations

from kb.db import Reader, Row, Writer


def get_last_entry(tx: Reader) -> Row | None:
    """The newest entry's number and hash."""
    return tx.row("""
        SELECT number, hash
        FROM audit
        ORDER BY number DESC
        LIMIT 1
    """)


def add_entry(tx: Writer, entry: Row) -> None:
    """Append one entry; the database refuses any number but the next."""
    tx.execute(
        """
        INSERT INTO audit (number, at, actor_id, action, subject, unit_id, detail, previous_hash, hash)
        VALUES (:number, :at, :actor_id, :action, :subject, :unit_id, :detail, :previous_hash, :hash)
        """,
        entry,
    )


def list_entries_after(tx: Reader, number: int, limit: int) -> list[Row]:
    """Entries in the order they were written, whole."""
    return tx.rows(
        """
        SELECT number, at, actor_id, action, subject, unit_id, detail, previous_hash, hash
        FROM audit
        WHERE number > :number
        ORDER BY number
        LIMIT :limit
        """,
        {"number": number, "limit": limit},
    )


def list_entries(
    tx: Reader,
    *,
    unit_path: str,
    person_id: str,
    action: str,
    since: str,
    until: str,
    before: int,
    limit: int,
) -> list[Row]:
    """Entries about units at or below a path, newest first, with names; empty text filters nothing.

    Entries without a unit belong to the whole house.
    """
    return tx.rows(
        """
        SELECT a.number, a.at, a.actor_id, coalesce(p.name, '') AS actor_name, a.action, a.subject,
               coalesce(s.name, '') AS subject_name, coalesce(u.name, '') AS unit_name, a.detail
        FROM audit AS a
        LEFT JOIN people AS p ON p.id = a.actor_id
        LEFT JOIN people AS s ON s.id = a.subject
        LEFT JOIN units AS u ON u.id = a.unit_id
        WHERE coalesce(u.path, '/house/') LIKE :below
          AND (:person_id = '' OR a.actor_id = :person_id OR a.subject = :person_id)
          AND (:action = '' OR a.action = :action)
          AND (:since = '' OR a.at >= :since)
          AND (:until = '' OR a.at < :until)
          AND a.number < :before
        ORDER BY a.number DESC
        LIMIT :limit
        """,
        {
            "below": unit_path + "%",
            "person_id": person_id,
            "action": action,
            "since": since,
            "until": until,
            "before": before,
            "limit": limit,
        },
    )
