"""Hold the SQL of the audit log."""

from __future__ import annotations

from collections.abc import Mapping

from kb.store import Reader, Row, Writer


def get_last_entry(tx: Reader) -> Row | None:
    """Return the newest entry's number and hash."""
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
    """Return whole entries in the order they were written."""
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


def list_entries(tx: Reader, *, unit_path: str, filters: Mapping[str, str], before: int, limit: int) -> list[Row]:
    """Return entries about units at or below a path, newest first, with names; empty text filters nothing.

    Entries without a unit belong to the whole bank.
    """
    return tx.rows(
        """
        SELECT a.number, a.at, a.actor_id, coalesce(p.name, '') AS actor_name, coalesce(p.login, '') AS actor_login,
               a.action, a.subject, coalesce(s.name, t.name, '') AS subject_name, coalesce(u.name, '') AS unit_name,
               a.detail
        FROM audit AS a
        LEFT JOIN people AS p ON p.id = a.actor_id
        LEFT JOIN people AS s ON s.id = a.subject
        LEFT JOIN units AS t ON t.id = a.subject
        LEFT JOIN units AS u ON u.id = a.unit_id
        WHERE coalesce(u.path, '/house/') LIKE :below
          AND (:person_id = '' OR a.actor_id = :person_id OR a.subject = :person_id)
          AND (:person = '' OR lower(p.name) LIKE lower(:like_person) OR lower(p.login) LIKE lower(:like_person))
          AND (:action = '' OR a.action = :action)
          AND (:subject = '' OR a.subject = :subject OR lower(s.name) LIKE lower(:like_subject)
               OR lower(s.login) LIKE lower(:like_subject) OR lower(t.name) LIKE lower(:like_subject))
          AND (:since = '' OR a.at >= :since)
          AND (:until = '' OR a.at < :until)
          AND a.number < :before
        ORDER BY a.number DESC
        LIMIT :limit
        """,
        {
            **filters,
            "below": unit_path + "%",
            "like_person": f"%{filters['person']}%",
            "like_subject": f"%{filters['subject']}%",
            "before": before,
            "limit": limit,
        },
    )


def list_actions(tx: Reader, unit_path: str) -> list[str]:
    """Return the kinds of actions in the entries about units at or below a path."""
    rows = tx.tuples(
        """
        SELECT DISTINCT a.action
        FROM audit AS a
        LEFT JOIN units AS u ON u.id = a.unit_id
        WHERE coalesce(u.path, '/house/') LIKE :below
        ORDER BY a.action
        """,
        {"below": unit_path + "%"},
    )
    return [str(row[0]) for row in rows]
