"""Create the outcomes of backups and drills."""

STATEMENTS = (
    """
    CREATE TABLE operation_runs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('backup', 'drill')),
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        good INTEGER NOT NULL CHECK (good IN (0, 1)),
        detail TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX operation_runs_kind ON operation_runs (kind, finished_at)",
)
