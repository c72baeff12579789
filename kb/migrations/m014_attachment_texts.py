"""Create texts of files attached to cases, read once: the check for personal data needs them repeatedly."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE attachment_texts (
        hash TEXT NOT NULL,
        suffix TEXT NOT NULL,
        text TEXT NOT NULL,
        readable INTEGER NOT NULL CHECK (readable IN (0, 1)),
        read_at TEXT NOT NULL,
        PRIMARY KEY (hash, suffix)
    ) STRICT
    """,
)
