"""Hold the SQL of sign-in sessions."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def add_row(tx: Writer, row: Row) -> None:
    """Store a new session."""
    tx.execute(
        """
        INSERT INTO sessions (id, token_hash, person_id, created_at, seen_at, expires_at)
        VALUES (:id, :token_hash, :person_id, :now, :now, :expires_at)
        """,
        row,
    )


def get_live_by_token(tx: Reader, token_hash: str, now: str, idle_since: str) -> Row | None:
    """Return a session that still counts, of a person who may still sign in."""
    return tx.row(
        """
        SELECT s.id, s.person_id, s.seen_at
        FROM sessions AS s
        JOIN people AS p ON p.id = s.person_id
        WHERE s.token_hash = :token_hash AND s.expires_at > :now AND s.seen_at > :idle_since AND p.state = 'active'
        """,
        {"token_hash": token_hash, "now": now, "idle_since": idle_since},
    )


def get_person_of_live(tx: Reader, session_id: str, person_id: str, now: str, idle_since: str) -> Row | None:
    """Return the person of a session that still counts, with their unit."""
    return tx.row(
        """
        SELECT p.id, p.login, p.name, p.role, p.unit_id, u.path AS unit_path, u.name AS unit_name, p.state
        FROM sessions AS s
        JOIN people AS p ON p.id = s.person_id
        JOIN units AS u ON u.id = p.unit_id
        WHERE s.id = :session_id AND p.id = :person_id
          AND s.expires_at > :now AND s.seen_at > :idle_since AND p.state = 'active'
        """,
        {"session_id": session_id, "person_id": person_id, "now": now, "idle_since": idle_since},
    )


def list_live_ids(tx: Reader, now: str, idle_since: str) -> list[str]:
    """Return the ids of all sessions that still count."""
    rows = tx.tuples(
        """
        SELECT s.id
        FROM sessions AS s
        JOIN people AS p ON p.id = s.person_id
        WHERE s.expires_at > :now AND s.seen_at > :idle_since AND p.state = 'active'
        """,
        {"now": now, "idle_since": idle_since},
    )
    return [row[0] for row in rows]


def set_seen_at(tx: Writer, session_id: str, now: str) -> None:
    """Store when the person was last active."""
    tx.execute(
        """
        UPDATE sessions
        SET seen_at = :now
        WHERE id = :id
        """,
        {"id": session_id, "now": now},
    )


def remove(tx: Writer, session_id: str) -> int:
    """Delete a session; return how many there were."""
    return tx.execute(
        """
        DELETE FROM sessions
        WHERE id = :id
        """,
        {"id": session_id},
    )


def remove_of_person(tx: Writer, person_id: str) -> int:
    """Delete all sessions of a person; return how many there were."""
    return tx.execute(
        """
        DELETE FROM sessions
        WHERE person_id = :person_id
        """,
        {"person_id": person_id},
    )


def remove_expired(tx: Writer, now: str, idle_since: str) -> int:
    """Delete sessions that are no longer valid."""
    return tx.execute(
        """
        DELETE FROM sessions
        WHERE expires_at <= :now OR seen_at <= :idle_since
        """,
        {"now": now, "idle_since": idle_since},
    )
