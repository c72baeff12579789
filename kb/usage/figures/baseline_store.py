"""Hold the SQL of the baselines."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def get_current(tx: Reader) -> Row | None:
    """Return the baseline that holds now, with the name of who froze it."""
    return tx.row(
        """
        SELECT b.number, b.name, b.first_day, b.last_day, b.frozen_at, p.name AS frozen_by
        FROM usage_baselines AS b
        JOIN people AS p ON p.id = b.frozen_by
        WHERE b.ended_at IS NULL
        ORDER BY b.number DESC
        LIMIT 1
        """
    )


def end_current(tx: Writer, now: str) -> int:
    """End the current baseline; return how many rows changed."""
    return tx.execute("UPDATE usage_baselines SET ended_at = :now WHERE ended_at IS NULL", {"now": now})


def add(tx: Writer, baseline: Row) -> None:
    """Store a baseline that holds from now on."""
    tx.execute(
        """
        INSERT INTO usage_baselines (number, name, first_day, last_day, frozen_by, frozen_at, ended_at)
        SELECT COALESCE(max(number), 0) + 1, :name, :first_day, :last_day, :frozen_by, :frozen_at, NULL
        FROM usage_baselines
        """,
        baseline,
    )
