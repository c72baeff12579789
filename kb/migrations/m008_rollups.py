"""Create facts of usage packed by month, the guarded deletion of raw events of packed months, and publication dates.

Triggers keep packs consistent: an event that arrives late for a packed month deletes the pack while the raw
events exist, and is refused once they are deleted.
"""

_ROLLED_UP = "SELECT 1 FROM usage_packs WHERE raw_kept = 0 AND month = "
_DOOR = "SELECT 1 FROM usage_doors WHERE month = "
_SEARCH_MONTH = "(SELECT substr(s.day, 1, 7) FROM searches AS s WHERE s.id = OLD.search_id)"
_APPEND_ONLY = "BEGIN SELECT RAISE(ABORT, 'the usage ledger is append-only'); END"

STATEMENTS = (
    """
    CREATE TABLE document_states (
        document_id TEXT NOT NULL REFERENCES documents (id),
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        status TEXT NOT NULL,
        published_on TEXT NOT NULL,
        expires_at TEXT,
        PRIMARY KEY (document_id, number)
    ) STRICT
    """,
    """
    INSERT INTO document_states (document_id, number, at, status, published_on, expires_at)
    SELECT id, 1, created_at, 'published', published_on, expires_at
    FROM documents
    """,
    """
    INSERT INTO document_states (document_id, number, at, status, published_on, expires_at)
    SELECT id, 2, updated_at, status, published_on, expires_at
    FROM documents
    WHERE status <> 'published'
    """,
    """
    CREATE TRIGGER documents_state_begins AFTER INSERT ON documents
    BEGIN
        INSERT INTO document_states (document_id, number, at, status, published_on, expires_at)
        VALUES (NEW.id, 1, NEW.updated_at, NEW.status, NEW.published_on, NEW.expires_at);
    END
    """,
    """
    CREATE TRIGGER documents_state_changes AFTER UPDATE OF status, expires_at ON documents
    WHEN NEW.status <> OLD.status OR NEW.expires_at IS NOT OLD.expires_at
    BEGIN
        INSERT INTO document_states (document_id, number, at, status, published_on, expires_at)
        SELECT NEW.id, max(number) + 1, NEW.updated_at, NEW.status, NEW.published_on, NEW.expires_at
        FROM document_states
        WHERE document_id = NEW.id;
    END
    """,
    """
    CREATE TABLE usage_packs (
        month TEXT PRIMARY KEY,
        events INTEGER NOT NULL,
        searches INTEGER NOT NULL,
        hash TEXT NOT NULL,
        content BLOB NOT NULL,
        raw_kept INTEGER NOT NULL CHECK (raw_kept IN (0, 1)),
        packed_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE usage_doors (
        month TEXT PRIMARY KEY REFERENCES usage_packs (month)
    ) STRICT
    """,
    """
    CREATE TABLE usage_rolled_counts (
        document_id TEXT NOT NULL REFERENCES documents (id),
        kind TEXT NOT NULL CHECK (kind IN ('view', 'download')),
        count INTEGER NOT NULL,
        PRIMARY KEY (document_id, kind)
    ) STRICT
    """,
    """
    CREATE TABLE usage_baselines (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        first_day TEXT NOT NULL,
        last_day TEXT NOT NULL,
        frozen_by TEXT NOT NULL REFERENCES people (id),
        frozen_at TEXT NOT NULL,
        ended_at TEXT
    ) STRICT
    """,
    # A pack without its raw events is all there is.
    *(
        f"""
        CREATE TRIGGER usage_packs_stay_{verb.lower()} BEFORE {verb} ON usage_packs
        WHEN OLD.raw_kept = 0
        BEGIN SELECT RAISE(ABORT, 'a rolled-up month never changes'); END
        """
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER usage_packs_never_replaced BEFORE INSERT ON usage_packs
    WHEN EXISTS (SELECT 1 FROM usage_packs WHERE month = NEW.month)
    BEGIN SELECT RAISE(ABORT, 'the month is packed already'); END
    """,
    # Late arrivals.
    *(
        f"""
        CREATE TRIGGER {table}_not_into_the_past BEFORE INSERT ON {table}
        WHEN EXISTS ({_ROLLED_UP} substr(NEW.day, 1, 7))
        BEGIN SELECT RAISE(ABORT, 'the month is rolled up'); END
        """
        for table in ("usage_events", "searches")
    ),
    """
    CREATE TRIGGER usage_events_unpack AFTER INSERT ON usage_events
    BEGIN DELETE FROM usage_packs WHERE month = substr(NEW.day, 1, 7) AND raw_kept = 1; END
    """,
    """
    CREATE TRIGGER searches_unpack AFTER INSERT ON searches
    BEGIN DELETE FROM usage_packs WHERE month = substr(NEW.day, 1, 7) AND raw_kept = 1; END
    """,
    """
    CREATE TRIGGER usage_events_unpack_searches AFTER INSERT ON usage_events
    WHEN NEW.kind = 'apply'
    BEGIN DELETE FROM usage_packs WHERE month = substr(date(NEW.day, '-1 day'), 1, 7) AND raw_kept = 1; END
    """,
    """
    CREATE TRIGGER search_clicks_unpack AFTER INSERT ON search_clicks
    WHEN substr(NEW.at, 1, 10) <= (SELECT date(s.day, '+1 day') FROM searches AS s WHERE s.id = NEW.search_id)
    BEGIN
        DELETE FROM usage_packs
        WHERE raw_kept = 1
          AND month = (SELECT substr(s.day, 1, 7) FROM searches AS s WHERE s.id = NEW.search_id);
    END
    """,
    # The door: raw rows of a packed month may go while its row stands in usage_doors.
    "DROP TRIGGER usage_events_never_shrinks",
    "DROP TRIGGER searches_never_shrinks",
    "DROP TRIGGER search_clicks_never_shrinks",
    f"""
    CREATE TRIGGER usage_events_never_shrinks BEFORE DELETE ON usage_events
    WHEN OLD.kind NOT IN ('view', 'download') OR NOT EXISTS ({_DOOR} substr(OLD.day, 1, 7))
    {_APPEND_ONLY}
    """,
    f"""
    CREATE TRIGGER searches_never_shrinks BEFORE DELETE ON searches
    WHEN NOT EXISTS ({_DOOR} substr(OLD.day, 1, 7))
    {_APPEND_ONLY}
    """,
    f"""
    CREATE TRIGGER search_clicks_never_shrinks BEFORE DELETE ON search_clicks
    WHEN NOT EXISTS ({_DOOR} {_SEARCH_MONTH})
    {_APPEND_ONLY}
    """,
)
