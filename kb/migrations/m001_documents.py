"""Create documents, their versions, passages and vectors."""

STATEMENTS = (
    """
    CREATE TABLE counters (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        ordinal INTEGER NOT NULL UNIQUE,
        source TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        version INTEGER NOT NULL,
        published_on TEXT NOT NULL,
        expires_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX documents_revision ON documents (revision)",
    """
    CREATE TABLE document_tags (
        document_id TEXT NOT NULL REFERENCES documents (id),
        tag TEXT NOT NULL,
        PRIMARY KEY (document_id, tag)
    ) STRICT
    """,
    "CREATE INDEX document_tags_tag ON document_tags (tag)",
    """
    CREATE TABLE document_versions (
        document_id TEXT NOT NULL REFERENCES documents (id),
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        meta TEXT NOT NULL,
        file_name TEXT NOT NULL,
        file_hash TEXT NOT NULL,
        media_type TEXT NOT NULL,
        file_bytes INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, version)
    ) STRICT
    """,
    "CREATE INDEX document_versions_content ON document_versions (content_hash)",
    """
    CREATE TABLE chunks (
        document_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        start_char INTEGER NOT NULL,
        end_char INTEGER NOT NULL,
        heading TEXT NOT NULL,
        place TEXT NOT NULL,
        embedding_hash TEXT NOT NULL,
        PRIMARY KEY (document_id, version, position),
        FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)
    ) STRICT
    """,
    "CREATE INDEX chunks_embedding ON chunks (embedding_hash)",
    """
    CREATE TABLE embedding_spaces (
        fingerprint TEXT PRIMARY KEY,
        model TEXT NOT NULL,
        dimension INTEGER NOT NULL,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE version_vectors (
        document_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        fingerprint TEXT NOT NULL REFERENCES embedding_spaces (fingerprint),
        revision INTEGER NOT NULL,
        vectors BLOB NOT NULL,
        PRIMARY KEY (document_id, version, fingerprint),
        FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)
    ) STRICT
    """,
    "CREATE INDEX version_vectors_revision ON version_vectors (fingerprint, revision)",
    """
    CREATE TABLE glossary_versions (
        version INTEGER PRIMARY KEY,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
)
