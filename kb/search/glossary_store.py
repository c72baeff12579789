"""Hold the SQL of the glossary's versions; the newest one is in force."""

from __future__ import annotations

from kb.store import Reader, Row, Writer
from kb.store.counters import count_up


def current_text(tx: Reader) -> str:
    """Return the glossary's YAML as it is now; empty if there is none."""
    return tx.value("SELECT text FROM glossary_versions ORDER BY version DESC LIMIT 1") or ""


def list_versions(tx: Reader, limit: int = 50) -> list[Row]:
    """Return who changed the glossary when, the newest first."""
    return tx.rows(
        "SELECT version, author, created_at FROM glossary_versions ORDER BY version DESC LIMIT :limit",
        {"limit": limit},
    )


def get_version(tx: Reader, version: int) -> str | None:
    """Return the glossary's YAML as it was in a version."""
    found: str | None = tx.value("SELECT text FROM glossary_versions WHERE version = :version", {"version": version})
    return found


def add_version(tx: Writer, text: str, author: str, now: str) -> int:
    """Store this text as the glossary; every search uses it from its next query."""
    version = count_up(tx, "glossary")
    tx.execute(
        """
        INSERT INTO glossary_versions (version, text, author, created_at)
        VALUES (:version, :text, :author, :now)
        """,
        {"version": version, "text": text, "author": author, "now": now},
    )
    return version
