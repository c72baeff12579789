"""Hold the SQL of cases: records, versions, and the history of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from cases.records import CaseRecord
from cases.states import State
from kb.store import Reader, Row, Writer


def get_record(tx: Reader, case_id: str) -> CaseRecord | None:
    """Return a case's record, or None."""
    found = tx.row(
        """
        SELECT c.id, c.title, c.state, c.revision, c.version, c.public_version, c.owner_id, c.unit_id,
               c.reviewer_id, c.changed_by, c.created_at, c.changed_at, c.submitted_at, c.claimed_at,
               c.published_at, c.review_date, c.expires, coalesce(o.name, '') AS owner_name,
               coalesce(u.name, '') AS unit_name,
               coalesce(u.path, '/house/') AS unit_path, coalesce(r.name, '') AS reviewer_name,
               coalesce(b.name, '') AS changed_by_name
        FROM cases AS c
        LEFT JOIN people AS o ON o.id = c.owner_id
        LEFT JOIN units AS u ON u.id = c.unit_id
        LEFT JOIN people AS r ON r.id = c.reviewer_id
        LEFT JOIN people AS b ON b.id = c.changed_by
        WHERE c.id = :id
        """,
        {"id": case_id},
    )
    return _record(found) if found else None


def list_records(
    tx: Reader, *, unit_path: str, owner_id: str = "", exclude_owner_id: str = "", states: tuple[State, ...] = ()
) -> list[CaseRecord]:
    """Return the cases of units at or below a path, longest waiting first; "" and () do not filter."""
    wanted = [str(state) for state in (states or tuple(State))]
    names = {f"state{index}": state for index, state in enumerate(wanted)}
    return [
        _record(row)
        for row in tx.rows(
            f"""
            SELECT c.id, c.title, c.state, c.revision, c.version, c.public_version, c.owner_id, c.unit_id,
                   c.reviewer_id, c.changed_by, c.created_at, c.changed_at, c.submitted_at, c.claimed_at,
                   c.published_at, c.review_date, c.expires, coalesce(o.name, '') AS owner_name,
                   coalesce(u.name, '') AS unit_name, coalesce(u.path, '/house/') AS unit_path,
                   coalesce(r.name, '') AS reviewer_name, coalesce(b.name, '') AS changed_by_name
            FROM cases AS c
            LEFT JOIN people AS o ON o.id = c.owner_id
            LEFT JOIN units AS u ON u.id = c.unit_id
            LEFT JOIN people AS r ON r.id = c.reviewer_id
            LEFT JOIN people AS b ON b.id = c.changed_by
            WHERE c.state IN ({", ".join(":" + name for name in names)})
              AND coalesce(u.path, '/house/') LIKE :below
              AND (:owner_id = '' OR c.owner_id = :owner_id)
              AND (:exclude_owner_id = '' OR c.owner_id <> :exclude_owner_id)
            ORDER BY coalesce(c.submitted_at, c.created_at), c.id
            """,  # noqa: S608 - only parameter names are put in
            {"below": unit_path + "%", "owner_id": owner_id, "exclude_owner_id": exclude_owner_id, **names},
        )
    ]


def list_due(tx: Reader, *, unit_path: str, owner_id: str, day: str) -> list[CaseRecord]:
    """Return public cases due for review or expiry by an ISO day: the owner's, and those below a path ("" for none)."""
    return [
        _record(row)
        for row in tx.rows(
            """
            SELECT c.id, c.title, c.state, c.revision, c.version, c.public_version, c.owner_id, c.unit_id,
                   c.reviewer_id, c.changed_by, c.created_at, c.changed_at, c.submitted_at, c.claimed_at,
                   c.published_at, c.review_date, c.expires, coalesce(o.name, '') AS owner_name,
                   coalesce(u.name, '') AS unit_name, coalesce(u.path, '/house/') AS unit_path,
                   '' AS reviewer_name, '' AS changed_by_name
            FROM cases AS c
            LEFT JOIN people AS o ON o.id = c.owner_id
            LEFT JOIN units AS u ON u.id = c.unit_id
            WHERE c.public_version IS NOT NULL
              AND ((c.review_date <> '' AND c.review_date <= :day) OR (c.expires <> '' AND c.expires <= :day))
              AND (c.owner_id = :owner_id OR (:unit_path <> '' AND coalesce(u.path, '/house/') LIKE :below))
            ORDER BY CASE WHEN c.expires <> '' AND (c.review_date = '' OR c.expires < c.review_date)
                          THEN c.expires ELSE c.review_date END, c.id
            """,
            {"day": day, "owner_id": owner_id, "unit_path": unit_path, "below": unit_path + "%"},
        )
    ]


def list_expired_ids(tx: Reader, day: str) -> list[str]:
    """Return the ids of published cases whose last day of validity is before an ISO day."""
    return [
        case_id
        for (case_id,) in tx.tuples(
            """
            SELECT id FROM cases
            WHERE state = 'published' AND expires <> '' AND expires < :day
            ORDER BY id
            """,
            {"day": day},
        )
    ]


def add_record(tx: Writer, record: CaseRecord) -> None:
    """Insert a new case."""
    tx.execute(
        """
        INSERT INTO cases (id, title, state, revision, version, public_version, owner_id, unit_id, reviewer_id,
                           changed_by, created_at, changed_at, submitted_at, claimed_at, published_at, review_date,
                           expires)
        VALUES (:id, :title, :state, :revision, :version, :public_version, :owner_id, :unit_id, :reviewer_id,
                :changed_by, :created_at, :changed_at, :submitted_at, :claimed_at, :published_at, :review_date,
                :expires)
        """,
        asdict(record),
    )


def update_record(tx: Writer, record: CaseRecord) -> int:
    """Update a record if the stored one is at the previous revision; return the rows changed, 0 or 1."""
    return tx.execute(
        """
        UPDATE cases
        SET title = :title, state = :state, revision = :revision, version = :version,
            public_version = :public_version, reviewer_id = :reviewer_id, changed_by = :changed_by,
            changed_at = :changed_at, submitted_at = :submitted_at, claimed_at = :claimed_at,
            published_at = :published_at, review_date = :review_date, expires = :expires
        WHERE id = :id AND revision = :revision - 1
        """,
        asdict(record),
    )


def get_version(tx: Reader, case_id: str, version: int) -> Row | None:
    """Return a version with its content as JSON, or None."""
    return tx.row(
        """
        SELECT version, content, story_hash, author_id, created_at, changed_at, submitted_at, published_at
        FROM case_versions
        WHERE case_id = :case_id AND version = :version
        """,
        {"case_id": case_id, "version": version},
    )


def list_versions(tx: Reader, case_id: str) -> list[Row]:
    """Return the versions without content, newest first, with the author's name."""
    return tx.rows(
        """
        SELECT v.version, v.author_id, coalesce(p.name, '') AS author_name, v.created_at, v.changed_at,
               v.submitted_at, v.published_at
        FROM case_versions AS v
        LEFT JOIN people AS p ON p.id = v.author_id
        WHERE v.case_id = :case_id
        ORDER BY v.version DESC
        """,
        {"case_id": case_id},
    )


def add_version(
    tx: Writer, case_id: str, *, content: str, story_hash: str, author_id: str, now: str, submitted: bool = False
) -> int:
    """Insert a new version and return its number."""
    number = int(
        tx.value(
            "SELECT coalesce(max(version), 0) + 1 FROM case_versions WHERE case_id = :case_id",
            {"case_id": case_id},
        )
    )
    tx.execute(
        """
        INSERT INTO case_versions (case_id, version, content, story_hash, author_id, created_at, changed_at,
                                   submitted_at)
        VALUES (:case_id, :version, :content, :story_hash, :author_id, :now, :now, :submitted_at)
        """,
        {
            "case_id": case_id,
            "version": number,
            "content": content,
            "story_hash": story_hash,
            "author_id": author_id,
            "now": now,
            "submitted_at": now if submitted else None,
        },
    )
    return number


def set_content(tx: Writer, case_id: str, version: int, *, content: str, story_hash: str, now: str) -> None:
    """Replace the content of a version that only its author has seen."""
    tx.execute(
        """
        UPDATE case_versions
        SET content = :content, story_hash = :story_hash, changed_at = :now
        WHERE case_id = :case_id AND version = :version
        """,
        {"case_id": case_id, "version": version, "content": content, "story_hash": story_hash, "now": now},
    )


def set_submitted(tx: Writer, case_id: str, version: int, now: str) -> None:
    """Mark a version as seen by others; it must not change from now on."""
    tx.execute(
        "UPDATE case_versions SET submitted_at = :now WHERE case_id = :case_id AND version = :version",
        {"case_id": case_id, "version": version, "now": now},
    )


def set_published(tx: Writer, case_id: str, version: int, now: str) -> None:
    """Mark a version as published."""
    tx.execute(
        "UPDATE case_versions SET published_at = :now WHERE case_id = :case_id AND version = :version",
        {"case_id": case_id, "version": version, "now": now},
    )


def list_unpublished_authors(tx: Reader, case_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return for each case id the authors of versions after its public one; without a public one, all authors."""
    names = {f"id{index}": case_id for index, case_id in enumerate(case_ids)}
    authors: dict[str, set[str]] = {}
    rows: list[tuple[str, str]] = (
        []
        if not names
        else tx.tuples(
            f"""
        SELECT DISTINCT v.case_id, v.author_id
        FROM case_versions AS v
        JOIN cases AS c ON c.id = v.case_id
        WHERE v.version > coalesce(c.public_version, 0)
          AND v.case_id IN ({", ".join(":" + name for name in names)})
        """,  # noqa: S608 - only parameter names are put in
            names,
        )
    )
    for case_id, author_id in rows:
        authors.setdefault(case_id, set()).add(author_id)
    return authors


def list_last_reasons(tx: Reader, case_ids: Sequence[str]) -> dict[str, str]:
    """Return for each case id the reason of its latest step that has one; cases without any are omitted."""
    names = {f"id{index}": case_id for index, case_id in enumerate(case_ids)}
    if not names:
        return {}
    return dict(
        tx.tuples(
            f"""
            SELECT case_id, reason
            FROM case_steps
            WHERE reason <> '' AND case_id IN ({", ".join(":" + name for name in names)})
            ORDER BY case_id, number
            """,  # noqa: S608 - only parameter names are put in
            names,
        )
    )


def add_step(tx: Writer, row: Row) -> None:
    """Append one step to a case's history."""
    tx.execute(
        """
        INSERT INTO case_steps (case_id, number, step, from_state, to_state, version, revision, person_id, at,
                                reason)
        SELECT :case_id, coalesce(max(number), 0) + 1, :step, :from_state, :to_state, :version, :revision,
               :person_id, :at, :reason
        FROM case_steps
        WHERE case_id = :case_id
        """,
        row,
    )


def list_steps(tx: Reader, case_id: str) -> list[Row]:
    """Return the history of a case with names, oldest step first."""
    return tx.rows(
        """
        SELECT s.number, s.step, s.from_state, s.to_state, s.version, s.revision, s.person_id,
               coalesce(p.name, '') AS person_name, s.at, s.reason
        FROM case_steps AS s
        LEFT JOIN people AS p ON p.id = s.person_id
        WHERE s.case_id = :case_id
        ORDER BY s.number
        """,
        {"case_id": case_id},
    )


def _record(row: Row) -> CaseRecord:
    return CaseRecord(**row | {"state": State(row["state"])})
