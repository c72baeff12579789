"""Hold the SQL of the usage ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kb.store import Reader, Row, Writer


def add_authors(tx: Writer, document_id: str, people: Sequence[str]) -> None:
    """Add people to the authors of a document; existing authors stay."""
    tx.execute_many(
        """
        INSERT INTO document_authors (document_id, person_id)
        VALUES (:document_id, :person_id)
        ON CONFLICT (document_id, person_id) DO NOTHING
        """,
        [{"document_id": document_id, "person_id": person_id} for person_id in people],
    )


def is_author(tx: Reader, document_id: str, person_id: str) -> bool:
    """Return whether the person is an author of the document."""
    return bool(
        tx.value(
            """
            SELECT count(*)
            FROM document_authors
            WHERE document_id = :document_id AND person_id = :person_id
            """,
            {"document_id": document_id, "person_id": person_id},
        )
    )


def add_event(tx: Writer, event: Row, *, none_between: tuple[str, str] | None = None) -> bool:
    """Append an event; return False if its key exists, or a similar one lies between two moments."""
    since, until = none_between or (None, None)
    return (
        tx.execute(
            """
            INSERT INTO usage_events (id, kind, person_id, unit_id, document_id, version, at, day, source, query_id,
                                      self_use, dedup_key)
            SELECT :id, :kind, :person_id, :unit_id, :document_id, :version, :at, :day, :source, :query_id,
                   :self_use, :dedup_key
            WHERE NOT EXISTS (
                SELECT 1
                FROM usage_events
                WHERE dedup_key = :dedup_key
                   OR (person_id = :person_id AND kind = :kind AND document_id = :document_id
                       AND at > :since AND at < :until)
            )
            """,
            event | {"since": since, "until": until},
        )
        > 0
    )


def get_event_id(tx: Reader, dedup_key: str) -> str | None:
    """Return the event that has the key."""
    found: str | None = tx.value(
        """
        SELECT id
        FROM usage_events
        WHERE dedup_key = :dedup_key
        """,
        {"dedup_key": dedup_key},
    )
    return found


def add_apply(tx: Writer, apply: Row) -> None:
    """Store what the person said about a use."""
    tx.execute(
        """
        INSERT INTO applies (id, situation, used_on, adapted)
        VALUES (:id, :situation, :used_on, :adapted)
        """,
        apply,
    )


def get_apply(tx: Reader, apply_id: str) -> Row | None:
    """Return a use with its person, unit and document."""
    return tx.row(
        """
        SELECT a.id, a.situation, a.used_on, a.adapted, e.person_id, e.document_id, e.version, e.at, u.path AS unit_path
        FROM applies AS a
        JOIN usage_events AS e ON e.id = a.id
        JOIN units AS u ON u.id = e.unit_id
        WHERE a.id = :id
        """,
        {"id": apply_id},
    )


def list_applies(tx: Reader, person_id: str, document_id: str | None, before: str | None) -> list[Row]:
    """Return a person's uses without an outcome, the oldest first: of one document or all, until `before` or ever."""
    return tx.rows(
        """
        SELECT a.id, a.situation, a.used_on, a.adapted, e.document_id, e.version, e.at, v.title
        FROM applies AS a
        JOIN usage_events AS e ON e.id = a.id
        JOIN document_versions AS v ON v.document_id = e.document_id AND v.version = e.version
        WHERE e.person_id = :person_id
          AND e.document_id = COALESCE(:document_id, e.document_id)
          AND (:before IS NULL OR e.at <= :before)
          AND NOT EXISTS (SELECT 1 FROM outcomes AS o WHERE o.apply_id = a.id)
        ORDER BY e.at, a.id
        """,
        {"person_id": person_id, "document_id": document_id, "before": before},
    )


def list_reported_applies(tx: Reader, document_id: str, *, person_id: str) -> list[Row]:
    """Return a person's uses of a document with the latest revision of their outcome, the newest first."""
    return _with_figures(
        tx.rows(
            """
            SELECT a.id, a.situation, a.used_on, o.revision, o.result, o.text, o.figures,
                   COALESCE(p.name, '') AS attested_by_name
            FROM usage_events AS e
            JOIN applies AS a ON a.id = e.id
            JOIN outcomes AS o ON o.apply_id = a.id
            LEFT JOIN outcome_attestations AS t ON t.outcome_id = o.id
            LEFT JOIN people AS p ON p.id = t.attested_by
            WHERE e.document_id = :document_id AND e.person_id = :person_id
              AND o.revision = (SELECT max(l.revision) FROM outcomes AS l WHERE l.apply_id = a.id)
            ORDER BY o.at DESC, a.id
            """,
            {"document_id": document_id, "person_id": person_id},
        )
    )


def list_unattested(tx: Reader, document_id: str | None, *, below: str, but: str) -> list[Row]:
    """Return the latest outcomes without attestation, of a document or all, the oldest first.

    They are of uses by people of units at or below a path; one person's own uses and documents are left out.
    """
    return _with_figures(
        tx.rows(
            """
            SELECT a.id, a.situation, a.used_on, a.adapted, o.revision, o.result, o.text, o.figures, o.at, p.name,
                   e.document_id, v.title
            FROM usage_events AS e
            JOIN applies AS a ON a.id = e.id
            JOIN outcomes AS o ON o.apply_id = a.id
            JOIN units AS u ON u.id = e.unit_id
            JOIN people AS p ON p.id = e.person_id
            JOIN document_versions AS v ON v.document_id = e.document_id AND v.version = e.version
            WHERE e.document_id = COALESCE(:document_id, e.document_id) AND e.person_id <> :but AND u.path LIKE :below
              AND o.revision = (SELECT max(l.revision) FROM outcomes AS l WHERE l.apply_id = a.id)
              AND NOT EXISTS (SELECT 1 FROM outcome_attestations AS t WHERE t.outcome_id = o.id)
              AND NOT EXISTS (
                SELECT 1
                FROM document_authors AS w
                WHERE w.document_id = e.document_id AND w.person_id = :but
              )
            ORDER BY o.at, a.id
            """,
            {"document_id": document_id, "below": below + "%", "but": but},
        )
    )


def add_outcome(tx: Writer, outcome: Row) -> None:
    """Store a revision of the outcome of a use."""
    tx.execute(
        """
        INSERT INTO outcomes (id, apply_id, revision, result, text, figures, at)
        VALUES (:id, :apply_id, :revision, :result, :text, :figures, :at)
        """,
        outcome | {"figures": json.dumps(outcome["figures"], ensure_ascii=False, sort_keys=True)},
    )


def get_outcome(tx: Reader, apply_id: str) -> Row | None:
    """Return the latest revision of a use's outcome, with its attestation."""
    row = tx.row(
        """
        SELECT o.id, o.apply_id, o.revision, o.result, o.text, o.figures, o.at, t.attested_by, t.attested_at
        FROM outcomes AS o
        LEFT JOIN outcome_attestations AS t ON t.outcome_id = o.id
        WHERE o.apply_id = :apply_id
        ORDER BY o.revision DESC
        LIMIT 1
        """,
        {"apply_id": apply_id},
    )
    return row | {"figures": json.loads(row["figures"])} if row else None


def add_attestation(tx: Writer, outcome_id: str, person_id: str, now: str) -> None:
    """Store an attestation of a revision of an outcome."""
    tx.execute(
        """
        INSERT INTO outcome_attestations (outcome_id, attested_by, attested_at)
        VALUES (:outcome_id, :person_id, :now)
        """,
        {"outcome_id": outcome_id, "person_id": person_id, "now": now},
    )


def add_search(tx: Writer, search: Row) -> None:
    """Store a question and how many documents answered it."""
    tx.execute(
        """
        INSERT INTO searches (id, person_id, unit_id, text, results, at, day)
        VALUES (:id, :person_id, :unit_id, :text, :results, :at, :day)
        """,
        search,
    )


def add_click(tx: Writer, search_id: str, person_id: str, document_id: str, now: str) -> bool:
    """Return the first opening of a document from the results of the person's own search."""
    return (
        tx.execute(
            """
            INSERT INTO search_clicks (search_id, document_id, at)
            SELECT s.id, d.id, :now
            FROM searches AS s
            JOIN documents AS d ON d.id = :document_id
            WHERE s.id = :search_id AND s.person_id = :person_id AND s.results > 0
              AND NOT EXISTS (
                SELECT 1
                FROM search_clicks AS c
                WHERE c.search_id = s.id AND c.document_id = d.id
              )
            """,
            {"search_id": search_id, "person_id": person_id, "document_id": document_id, "now": now},
        )
        > 0
    )


def is_search_of(tx: Reader, search_id: str, person_id: str) -> bool:
    """Return whether the person asked this."""
    return bool(
        tx.value(
            """
            SELECT count(*)
            FROM searches
            WHERE id = :id AND person_id = :person_id
            """,
            {"id": search_id, "person_id": person_id},
        )
    )


def _with_figures(rows: list[Row]) -> list[Row]:
    return [row | {"figures": json.loads(row["figures"])} for row in rows]
