"""Store questions as rows. A version never changes; `stale` means a source moved on since the last confirmation."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kb.learning.questions.question import Question, document_source, from_record, to_record
from kb.store import Reader, Row, Writer


def get_row(tx: Reader, question_id: str) -> Row | None:
    """Return state, version, owner and unit (its id and path) of a question, with whether it is stale."""
    found = tx.row(
        """
        SELECT q.id, q.state, q.version, q.owner_id, q.unit_id, COALESCE(u.path, '/house/') AS unit_path,
               q.changed_at, v.author_id, COALESCE(p.name, '') AS author, v.content,
               (SELECT COUNT(*) FROM question_sources s JOIN documents d ON d.source = s.source
                WHERE s.question_id = q.id
                  AND (d.status <> 'published' OR d.version > s.document_version)) AS stale
        FROM questions q
        JOIN question_versions v ON v.question_id = q.id AND v.version = q.version
        LEFT JOIN units u ON u.id = q.unit_id
        LEFT JOIN people p ON p.id = v.author_id
        WHERE q.id = :id
        """,
        {"id": question_id},
    )
    return _with_question(found) if found else None


def list_rows(tx: Reader, state: str | None = None) -> list[Row]:
    """Return like `get_row`, all questions (of a state), by id."""
    rows = tx.rows(
        """
        SELECT q.id, q.state, q.version, q.owner_id, q.unit_id, COALESCE(u.path, '/house/') AS unit_path,
               q.changed_at, v.author_id, COALESCE(p.name, '') AS author, v.content,
               (SELECT COUNT(*) FROM question_sources s JOIN documents d ON d.source = s.source
                WHERE s.question_id = q.id
                  AND (d.status <> 'published' OR d.version > s.document_version)) AS stale
        FROM questions q
        JOIN question_versions v ON v.question_id = q.id AND v.version = q.version
        LEFT JOIN units u ON u.id = q.unit_id
        LEFT JOIN people p ON p.id = v.author_id
        WHERE q.state = COALESCE(:state, q.state) ORDER BY q.id
        """,
        {"state": state},
    )
    return [_with_question(row) for row in rows]


def get_version(tx: Reader, question_id: str, version: int) -> Question | None:
    """Return a question as it was in a version."""
    content = tx.value(
        "SELECT content FROM question_versions WHERE question_id = :id AND version = :version",
        {"id": question_id, "version": version},
    )
    return from_record(json.loads(content)) if content else None


def count_questions(tx: Reader) -> int:
    """Return how many questions there are, in any state."""
    return int(tx.value("SELECT COUNT(*) FROM questions"))


def add_question(tx: Writer, question: Question, *, state: str, owner_id: str, unit_id: str, now: str) -> None:
    """Store a question that is not there yet, as version 1."""
    tx.execute(
        """
        INSERT INTO questions (id, state, version, owner_id, unit_id, created_at, changed_at)
        VALUES (:id, :state, 1, :owner_id, :unit_id, :now, :now)
        """,
        {"id": question.id, "state": state, "owner_id": owner_id, "unit_id": unit_id, "now": now},
    )
    _insert_version(tx, question, 1, owner_id, now)


def add_version(tx: Writer, question: Question, version: int, *, state: str, author_id: str, now: str) -> None:
    """Store the next version of a question."""
    tx.execute(
        "UPDATE questions SET version = :version, state = :state, changed_at = :now WHERE id = :id",
        {"id": question.id, "version": version, "state": state, "now": now},
    )
    _insert_version(tx, question, version, author_id, now)


def set_state(tx: Writer, question_id: str, state: str, now: str) -> None:
    """Move a question to a state."""
    tx.execute(
        "UPDATE questions SET state = :state, changed_at = :now WHERE id = :id",
        {"id": question_id, "state": state, "now": now},
    )


def record_sources(tx: Writer, question_id: str, sources: Sequence[str]) -> None:
    """Record the versions of the sources as they are now: someone has compared the question with them."""
    tx.execute("DELETE FROM question_sources WHERE question_id = :id", {"id": question_id})
    for source in dict.fromkeys(sources):
        tx.execute(
            """
            INSERT INTO question_sources (question_id, source, document_version)
            VALUES (:id, :source, COALESCE((SELECT version FROM documents WHERE source = :source), 1))
            """,
            {"id": question_id, "source": document_source(source)},
        )


def find_source(tx: Reader, sources: Sequence[str]) -> Row | None:
    """Return id, version, title and media type of the first of these sources that can be read."""
    for source in sources:
        found = tx.row(
            """
            SELECT d.id, d.version, d.title, v.media_type
            FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
            WHERE d.source = :source AND d.status = 'published'
            """,
            {"source": document_source(source)},
        )
        if found:
            return found
    return None


def _insert_version(tx: Writer, question: Question, version: int, author_id: str, now: str) -> None:
    tx.execute(
        """
        INSERT INTO question_versions (question_id, version, content, author_id, created_at)
        VALUES (:id, :version, :content, :author_id, :now)
        """,
        {
            "id": question.id,
            "version": version,
            "content": json.dumps(to_record(question), ensure_ascii=False),
            "author_id": author_id,
            "now": now,
        },
    )
    record_sources(tx, question.id, question.sources)


def _with_question(row: Row) -> Row:
    return {**row, "question": from_record(json.loads(row["content"]))}
