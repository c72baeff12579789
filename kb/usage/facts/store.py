"""Hold the SQL of the facts behind usage figures: packs of months, and the raw days without one."""

from __future__ import annotations

from kb.store import Reader, Row, Writer
from kb.usage.facts.packs import EventRow


def list_packs(tx: Reader) -> list[Row]:
    """Return every pack without its content, by month."""
    return tx.rows(
        """
        SELECT month, hash, raw_kept, events, searches
        FROM usage_packs
        ORDER BY month
        """
    )


def get_pack_content(tx: Reader, month: str) -> bytes:
    """Return the bytes of a month's pack."""
    return bytes(tx.value("SELECT content FROM usage_packs WHERE month = :month", {"month": month}))


def add_pack(tx: Writer, pack: Row) -> None:
    """Store a pack, replacing an older one only while the raw events still exist."""
    tx.execute("DELETE FROM usage_packs WHERE month = :month", pack)
    tx.execute(
        """
        INSERT INTO usage_packs (month, events, searches, hash, content, raw_kept, packed_at)
        VALUES (:month, :events, :searches, :hash, :content, 1, :packed_at)
        """,
        pack,
    )


def delete_raw(tx: Writer, month: str, first: str, last: str) -> int:
    """Delete the raw views, downloads and searches of a packed month; return how many rows there were.

    What others viewed and downloaded is added to the totals of the documents.
    """
    days = {"month": month, "first": first, "last": last}
    tx.execute("INSERT INTO usage_doors (month) VALUES (:month)", days)
    tx.execute(
        """
        INSERT INTO usage_rolled_counts (document_id, kind, count)
        SELECT document_id, kind, count(*)
        FROM usage_events
        WHERE day BETWEEN :first AND :last AND kind IN ('view', 'download') AND self_use = 0
        GROUP BY document_id, kind
        ON CONFLICT (document_id, kind) DO UPDATE SET count = usage_rolled_counts.count + excluded.count
        """,
        days,
    )
    gone = tx.execute(
        """
        DELETE FROM search_clicks
        WHERE search_id IN (SELECT id FROM searches WHERE day BETWEEN :first AND :last)
        """,
        days,
    )
    gone += tx.execute("DELETE FROM searches WHERE day BETWEEN :first AND :last", days)
    gone += tx.execute(
        """
        DELETE FROM usage_events
        WHERE day BETWEEN :first AND :last AND kind IN ('view', 'download')
        """,
        days,
    )
    tx.execute("DELETE FROM usage_doors WHERE month = :month", days)
    tx.execute("UPDATE usage_packs SET raw_kept = 0 WHERE month = :month", days)
    return gone


def first_raw_day(tx: Reader) -> str | None:
    """Return the first day with a raw event or search."""
    days = [tx.value("SELECT min(day) FROM usage_events"), tx.value("SELECT min(day) FROM searches")]
    return min((str(day) for day in days if day), default=None)


def last_raw_day(tx: Reader) -> str | None:
    """Return the last day with a raw event or search."""
    days = [tx.value("SELECT max(day) FROM usage_events"), tx.value("SELECT max(day) FROM searches")]
    return max((str(day) for day in days if day), default=None)


def count_event_days(tx: Reader, first: str, last: str) -> dict[str, int]:
    """Return how many raw events each day has."""
    return dict(
        tx.tuples(
            "SELECT day, count(*) FROM usage_events WHERE day BETWEEN :first AND :last GROUP BY day",
            {"first": first, "last": last},
        )
    )


def count_search_days(tx: Reader, first: str, last: str) -> dict[str, int]:
    """Return how many raw searches each day has."""
    return dict(
        tx.tuples(
            "SELECT day, count(*) FROM searches WHERE day BETWEEN :first AND :last GROUP BY day",
            {"first": first, "last": last},
        )
    )


def list_events(tx: Reader, first: str, last: str) -> list[EventRow]:
    """Return the raw events of days in the form a pack takes."""
    found: list[EventRow] = tx.tuples(
        """
        SELECT day, person_id, unit_id, document_id, kind, self_use
        FROM usage_events
        WHERE day BETWEEN :first AND :last
        """,
        {"first": first, "last": last},
    )
    return found


def list_searches(tx: Reader, first: str, last: str) -> list[tuple[str, str, str, str, int, str]]:
    """Return the raw searches of days: id, day, person, unit, results, moment."""
    found: list[tuple[str, str, str, str, int, str]] = tx.tuples(
        """
        SELECT id, day, person_id, unit_id, results, at
        FROM searches
        WHERE day BETWEEN :first AND :last
        """,
        {"first": first, "last": last},
    )
    return found


def list_clicks(tx: Reader, first: str, last: str) -> list[tuple[str, str]]:
    """Return openings from the results of such searches: search and moment."""
    found: list[tuple[str, str]] = tx.tuples(
        """
        SELECT c.search_id, c.at
        FROM searches AS s
        JOIN search_clicks AS c ON c.search_id = s.id
        WHERE s.day BETWEEN :first AND :last
        """,
        {"first": first, "last": last},
    )
    return found


def list_search_applies(tx: Reader, first: str, last: str) -> list[tuple[str, str]]:
    """Return later uses, by others than the authors, of documents opened from such searches: search and moment."""
    found: list[tuple[str, str]] = tx.tuples(
        """
        SELECT c.search_id, e.at
        FROM searches AS s
        JOIN search_clicks AS c ON c.search_id = s.id
        JOIN usage_events AS e ON e.person_id = s.person_id AND e.document_id = c.document_id AND e.kind = 'apply'
        WHERE s.day BETWEEN :first AND :last AND e.self_use = 0 AND e.at >= s.at
        """,
        {"first": first, "last": last},
    )
    return found


def list_documents(tx: Reader) -> list[Row]:
    """Return every document with the meta of its current version."""
    return tx.rows(
        """
        SELECT d.id, d.kind, d.title, v.meta
        FROM documents AS d
        JOIN document_versions AS v ON v.document_id = d.id AND v.version = d.version
        ORDER BY d.id
        """
    )


def list_states(tx: Reader) -> list[tuple[str, str, str, str, str | None]]:
    """Return what each document was, in order: document, since when, status, day of publication, end of validity."""
    found: list[tuple[str, str, str, str, str | None]] = tx.tuples(
        """
        SELECT document_id, at, status, published_on, expires_at
        FROM document_states
        ORDER BY document_id, number
        """
    )
    return found


def list_units(tx: Reader) -> list[tuple[str, str, str]]:
    """Return every unit: id, path, name, parents before children."""
    found: list[tuple[str, str, str]] = tx.tuples("SELECT id, path, name FROM units ORDER BY length(path), name")
    return found


def list_authors(tx: Reader) -> list[tuple[str, str]]:
    """Return who wrote what: document and person."""
    found: list[tuple[str, str]] = tx.tuples(
        """
        SELECT document_id, person_id
        FROM document_authors
        ORDER BY document_id, person_id
        """
    )
    return found


def count_authors(tx: Reader) -> int:
    """Return how many rows `list_authors` has; they only grow."""
    return int(tx.value("SELECT count(*) FROM document_authors"))


def list_author_people(tx: Reader) -> list[tuple[str, str, str, str, str]]:
    """Return everyone who wrote something: person, name, state, and path and name of their present unit."""
    found: list[tuple[str, str, str, str, str]] = tx.tuples(
        """
        SELECT p.id, p.name, p.state, u.path, u.name
        FROM people AS p
        JOIN units AS u ON u.id = p.unit_id
        WHERE p.id IN (SELECT a.person_id FROM document_authors AS a)
        ORDER BY p.name, p.id
        """
    )
    return found
