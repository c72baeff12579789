"""SQL of the usage figures. Days are the bank's, both ends of a window included; `below` is a unit's path."""

from __future__ import annotations

from kb.db import Reader, Row


def list_published_spans(tx: Reader, until: str) -> list[Row]:
    """Every document that was published by the end of a day: kind, first day, and moments that ended it."""
    return tx.rows(
        """
        SELECT id, kind, status, published_on, expires_at, updated_at
        FROM documents
        WHERE published_on <= :until
        ORDER BY id
        """,
        {"until": until},
    )


def count_by_kind(tx: Reader, since: str, until: str, below: str) -> dict[str, int]:
    """Events of others than the authors, by kind."""
    return dict(
        tx.tuples(
            """
            SELECT e.kind, count(*)
            FROM usage_events AS e
            JOIN units AS u ON u.id = e.unit_id
            WHERE e.self_use = 0 AND e.day BETWEEN :since AND :until AND u.path LIKE :below
            GROUP BY e.kind
            """,
            {"since": since, "until": until, "below": below + "%"},
        )
    )


def count_active_readers(tx: Reader, since: str, until: str, below: str) -> int:
    """People with any event on somebody else's document."""
    return int(
        tx.value(
            """
            SELECT count(DISTINCT e.person_id)
            FROM usage_events AS e
            JOIN units AS u ON u.id = e.unit_id
            WHERE e.self_use = 0 AND e.day BETWEEN :since AND :until AND u.path LIKE :below
            """,
            {"since": since, "until": until, "below": below + "%"},
        )
    )


def list_applied_documents(tx: Reader, since: str, until: str, below: str) -> list[str]:
    """Documents that somebody else than an author used."""
    return [
        document_id
        for (document_id,) in tx.tuples(
            """
            SELECT DISTINCT e.document_id
            FROM usage_events AS e
            JOIN units AS u ON u.id = e.unit_id
            WHERE e.kind = 'apply' AND e.self_use = 0 AND e.day BETWEEN :since AND :until AND u.path LIKE :below
            ORDER BY e.document_id
            """,
            {"since": since, "until": until, "below": below + "%"},
        )
    ]


def list_searches(tx: Reader, since: str, until: str, below: str) -> list[Row]:
    """Searches with how many documents answered, the oldest first."""
    return tx.rows(
        """
        SELECT s.id, s.person_id, s.text, s.results, s.at
        FROM searches AS s
        JOIN units AS u ON u.id = s.unit_id
        WHERE s.day BETWEEN :since AND :until AND u.path LIKE :below
        ORDER BY s.at, s.id
        """,
        {"since": since, "until": until, "below": below + "%"},
    )


def list_clicks(tx: Reader, since: str, until: str, below: str) -> list[Row]:
    """Documents opened from the results of such searches, and the moments."""
    return tx.rows(
        """
        SELECT c.search_id, c.document_id, c.at
        FROM search_clicks AS c
        JOIN searches AS s ON s.id = c.search_id
        JOIN units AS u ON u.id = s.unit_id
        WHERE s.day BETWEEN :since AND :until AND u.path LIKE :below
        ORDER BY c.at, c.search_id, c.document_id
        """,
        {"since": since, "until": until, "below": below + "%"},
    )


def list_search_applies(tx: Reader, since: str, until: str, below: str) -> list[Row]:
    """Uses that others than the authors stated of documents they opened from such searches, and the moments."""
    return tx.rows(
        """
        SELECT c.search_id, e.document_id, e.at
        FROM search_clicks AS c
        JOIN searches AS s ON s.id = c.search_id
        JOIN units AS u ON u.id = s.unit_id
        JOIN usage_events AS e ON e.person_id = s.person_id AND e.document_id = c.document_id
        WHERE e.kind = 'apply' AND e.self_use = 0 AND e.at >= s.at
          AND s.day BETWEEN :since AND :until AND u.path LIKE :below
        ORDER BY e.at, c.search_id
        """,
        {"since": since, "until": until, "below": below + "%"},
    )
