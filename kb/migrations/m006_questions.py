"""Create questions with their versions, their source documents, answers given, and when each is due again."""

STATEMENTS = (
    """
    CREATE TABLE questions (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        version INTEGER NOT NULL,
        owner_id TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX questions_state ON questions (state)",
    """
    CREATE TABLE question_versions (
        question_id TEXT NOT NULL REFERENCES questions (id),
        version INTEGER NOT NULL,
        content TEXT NOT NULL,
        author_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (question_id, version)
    ) STRICT
    """,
    """
    CREATE TABLE question_sources (
        question_id TEXT NOT NULL REFERENCES questions (id),
        source TEXT NOT NULL,
        document_version INTEGER NOT NULL,
        PRIMARY KEY (question_id, source)
    ) STRICT
    """,
    "CREATE INDEX question_sources_source ON question_sources (source)",
    """
    CREATE TABLE reviews (
        person_id TEXT NOT NULL REFERENCES people (id),
        number INTEGER NOT NULL,
        question_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        answer TEXT NOT NULL,
        score REAL NOT NULL,
        rating INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (person_id, number),
        FOREIGN KEY (question_id, version) REFERENCES question_versions (question_id, version)
    ) STRICT
    """,
    "CREATE INDEX reviews_person ON reviews (person_id, at)",
    "CREATE INDEX reviews_question ON reviews (question_id)",
    """
    CREATE TABLE cards (
        person_id TEXT NOT NULL REFERENCES people (id),
        question_id TEXT NOT NULL REFERENCES questions (id),
        card TEXT NOT NULL,
        due TEXT NOT NULL,
        PRIMARY KEY (person_id, question_id)
    ) STRICT
    """,
    "CREATE INDEX cards_due ON cards (person_id, due)",
)
