"""Texts in blocks: a passage is read without the whole of a long text."""

STATEMENTS = (
    """
    CREATE TABLE text_blocks (
        document_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        block INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, version, block),
        FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version)
    ) STRICT
    """,
    """
    WITH RECURSIVE numbers (block) AS (
        SELECT 0 UNION ALL
        SELECT block + 1 FROM numbers WHERE block < (SELECT MAX(LENGTH(text)) FROM document_versions) / 4096
    )
    INSERT INTO text_blocks (document_id, version, block, text)
    SELECT v.document_id, v.version, n.block, substr(v.text, n.block * 4096 + 1, 4096)
    FROM document_versions v JOIN numbers n ON n.block * 4096 < LENGTH(v.text)
    ORDER BY v.document_id, v.version, n.block
    """,
    "ALTER TABLE document_versions DROP COLUMN text",
)
