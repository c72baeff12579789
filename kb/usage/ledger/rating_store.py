"""Hold the SQL of readers' ratings."""

from __future__ import annotations

from kb.store import Reader, Row, Writer


def put_rating(tx: Writer, rating: Row) -> None:
    """Store a person's rating of a document, replacing the one before."""
    tx.execute(
        """
        INSERT INTO document_ratings (document_id, person_id, unit_id, useful, reason, text, at)
        VALUES (:document_id, :person_id, :unit_id, :useful, :reason, :text, :at)
        ON CONFLICT (document_id, person_id)
        DO UPDATE SET unit_id = :unit_id, useful = :useful, reason = :reason, text = :text, at = :at
        """,
        rating,
    )


def get_rating(tx: Reader, document_id: str, person_id: str) -> Row | None:
    """Return a person's rating of a document."""
    return tx.row(
        """
        SELECT useful, reason, text, at
        FROM document_ratings
        WHERE document_id = :document_id AND person_id = :person_id
        """,
        {"document_id": document_id, "person_id": person_id},
    )


def list_ratings(tx: Reader, document_id: str, below: str) -> list[Row]:
    """Return ratings of a document by people of the units at or below a path, without its authors, the newest first."""
    return tx.rows(
        """
        SELECT r.useful, r.reason, r.text
        FROM document_ratings AS r
        JOIN units AS u ON u.id = r.unit_id
        WHERE r.document_id = :document_id AND u.path LIKE :below
          AND NOT EXISTS (
            SELECT 1
            FROM document_authors AS a
            WHERE a.document_id = r.document_id AND a.person_id = r.person_id
          )
        ORDER BY r.at DESC, r.person_id
        """,
        {"document_id": document_id, "below": below + "%"},
    )
