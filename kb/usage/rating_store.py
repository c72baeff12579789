"""SQL of what people think of a document. Rows are added; a person's latest counts."""

from __future__ import annotations

from kb.db import Reader, Row, Writer
from kb.search.documents import count_up


def add_rating(tx: Writer, row: Row) -> None:
    """One more opinion."""
    tx.execute(
        """
        INSERT INTO usage_ratings (number, document, version, person, own, useful, reason, note, at)
        VALUES (:number, :document, :version, :person, :own, :useful, :reason, :note, :at)
        """,
        row | {"number": count_up(tx, "usage_rating")},
    )


def list_latest(tx: Reader, document: int) -> list[Row]:
    """Each person's latest opinion of a document, authors left out, the newest first."""
    return tx.rows(
        """
        SELECT r.useful, r.reason, r.note, r.version, r.at, r.person
        FROM usage_ratings AS r
        WHERE r.document = :document AND r.own = 0
          AND r.number = (SELECT max(l.number) FROM usage_ratings AS l
                          WHERE l.document = r.document AND l.person = r.person)
        ORDER BY r.number DESC
        """,
        {"document": document},
    )
