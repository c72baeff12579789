"""SQL of what people say about cases: comments on fields, decisions about duplicates, and whom to compare with."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def add_comment(tx: Writer, row: Row) -> None:
    """A comment on a field of a version."""
    tx.execute(
        """
        INSERT INTO case_comments (id, case_id, version, field, text, person_id, at)
        VALUES (:id, :case_id, :version, :field, :text, :person_id, :at)
        """,
        row,
    )


def list_comments(tx: Reader, case_id: str) -> list[Row]:
    """Comments on a case, the oldest first, with names."""
    return tx.rows(
        """
        SELECT c.id, c.version, c.field, c.text, c.person_id, coalesce(p.name, '') AS person_name, c.at
        FROM case_comments AS c
        LEFT JOIN people AS p ON p.id = c.person_id
        WHERE c.case_id = :case_id
        ORDER BY c.at, c.id
        """,
        {"case_id": case_id},
    )


def put_decision(tx: Writer, row: Row) -> None:
    """What a person decided about a likely duplicate; a later decision takes the place of an earlier one."""
    tx.execute(
        """
        INSERT INTO case_duplicate_decisions (case_id, other, band, score, verdict, note, person_id, at)
        VALUES (:case_id, :other, :band, :score, :verdict, :note, :person_id, :at)
        ON CONFLICT (case_id, other) DO UPDATE
        SET band = excluded.band, score = excluded.score, verdict = excluded.verdict, note = excluded.note,
            person_id = excluded.person_id, at = excluded.at
        """,
        row,
    )


def list_decisions(tx: Reader, case_id: str) -> list[Row]:
    """Decisions about a case's likely duplicates, with names."""
    return tx.rows(
        """
        SELECT d.other, d.band, d.score, d.verdict, d.note, d.person_id, coalesce(p.name, '') AS person_name, d.at
        FROM case_duplicate_decisions AS d
        LEFT JOIN people AS p ON p.id = d.person_id
        WHERE d.case_id = :case_id
        ORDER BY d.at, d.other
        """,
        {"case_id": case_id},
    )


def list_pending(tx: Reader, but_id: str) -> list[Row]:
    """Cases that wait for review or are in it, with their content as JSON; not the one named."""
    return tx.rows(
        """
        SELECT c.id, c.title, c.owner_id, coalesce(u.name, '') AS unit_name,
               coalesce(u.path, '/house/') AS unit_path, v.content
        FROM cases AS c
        JOIN case_versions AS v ON v.case_id = c.id AND v.version = c.version
        LEFT JOIN units AS u ON u.id = c.unit_id
        WHERE c.state IN ('submitted', 'in_review') AND c.id <> :but_id
        ORDER BY c.submitted_at, c.id
        """,
        {"but_id": but_id},
    )


def list_public_with_story(tx: Reader, story_hash: str, but_id: str) -> list[Row]:
    """Public cases that tell exactly the same story; not the one named."""
    return tx.rows(
        """
        SELECT c.id, c.title
        FROM cases AS c
        JOIN case_versions AS v ON v.case_id = c.id AND v.version = c.public_version
        WHERE v.story_hash = :story_hash AND c.id <> :but_id
        ORDER BY c.id
        """,
        {"story_hash": story_hash, "but_id": but_id},
    )
