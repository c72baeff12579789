"""Hold the SQL of counted attempts."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def get_row(tx: Reader, subject: str, now: str) -> Row | None:
    """Return the count of a subject in a period that is not over."""
    return tx.row(
        """
        SELECT count, resets_at
        FROM attempts
        WHERE subject = :subject AND resets_at > :now
        """,
        {"subject": subject, "now": now},
    )


def put_row(tx: Writer, subject: str, count: int, resets_at: str) -> None:
    """Store a count."""
    tx.execute(
        """
        INSERT INTO attempts (subject, count, resets_at)
        VALUES (:subject, :count, :resets_at)
        ON CONFLICT (subject) DO UPDATE SET count = excluded.count, resets_at = excluded.resets_at
        """,
        {"subject": subject, "count": count, "resets_at": resets_at},
    )


def remove_over(tx: Writer, now: str) -> None:
    """Delete periods that are over."""
    tx.execute(
        """
        DELETE FROM attempts
        WHERE resets_at <= :now
        """,
        {"now": now},
    )
