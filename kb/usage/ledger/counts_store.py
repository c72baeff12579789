"""Hold the SQL of how often documents were used, for their pages and the search."""

from __future__ import annotations

from kb.store import Reader


def count_events(tx: Reader, document_id: str) -> dict[str, int]:
    """Return how many events of each kind a document has, its authors' own left out."""
    return dict(
        tx.tuples(
            """
            SELECT kind, sum(count)
            FROM (
                SELECT kind, count(*) AS count
                FROM usage_events
                WHERE document_id = :document_id AND self_use = 0
                GROUP BY kind
                UNION ALL
                SELECT kind, count
                FROM usage_rolled_counts
                WHERE document_id = :document_id
            ) AS every
            GROUP BY kind
            """,
            {"document_id": document_id},
        )
    )


def count_successes(tx: Reader, document_id: str) -> int:
    """Return the number of uses by others whose latest outcome is a success."""
    return int(
        tx.value(
            """
            SELECT count(*)
            FROM usage_events AS e
            JOIN outcomes AS o ON o.apply_id = e.id
            WHERE e.document_id = :document_id AND e.self_use = 0 AND o.result = 'success'
              AND o.revision = (SELECT max(l.revision) FROM outcomes AS l WHERE l.apply_id = e.id)
            """,
            {"document_id": document_id},
        )
    )


def count_attested_people(tx: Reader) -> dict[int, int]:
    """Return people, not authors, whose latest outcome of a use is an attested success, by document ordinal."""
    return dict(
        tx.tuples(
            """
            SELECT d.ordinal, count(DISTINCT e.person_id)
            FROM outcome_attestations AS t
            JOIN outcomes AS o ON o.id = t.outcome_id
            JOIN usage_events AS e ON e.id = o.apply_id
            JOIN documents AS d ON d.id = e.document_id
            WHERE o.result = 'success' AND e.self_use = 0
              AND o.revision = (SELECT max(l.revision) FROM outcomes AS l WHERE l.apply_id = o.apply_id)
            GROUP BY d.ordinal
            """
        )
    )
