"""Hold the SQL of question history: versions, steps, and sources that moved on."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def add_step(tx: Writer, question_id: str, version: int, *, state: str, person_id: str, reason: str, at: str) -> None:
    """Store that a person moved a version of a question to a state."""
    tx.execute(
        """
        INSERT INTO question_steps (question_id, number, version, state, person_id, reason, at)
        VALUES (:id, (SELECT COUNT(*) + 1 FROM question_steps WHERE question_id = :id), :version, :state, :person_id,
                :reason, :at)
        """,
        {"id": question_id, "version": version, "state": state, "person_id": person_id, "reason": reason, "at": at},
    )


def list_steps(tx: Reader, question_id: str) -> list[Row]:
    """Return the steps of a question in their order, with the names of who took them."""
    return tx.rows(
        """
        SELECT s.version, s.state, s.reason, s.at, COALESCE(p.name, '') AS person
        FROM question_steps s LEFT JOIN people p ON p.id = s.person_id
        WHERE s.question_id = :id ORDER BY s.number
        """,
        {"id": question_id},
    )


def list_versions(tx: Reader, question_id: str) -> list[Row]:
    """Return the versions of a question, the newest first, with their authors' names, without their content."""
    return tx.rows(
        """
        SELECT v.version, v.created_at AS at, COALESCE(p.name, '') AS person
        FROM question_versions v LEFT JOIN people p ON p.id = v.author_id
        WHERE v.question_id = :id ORDER BY v.version DESC
        """,
        {"id": question_id},
    )


def list_moved_sources(tx: Reader, question_id: str) -> list[Row]:
    """Return documents that are newer than a question knows, or withdrawn: id, title, status, both version numbers."""
    return tx.rows(
        """
        SELECT d.id, d.title, d.status, s.document_version AS known, d.version AS now
        FROM question_sources s JOIN documents d ON d.source = s.source
        WHERE s.question_id = :id AND (d.status <> 'published' OR d.version > s.document_version)
        ORDER BY d.title
        """,
        {"id": question_id},
    )


def list_documents(tx: Reader) -> list[Row]:
    """Return published documents that a question may rest on: source, id, title."""
    return tx.rows("SELECT source, id, title FROM documents WHERE status = 'published' ORDER BY title, id")
