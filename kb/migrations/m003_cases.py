"""Create cases on their way to readers: versions, every step, comments, decisions about duplicates."""

STATEMENTS = (
    """
    CREATE TABLE cases (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        state TEXT NOT NULL,
        revision INTEGER NOT NULL,
        version INTEGER NOT NULL,
        public_version INTEGER,
        owner_id TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        reviewer_id TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        submitted_at TEXT,
        claimed_at TEXT,
        published_at TEXT,
        review_date TEXT NOT NULL,
        expires TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX cases_state ON cases (state, submitted_at)",
    "CREATE INDEX cases_owner ON cases (owner_id)",
    """
    CREATE TABLE case_versions (
        case_id TEXT NOT NULL REFERENCES cases (id),
        version INTEGER NOT NULL,
        content TEXT NOT NULL,
        story_hash TEXT NOT NULL,
        author_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        submitted_at TEXT,
        published_at TEXT,
        PRIMARY KEY (case_id, version)
    ) STRICT
    """,
    "CREATE INDEX case_versions_story ON case_versions (story_hash)",
    """
    CREATE TABLE case_steps (
        case_id TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        from_state TEXT NOT NULL,
        to_state TEXT NOT NULL,
        version INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (case_id, number)
    ) STRICT
    """,
    """
    CREATE TABLE case_comments (
        id TEXT PRIMARY KEY,
        case_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        field TEXT NOT NULL,
        text TEXT NOT NULL,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        FOREIGN KEY (case_id, version) REFERENCES case_versions (case_id, version)
    ) STRICT
    """,
    "CREATE INDEX case_comments_case ON case_comments (case_id)",
    """
    CREATE TABLE case_duplicate_decisions (
        case_id TEXT NOT NULL REFERENCES cases (id),
        other TEXT NOT NULL,
        band TEXT NOT NULL,
        score REAL NOT NULL,
        verdict TEXT NOT NULL,
        note TEXT NOT NULL,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (case_id, other)
    ) STRICT
    """,
)
