"""Create readers' ratings of documents, and cases that trainers requested because searches found nothing."""

STATEMENTS = (
    """
    CREATE TABLE document_ratings (
        document_id TEXT NOT NULL REFERENCES documents (id),
        person_id TEXT NOT NULL REFERENCES people (id),
        unit_id TEXT NOT NULL REFERENCES units (id),
        useful INTEGER NOT NULL CHECK (useful IN (0, 1)),
        reason TEXT NOT NULL,
        text TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (document_id, person_id)
    ) STRICT
    """,
    """
    CREATE TABLE commissions (
        id TEXT PRIMARY KEY,
        unit_id TEXT NOT NULL REFERENCES units (id),
        title TEXT NOT NULL,
        why TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'dropped')),
        created_by TEXT NOT NULL REFERENCES people (id),
        created_at TEXT NOT NULL,
        ended_by TEXT REFERENCES people (id),
        ended_at TEXT,
        end_reason TEXT NOT NULL,
        document_id TEXT REFERENCES documents (id)
    ) STRICT
    """,
    "CREATE INDEX commissions_state ON commissions (state, created_at)",
    """
    CREATE TABLE commission_queries (
        commission_id TEXT NOT NULL REFERENCES commissions (id),
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (commission_id, position)
    ) STRICT
    """,
    """
    CREATE TABLE commission_cases (
        commission_id TEXT NOT NULL REFERENCES commissions (id),
        case_id TEXT NOT NULL REFERENCES cases (id),
        person_id TEXT NOT NULL REFERENCES people (id),
        at TEXT NOT NULL,
        PRIMARY KEY (commission_id, case_id)
    ) STRICT
    """,
)
