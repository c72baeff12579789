"""Hold the SQL of searches that found nothing, and of the cases requested because of them."""

from __future__ import annotations

from collections.abc import Sequence

from kb.store import Reader, Row, Writer


def list_unanswered(tx: Reader, since: str, until: str, below: str) -> list[Row]:
    """Return searches without a result or without an opened one; days are the bank's, `below` is a unit's path."""
    return tx.rows(
        """
        SELECT s.text, s.person_id, s.results
        FROM searches AS s
        JOIN units AS u ON u.id = s.unit_id
        WHERE s.day BETWEEN :since AND :until AND u.path LIKE :below
          AND (s.results = 0 OR NOT EXISTS (SELECT 1 FROM search_clicks AS c WHERE c.search_id = s.id))
        ORDER BY s.at, s.id
        """,
        {"since": since, "until": until, "below": below + "%"},
    )


def add_commission(tx: Writer, commission: Row, queries: Sequence[str]) -> None:
    """Store a requested case, with the questions it is to answer."""
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
    """Return a requested case, with the path of its unit."""
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


def queries_by_commission(tx: Reader) -> dict[str, list[str]]:
    """Return the questions of every commission, in order, by its id."""
    found: dict[str, list[str]] = {}
    for commission_id, text in tx.tuples(
        "SELECT commission_id, text FROM commission_queries ORDER BY commission_id, position"
    ):
        found.setdefault(commission_id, []).append(text)
    return found


def list_queries(tx: Reader, commission_id: str) -> list[str]:
    """Return the questions that the case is to answer."""
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
    """Return the cases that units at or below a path request: the open ones first, then the newest."""
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
    """Return the cases that a unit and the units above it request, the oldest first."""
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
    """Return all open requests for cases."""
    return [str(row[0]) for row in tx.tuples("SELECT id FROM commissions WHERE state = 'open' ORDER BY created_at, id")]


def list_new_documents(tx: Reader, since: str) -> list[str]:
    """Return published documents whose present version came after a moment."""
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
    """Close or drop an open request; return False if it is no longer open."""
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
    """Store the case that was started to fulfil a request."""
    tx.execute(
        """
        INSERT INTO commission_cases (commission_id, case_id, person_id, at)
        VALUES (:commission_id, :case_id, :person_id, :now)
        ON CONFLICT (commission_id, case_id) DO NOTHING
        """,
        {"commission_id": commission_id, "case_id": case_id, "person_id": person_id, "now": now},
    )


def list_started_cases(tx: Reader, commission_id: str, person_id: str) -> list[str]:
    """Return the cases that a person started for a request, the newest first."""
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
    """Return the request a case was started for."""
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
