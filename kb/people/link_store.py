"""Hold the SQL of one-time links."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def add_row(tx: Writer, row: Row) -> None:
    """Store a new link."""
    tx.execute(
        """
        INSERT INTO one_time_links (code_hash, purpose, person_id, created_at, expires_at)
        VALUES (:code_hash, :purpose, :person_id, :now, :expires_at)
        """,
        row,
    )


def get_row(tx: Reader, code_hash: str, purpose: str, now: str) -> Row | None:
    """Return a link that can still be used."""
    return tx.row(
        """
        SELECT code_hash, purpose, person_id, expires_at
        FROM one_time_links
        WHERE code_hash = :code_hash AND purpose = :purpose AND expires_at > :now
        """,
        {"code_hash": code_hash, "purpose": purpose, "now": now},
    )


def remove(tx: Writer, code_hash: str) -> int:
    """Delete a used link; return how many there were."""
    return tx.execute(
        """
        DELETE FROM one_time_links
        WHERE code_hash = :code_hash
        """,
        {"code_hash": code_hash},
    )


def remove_for(tx: Writer, purpose: str, person_id: str) -> None:
    """Delete a person's links of a purpose; an empty id means those not tied to a person yet."""
    tx.execute(
        """
        DELETE FROM one_time_links
        WHERE purpose = :purpose AND coalesce(person_id, '') = :person_id
        """,
        {"purpose": purpose, "person_id": person_id},
    )


def remove_expired(tx: Writer, now: str) -> None:
    """Delete expired links."""
    tx.execute(
        """
        DELETE FROM one_time_links
        WHERE expires_at <= :now
        """,
        {"now": now},
    )
