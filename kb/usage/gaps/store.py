"""SQL of searches that found nothing, and of the cases that trainers asked for because of them."""

from __future__ import annotations

from collections.abc import Sequence

from kb.store import Reader, Row, Writer


def list_unanswered(tx: Reader, since: str, until: str, below: str) -> list[Row]:
    """Searches without a result or without an opened one; days are the bank's, `below` is a unit's path."""
    return tx.rows(
        """
        SELECT s.id, s.person_id, s.text, s.results
        FROM searches AS s
        JOIN units AS u ON u.id = s.unit_id
        WHERE s.day BETWEEN :since AND :until AND u.path LIKE :below
          AND (s.results = 0 OR NOT EXISTS (SELECT 1 FROM search_clicks AS c WHERE c.search_id = s.id))
        ORDER BY s.at, s.id
        """,
        {"since": since, "until": until, "below": below + "%"},
    )


def add_commission(tx: Writer, commission: Row, queries: Sequence[str]) -> None:
    """A case that is asked for, with the questions it is to answer."""
    tx.execute(
        """
        INSERT INTO commissions (id, unit_id, title, why, state, created_by, created_at, end_reason)
        VALUES (:id, :unit_id, :title, :why, 'open', :created_by, :created_at, '')
        """,
        commission,
    )
    tx.execute_many(
        """
        INSERT INTO commission_queries (commission_id, position, text)
        VALUES (:id, :position, :text)
        """,
        [{"id": commission["id"], "position": position, "text": text} for position, text in enumerate(queries)],
    )


def get_commission(tx: Reader, commission_id: str) -> Row | None:
    """A case that is asked for, with the path of its unit."""
    return tx.row(
        """
        SELECT c.id, c.title, c.why, c.state, c.created_at, c.document_id, c.end_reason, c.ended_at, c.unit_id,
               u.path AS unit_path, u.name AS unit_name
        FROM commissions AS c
        JOIN units AS u ON u.id = c.unit_id
        WHERE c.id = :id
        """,
        {"id": commission_id},
    )


def list_queries(tx: Reader, commission_id: str) -> list[str]:
    """The questions that the case is to answer."""
    return [
        str(text)
        for (text,) in tx.tuples(
            """
            SELECT text
            FROM commission_queries
            WHERE commission_id = :id
            ORDER BY position
            """,
            {"id": commission_id},
        )
    ]


def list_commissions(tx: Reader, below: str) -> list[Row]:
    """What units at or below a path ask for: the open ones first, then the newest."""
    return tx.rows(
        """
        SELECT c.id, c.title, c.why, c.state, c.created_at, c.document_id, c.end_reason, c.ended_at, c.unit_id,
               u.path AS unit_path, u.name AS unit_name,
               (SELECT count(*) FROM commission_cases AS k WHERE k.commission_id = c.id) AS cases
        FROM commissions AS c
        JOIN units AS u ON u.id = c.unit_id
        WHERE u.path LIKE :below
        ORDER BY CASE c.state WHEN 'open' THEN 0 ELSE 1 END, c.created_at DESC, c.id
        """,
        {"below": below + "%"},
    )


def list_open_above(tx: Reader, unit_path: str) -> list[Row]:
    """What a unit and the units above it ask for, the oldest first."""
    return tx.rows(
        """
        SELECT c.id, c.title, c.why, c.state, c.created_at, c.unit_id, u.path AS unit_path, u.name AS unit_name,
               (SELECT count(*) FROM commission_cases AS k WHERE k.commission_id = c.id) AS cases
        FROM commissions AS c
        JOIN units AS u ON u.id = c.unit_id
        WHERE c.state = 'open' AND :path LIKE u.path || '%'
        ORDER BY c.created_at, c.id
        """,
        {"path": unit_path},
    )


def list_open_ids(tx: Reader) -> list[str]:
    """All cases still asked for."""
    return [str(row[0]) for row in tx.tuples("SELECT id FROM commissions WHERE state = 'open' ORDER BY created_at, id")]


def list_new_documents(tx: Reader, since: str) -> list[str]:
    """Published documents whose present version came after a moment."""
    return [
        str(document_id)
        for (document_id,) in tx.tuples(
            """
            SELECT d.id
            FROM documents AS d
            JOIN document_versions AS v ON v.document_id = d.id AND v.version = d.version
            WHERE d.status = 'published' AND v.created_at > :since
            ORDER BY d.id
            """,
            {"since": since},
        )
    ]


def end_commission(tx: Writer, ended: Row) -> bool:
    """Close or drop what is open; False where it is open no longer."""
    return (
        tx.execute(
            """
            UPDATE commissions
            SET state = :state, ended_by = :ended_by, ended_at = :ended_at, end_reason = :end_reason,
                document_id = :document_id
            WHERE id = :id AND state = 'open'
            """,
            ended,
        )
        > 0
    )


def add_case(tx: Writer, commission_id: str, case_id: str, person_id: str, now: str) -> None:
    """Somebody has begun to write what is asked for."""
    tx.execute(
        """
        INSERT INTO commission_cases (commission_id, case_id, person_id, at)
        VALUES (:commission_id, :case_id, :person_id, :now)
        ON CONFLICT (commission_id, case_id) DO NOTHING
        """,
        {"commission_id": commission_id, "case_id": case_id, "person_id": person_id, "now": now},
    )


def list_cases_begun(tx: Reader, commission_id: str, person_id: str) -> list[str]:
    """The cases that a person began for what is asked for, the newest first."""
    return [
        str(case_id)
        for (case_id,) in tx.tuples(
            """
            SELECT case_id
            FROM commission_cases
            WHERE commission_id = :commission_id AND person_id = :person_id
            ORDER BY at DESC, case_id
            """,
            {"commission_id": commission_id, "person_id": person_id},
        )
    ]


def find_commission_of(tx: Reader, case_id: str) -> str | None:
    """What a case was begun for."""
    found: str | None = tx.value(
        """
        SELECT commission_id
        FROM commission_cases
        WHERE case_id = :case_id
        ORDER BY at
        """,
        {"case_id": case_id},
    )
    return found
