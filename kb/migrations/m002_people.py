"""Create units, people, their sessions and one-time links, and the append-only audit log."""

STATEMENTS = (
    """
    CREATE TABLE units (
        id TEXT PRIMARY KEY,
        parent_id TEXT REFERENCES units (id),
        path TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX units_name ON units (parent_id, name)",
    """
    CREATE TABLE people (
        id TEXT PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        unit_id TEXT NOT NULL REFERENCES units (id),
        role TEXT NOT NULL,
        state TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        signed_in_at TEXT
    ) STRICT
    """,
    "CREATE INDEX people_unit ON people (unit_id)",
    """
    CREATE TABLE identities (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        person_id TEXT NOT NULL REFERENCES people (id),
        created_at TEXT NOT NULL,
        PRIMARY KEY (issuer, subject)
    ) STRICT
    """,
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        person_id TEXT NOT NULL REFERENCES people (id),
        created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX sessions_person ON sessions (person_id)",
    """
    CREATE TABLE one_time_links (
        code_hash TEXT PRIMARY KEY,
        purpose TEXT NOT NULL,
        person_id TEXT REFERENCES people (id),
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE provider_visits (
        state_hash TEXT PRIMARY KEY,
        browser_hash TEXT NOT NULL,
        nonce TEXT NOT NULL,
        verifier TEXT NOT NULL,
        link_hash TEXT NOT NULL,
        destination TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE attempts (
        subject TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        resets_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX audit_actor ON audit (actor_id)",
    "CREATE INDEX audit_subject ON audit (subject)",
    """
    CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    """
    CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
    """
    CREATE TRIGGER audit_never_replaces BEFORE INSERT ON audit
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """,
)
