"""SQL of the ledger: events, searches and what followed them. Repeats are turned away by the unique keys."""

from __future__ import annotations

from kb.db import Reader, Row, Writer
from kb.search.documents import count_up


def add_event(
    tx: Writer,
    *,
    kind: int,
    document: int,
    version: int,
    person: int,
    unit: int,
    own: bool,
    at: str,
    day: int,
    slot: str,
    origin: str,
    origin_id: str,
) -> bool:
    """One more event; says whether it was none of those there already."""
    added = tx.execute(
        """
        INSERT INTO usage_events (number, kind, document, version, person, unit, own, at, day, slot, origin,
                                  origin_id)
        VALUES (:number, :kind, :document, :version, :person, :unit, :own, :at, :day, :slot, :origin, :origin_id)
        ON CONFLICT (document, person, kind, slot) DO NOTHING
        """,
        {
            "number": count_up(tx, "usage_event"),
            "kind": kind,
            "document": document,
            "version": version,
            "person": person,
            "unit": unit,
            "own": int(own),
            "at": at,
            "day": day,
            "slot": slot,
            "origin": origin,
            "origin_id": origin_id,
        },
    )
    if added and not own:
        tx.execute(
            """
            INSERT INTO usage_readers (document, kind, person)
            VALUES (:document, :kind, :person)
            ON CONFLICT (document, kind, person) DO NOTHING
            """,
            {"document": document, "kind": kind, "person": person},
        )
    return bool(added)


def add_search(
    tx: Writer, *, search_id: str, person: int, unit: int, at: str, day: int, query: str, results: int
) -> bool:
    """One more search; says whether its id was new."""
    return bool(
        tx.execute(
            """
            INSERT INTO usage_searches (number, id, person, unit, at, day, query, results)
            VALUES (:number, :id, :person, :unit, :at, :day, :query, :results)
            ON CONFLICT (id) DO NOTHING
            """,
            {
                "number": count_up(tx, "usage_search"),
                "id": search_id,
                "person": person,
                "unit": unit,
                "at": at,
                "day": day,
                "query": query,
                "results": results,
            },
        )
    )


def find_search(tx: Reader, search_id: str, person: int) -> Row | None:
    """A person's search by its id."""
    return tx.row(
        """
        SELECT number, at
        FROM usage_searches
        WHERE id = :id AND person = :person
        """,
        {"id": search_id, "person": person},
    )


def add_followup(tx: Writer, *, search: int, kind: int, document: int, position: int, seconds: float) -> None:
    """What a search led to; the first of each kind and document counts."""
    tx.execute(
        """
        INSERT INTO usage_followups (number, search, kind, document, position, seconds)
        VALUES (:number, :search, :kind, :document, :position, :seconds)
        ON CONFLICT (search, kind, document) DO NOTHING
        """,
        {
            "number": count_up(tx, "usage_followup"),
            "search": search,
            "kind": kind,
            "document": document,
            "position": position,
            "seconds": seconds,
        },
    )


def list_searches_of(tx: Reader, person: int, limit: int) -> list[Row]:
    """A person's own searches, the newest first."""
    return tx.rows(
        """
        SELECT id, at, query, results
        FROM usage_searches
        WHERE person = :person
        ORDER BY number DESC
        LIMIT :limit
        """,
        {"person": person, "limit": limit},
    )


def count_readers(tx: Reader, document: int) -> dict[int, int]:
    """How many people other than its authors have done what with a document, by kind."""
    return dict(
        tx.tuples(
            """
            SELECT kind, COUNT(*)
            FROM usage_readers
            WHERE document = :document
            GROUP BY kind
            """,
            {"document": document},
        )
    )
