"""Create owners of course materials and tool templates, and whether the original may be downloaded."""

STATEMENTS = (
    """
    CREATE TABLE materials (
        document_id TEXT PRIMARY KEY REFERENCES documents (id),
        owner_id TEXT REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        downloadable INTEGER NOT NULL CHECK (downloadable IN (0, 1)),
        withdrawn_for TEXT NOT NULL,
        changed_by TEXT NOT NULL REFERENCES people (id),
        changed_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX materials_unit ON materials (unit_id)",
)
