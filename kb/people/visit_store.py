"""Hold the SQL of login attempts at the OpenID provider and of the accounts known there."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def add_visit(tx: Writer, row: Row) -> None:
    """Store a login attempt that was sent to the provider."""
    tx.execute(
        """
        INSERT INTO provider_visits (state_hash, browser_hash, nonce, verifier, link_hash, destination, expires_at)
        VALUES (:state_hash, :browser_hash, :nonce, :verifier, :link_hash, :destination, :expires_at)
        """,
        row,
    )


def get_visit(tx: Reader, state_hash: str, browser_hash: str, now: str) -> Row | None:
    """Return the login attempt a browser returns from."""
    return tx.row(
        """
        SELECT nonce, verifier, link_hash, destination
        FROM provider_visits
        WHERE state_hash = :state_hash AND browser_hash = :browser_hash AND expires_at > :now
        """,
        {"state_hash": state_hash, "browser_hash": browser_hash, "now": now},
    )


def remove_visit(tx: Writer, state_hash: str) -> int:
    """Delete a login attempt once its browser returns; return how many rows there were."""
    return tx.execute(
        """
        DELETE FROM provider_visits
        WHERE state_hash = :state_hash
        """,
        {"state_hash": state_hash},
    )


def remove_expired_visits(tx: Writer, now: str) -> None:
    """Delete login attempts that expired."""
    tx.execute(
        """
        DELETE FROM provider_visits
        WHERE expires_at <= :now
        """,
        {"now": now},
    )


def get_person_id(tx: Reader, issuer: str, subject: str) -> str | None:
    """Return the id of the person this account of the provider belongs to."""
    found: str | None = tx.value(
        """
        SELECT person_id
        FROM identities
        WHERE issuer = :issuer AND subject = :subject
        """,
        {"issuer": issuer, "subject": subject},
    )
    return found


def add_identity(tx: Writer, issuer: str, subject: str, person_id: str, now: str) -> None:
    """Store which person an account of the provider belongs to."""
    tx.execute(
        """
        INSERT INTO identities (issuer, subject, person_id, created_at)
        VALUES (:issuer, :subject, :person_id, :now)
        """,
        {"issuer": issuer, "subject": subject, "person_id": person_id, "now": now},
    )


def list_identities(tx: Reader, person_id: str) -> list[Row]:
    """The accounts of the provider that belong to a person, oldest first."""
    return tx.rows(
        """
        SELECT issuer, subject, created_at
        FROM identities
        WHERE person_id = :person_id
        ORDER BY created_at, subject
        """,
        {"person_id": person_id},
    )


def remove_identity(tx: Writer, person_id: str, issuer: str, subject: str) -> int:
    """An account of the provider no longer belongs to a person; returns how many there were."""
    return tx.execute(
        """
        DELETE FROM identities
        WHERE person_id = :person_id AND issuer = :issuer AND subject = :subject
        """,
        {"person_id": person_id, "issuer": issuer, "subject": subject},
    )
