"""Take the next number of a named counter, inside the transaction that uses it."""

from __future__ import annotations

from kb.store.reader_writer import Writer


def count_up(tx: Writer, name: str) -> int:
    """Return the next number of a named counter, from 1. Writers are alone, so no number is given twice."""
    tx.execute(
        """
        INSERT INTO counters (name, value) VALUES (:name, 1)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
        """,
        {"name": name},
    )
    return int(tx.value("SELECT value FROM counters WHERE name = :name", {"name": name}))
