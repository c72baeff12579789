"""The shape of the database, as numbered steps. Append only: a step that has landed never changes."""

from __future__ import annotations

import sqlite_utils
from sqlite_utils.migrations import Migrations

from kb.db import Database

migrations = Migrations("kb")


def migrate(database: Database) -> None:
    """Bring a database up to date; makes it where there is none. Safe from several processes at once."""
    with database.migrating() as db:
        migrations.apply(db)


def _run(db: sqlite_utils.Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)


@migrations()
def m001_documents(db: sqlite_utils.Database) -> None:
    """Documents, their versions, passages and vectors."""
    _run(
        db,
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


@migrations()
def m002_people(db: sqlite_utils.Database) -> None:
    """Units, people, their sessions and one-time links, and the audit log that only grows."""
    _run(
        db,
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


@migrations()
def m003_cases(db: sqlite_utils.Database) -> None:
    """Cases on their way to readers: versions, the history of every step, comments, decisions about duplicates."""
    _run(
        db,
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
