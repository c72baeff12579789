"""Move texts into blocks: a passage is read without the whole of a long text."""

from __future__ import annotations

import sqlite_utils

_CHARACTERS = 4096


def _move_texts(db: sqlite_utils.Database) -> None:
    """Move texts in Python: the database's own functions end a text at a NUL."""
    for document_id, version, text in db.execute("SELECT document_id, version, text FROM document_versions"):
        db.conn.executemany(
            "INSERT INTO text_blocks (document_id, version, block, text) VALUES (?, ?, ?, ?)",
            [
                (document_id, version, number, text[start : start + _CHARACTERS])
                for number, start in enumerate(range(0, len(text), _CHARACTERS))
            ],
        )


STATEMENTS = (
    """
    CREATE TABLE text_blocks (
        document_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        block INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, version, block),
        FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)
    ) STRICT
    """,
    _move_texts,
    "ALTER TABLE document_versions DROP COLUMN text",
)
