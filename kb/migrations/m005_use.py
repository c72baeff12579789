"""Create the usage ledger: who opened, took and used which document, the outcome, and the searches."""

_APPEND_ONLY = ("usage_events", "applies", "outcomes", "outcome_attestations", "searches", "search_clicks")

STATEMENTS = (
    """
    CREATE TABLE document_authors (
        document_id TEXT NOT NULL REFERENCES documents (id),
        person_id TEXT NOT NULL REFERENCES people (id),
        PRIMARY KEY (document_id, person_id)
    ) STRICT
    """,
    """
    INSERT INTO document_authors (document_id, person_id)
    SELECT d.id, c.owner_id
    FROM documents AS d
    JOIN cases AS c ON d.source = 'id:' || c.id
    JOIN people AS p ON p.id = c.owner_id
    """,
    """
    CREATE TABLE usage_events (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('view', 'download', 'apply', 'outcome')),
        person_id TEXT NOT NULL REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        document_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        source TEXT NOT NULL,
        query_id TEXT,
        self_use INTEGER NOT NULL CHECK (self_use IN (0, 1)),
        dedup_key TEXT NOT NULL UNIQUE,
        FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)
    ) STRICT
    """,
    "CREATE INDEX usage_events_document ON usage_events (document_id, kind)",
    "CREATE INDEX usage_events_person ON usage_events (person_id, kind, document_id, at)",
    "CREATE INDEX usage_events_day ON usage_events (day, kind)",
    """
    CREATE TABLE applies (
        id TEXT PRIMARY KEY REFERENCES usage_events (id),
        situation TEXT NOT NULL,
        used_on TEXT NOT NULL,
        adapted TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE outcomes (
        id TEXT PRIMARY KEY,
        apply_id TEXT NOT NULL REFERENCES applies (id),
        revision INTEGER NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('success', 'partly', 'none')),
        text TEXT NOT NULL,
        figures TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (apply_id, revision)
    ) STRICT
    """,
    """
    CREATE TABLE outcome_attestations (
        outcome_id TEXT PRIMARY KEY REFERENCES outcomes (id),
        attested_by TEXT NOT NULL REFERENCES people (id),
        attested_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE searches (
        id TEXT PRIMARY KEY,
        person_id TEXT NOT NULL REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        text TEXT NOT NULL,
        results INTEGER NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX searches_day ON searches (day)",
    """
    CREATE TABLE search_clicks (
        search_id TEXT NOT NULL REFERENCES searches (id),
        document_id TEXT NOT NULL REFERENCES documents (id),
        at TEXT NOT NULL,
        PRIMARY KEY (search_id, document_id)
    ) STRICT
    """,
    """
    CREATE TRIGGER usage_events_never_replaced BEFORE INSERT ON usage_events
    WHEN EXISTS (SELECT 1 FROM usage_events WHERE id = NEW.id OR dedup_key = NEW.dedup_key)
    BEGIN SELECT RAISE(IGNORE); END
    """,
    *(
        f"""
        CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the usage ledger is append-only'); END
        """
        for table in _APPEND_ONLY
    ),
    *(
        f"""
        CREATE TRIGGER {table}_never_shrinks BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the usage ledger is append-only'); END
        """
        for table in _APPEND_ONLY
    ),
)
