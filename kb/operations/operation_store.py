"""Hold the SQL of operations: outcomes of backups and drills, and what is in the database."""

from __future__ import annotations

import json
import re
from typing import Any

from kb.store import Reader, Row, Writer

_ATTACHED = re.compile(r'"hash": ?"([0-9a-f]{64})"')


def list_steps(tx: Reader) -> list[str]:
    """Return the migrations applied to this database."""
    if not has_table(tx, "_sqlite_migrations"):
        return []
    rows = tx.tuples("""
        SELECT name
        FROM _sqlite_migrations
        WHERE migration_set = 'kb'
        ORDER BY name
    """)
    return [str(row[0]) for row in rows]


def list_named_files(tx: Reader) -> list[str]:
    """Return the hashes of all original files the database refers to: of documents and of attachments of cases."""
    named = set()
    if has_table(tx, "document_versions"):
        named |= {row[0] for row in tx.tuples("SELECT DISTINCT file_hash FROM document_versions WHERE file_hash <> ''")}
    if has_table(tx, "case_versions"):
        sql = """SELECT content FROM case_versions WHERE content LIKE '%"hash"%'"""
        named |= {name for (content,) in tx.tuples(sql) for name in _ATTACHED.findall(content)}
    return sorted(named)


def count_rows(tx: Reader) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = tx.tuples("""
        SELECT name
        FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
        ORDER BY name
    """)
    return {name: int(tx.value(f'SELECT count(*) FROM "{name}"')) for (name,) in tables}  # noqa: S608


def has_table(tx: Reader, name: str) -> bool:
    """Return whether the database has a table of this name."""
    sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = :name"
    return bool(tx.value(sql, {"name": name}))


def add_run(tx: Writer, run: Row) -> None:
    """Store the outcome of a backup or drill."""
    tx.execute(
        """
        INSERT INTO operation_runs (id, kind, started_at, finished_at, good, detail)
        VALUES (:id, :kind, :started_at, :finished_at, :good, :detail)
        """,
        run | {"detail": json.dumps(run["detail"], ensure_ascii=False, sort_keys=True)},
    )


def list_runs(tx: Reader, limit: int) -> list[Row]:
    """Return the latest backups and drills, the newest first."""
    rows = tx.rows(
        """
        SELECT id, kind, started_at, finished_at, good, detail
        FROM operation_runs
        ORDER BY finished_at DESC, id
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return [row | {"detail": json.loads(row["detail"])} for row in rows]


def get_last_good(tx: Reader, kind: str) -> str | None:
    """Return when the last good run of a kind ended."""
    found: Any = tx.value(
        """
        SELECT max(finished_at)
        FROM operation_runs
        WHERE kind = :kind AND good = 1
        """,
        {"kind": kind},
    )
    return str(found) if found else None


def list_recent_searches(tx: Reader, limit: int) -> list[str]:
    """Return the latest queries that had results, each once."""
    rows = tx.tuples(
        """
        SELECT text, max(at) AS last_at
        FROM searches
        WHERE results > 0
        GROUP BY text
        ORDER BY last_at DESC, text
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return [str(row[0]) for row in rows]


def end_all_sessions(tx: Writer) -> int:
    """End all sessions."""
    return tx.execute("DELETE FROM sessions")


def list_document_ids(tx: Reader) -> set[str]:
    """Return the documents that search may find."""
    return {str(row[0]) for row in tx.tuples("SELECT id FROM documents WHERE status = 'published'")}


def count_ledger(tx: Reader) -> dict[str, int]:
    """Return how many events of each kind, and searches, the ledger holds."""
    events = tx.tuples("""
        SELECT kind, count(*)
        FROM usage_events
        GROUP BY kind
        ORDER BY kind
    """)
    return dict(events) | {"search": int(tx.value("SELECT count(*) FROM searches"))}
