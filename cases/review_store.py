"""Hold the SQL of reviews: comments on fields, decisions about duplicates, and cases to compare with."""

from __future__ import annotations

from collections.abc import Sequence

from kb.store import Reader, Row, Writer


def add_comment(tx: Writer, row: Row) -> None:
    """Insert a comment on a field of a version."""
    tx.execute(
        """
        INSERT INTO case_comments (id, case_id, version, field, text, person_id, at)
        VALUES (:id, :case_id, :version, :field, :text, :person_id, :at)
        """,
        row,
    )


def list_comments(tx: Reader, case_ids: Sequence[str]) -> list[Row]:
    """Return the comments on cases with their authors' names, oldest first."""
    names = {f"id{index}": case_id for index, case_id in enumerate(case_ids)}
    if not names:
        return []
    return tx.rows(
        f"""
        SELECT c.id, c.case_id, c.version, c.field, c.text, c.person_id, coalesce(p.name, '') AS person_name, c.at
        FROM case_comments AS c
        LEFT JOIN people AS p ON p.id = c.person_id
        WHERE c.case_id IN ({", ".join(":" + name for name in names)})
        ORDER BY c.at, c.id
        """,  # noqa: S608 - only parameter names are put in
        names,
    )


def put_decision(tx: Writer, row: Row) -> None:
    """Store a decision about a likely duplicate, replacing an earlier one."""
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
    """Return the decisions about a case's likely duplicates, with names, oldest first."""
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


def list_pending(tx: Reader, exclude_id: str) -> list[Row]:
    """Return cases submitted or in review except `exclude_id`, with their content as JSON."""
    return tx.rows(
        """
        SELECT c.id, c.title, c.owner_id, coalesce(u.name, '') AS unit_name,
               coalesce(u.path, '/house/') AS unit_path, v.content
        FROM cases AS c
        JOIN case_versions AS v ON v.case_id = c.id AND v.version = c.version
        LEFT JOIN units AS u ON u.id = c.unit_id
        WHERE c.state IN ('submitted', 'in_review') AND c.id <> :exclude_id
        ORDER BY c.submitted_at, c.id
        """,
        {"exclude_id": exclude_id},
    )


def list_pending_revisions(tx: Reader, exclude_id: str) -> list[tuple[str, int]]:
    """Return (id, revision) of the cases that `list_pending` lists."""
    return tx.tuples(
        """
        SELECT id, revision FROM cases
        WHERE state IN ('submitted', 'in_review') AND id <> :exclude_id
        ORDER BY id
        """,
        {"exclude_id": exclude_id},
    )


def list_public_with_story(tx: Reader, story_hash: str, exclude_id: str) -> list[Row]:
    """Return id and title of public cases with exactly this story, except `exclude_id`."""
    return tx.rows(
        """
        SELECT c.id, c.title
        FROM cases AS c
        JOIN case_versions AS v ON v.case_id = c.id AND v.version = c.public_version
        WHERE v.story_hash = :story_hash AND c.id <> :exclude_id
        ORDER BY c.id
        """,
        {"story_hash": story_hash, "exclude_id": exclude_id},
    )
