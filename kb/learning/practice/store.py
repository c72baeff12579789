"""Store answers given (never changed) and the cards that say when a question is due again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kb.learning.practice.schedule_rows import CardRow, ReviewRow
from kb.learning.questions.question import from_record
from kb.store import Reader, Row, Writer


def list_due(tx: Reader, person_id: str, now: str, limit: int) -> list[Row]:
    """Return questions whose card is due, the longest due first."""
    return _with_questions(
        tx.rows(
            """
            SELECT q.id, q.version, v.content
            FROM cards c
            JOIN questions q ON q.id = c.question_id
            JOIN question_versions v ON v.question_id = q.id AND v.version = q.version
            WHERE c.person_id = :person_id AND c.due <= :now AND q.state = 'live'
              AND NOT EXISTS (
                  SELECT 1 FROM question_sources s JOIN documents d ON d.source = s.source
                  WHERE s.question_id = q.id AND (d.status <> 'published' OR d.version > s.document_version))
            ORDER BY c.due, q.id LIMIT :limit
            """,
            {"person_id": person_id, "now": now, "limit": limit},
        )
    )


def list_new_ids(tx: Reader, person_id: str) -> list[str]:
    """Return ids of live questions that the person has never been asked."""
    return [
        question_id
        for (question_id,) in tx.tuples(
            """
            SELECT q.id FROM questions q
            WHERE q.state = 'live'
              AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.person_id = :person_id AND c.question_id = q.id)
              AND NOT EXISTS (
                  SELECT 1 FROM question_sources s JOIN documents d ON d.source = s.source
                  WHERE s.question_id = q.id AND (d.status <> 'published' OR d.version > s.document_version))
            ORDER BY q.id
            """,
            {"person_id": person_id},
        )
    ]


def get_current(tx: Reader, question_id: str) -> Row | None:
    """Return a question in its current version."""
    rows = tx.rows(
        """
        SELECT q.id, q.version, v.content
        FROM questions q JOIN question_versions v ON v.question_id = q.id AND v.version = q.version
        WHERE q.id = :id
        """,
        {"id": question_id},
    )
    return _with_questions(rows)[0] if rows else None


def is_live(tx: Reader, question_id: str, version: int) -> bool:
    """Return whether this version of a question is being asked."""
    return bool(
        tx.value(
            "SELECT COUNT(*) FROM questions WHERE id = :id AND version = :version AND state = 'live'",
            {"id": question_id, "version": version},
        )
    )


def count_answered(tx: Reader, person_id: str, since: str) -> int:
    """Return how many different questions the person has answered since a moment."""
    return int(
        tx.value(
            "SELECT COUNT(DISTINCT question_id) FROM reviews WHERE person_id = :person_id AND at >= :since",
            {"person_id": person_id, "since": since},
        )
    )


def get_card(tx: Reader, person_id: str, question_id: str) -> dict[str, Any] | None:
    """Return the person's card of a question, as the scheduler wrote it."""
    card = tx.value(
        "SELECT card FROM cards WHERE person_id = :person_id AND question_id = :question_id",
        {"person_id": person_id, "question_id": question_id},
    )
    found: dict[str, Any] | None = json.loads(card) if card else None
    return found


def put_card(tx: Writer, person_id: str, question_id: str, card: dict[str, Any], due: str) -> None:
    """Store the person's card of a question."""
    tx.execute(
        """
        INSERT INTO cards (person_id, question_id, card, due) VALUES (:person_id, :question_id, :card, :due)
        ON CONFLICT (person_id, question_id) DO UPDATE SET card = excluded.card, due = excluded.due
        """,
        {"person_id": person_id, "question_id": question_id, "card": json.dumps(card), "due": due},
    )


def add_review(
    tx: Writer, person_id: str, question_id: str, version: int, *, answer: object, score: float, rating: int, at: str
) -> None:
    """Store an answer, which never changes."""
    tx.execute(
        """
        INSERT INTO reviews (person_id, number, question_id, version, answer, score, rating, at)
        VALUES (:person_id, (SELECT COALESCE(MAX(number), 0) + 1 FROM reviews WHERE person_id = :person_id),
                :question_id, :version, :answer, :score, :rating, :at)
        """,
        {
            "person_id": person_id,
            "question_id": question_id,
            "version": version,
            "answer": json.dumps(answer, ensure_ascii=False),
            "score": score,
            "rating": rating,
            "at": at,
        },
    )


def list_reviews(tx: Reader, person_id: str) -> list[Row]:
    """Return the person's answers in order."""
    return tx.rows(
        """
        SELECT number, question_id, version, answer, score, rating, at FROM reviews
        WHERE person_id = :person_id ORDER BY number
        """,
        {"person_id": person_id},
    )


def list_cards(tx: Reader, person_ids: Sequence[str]) -> list[CardRow]:
    """Return the cards of some people, by person and question."""
    return [
        CardRow(row_person, question_id, json.loads(card))
        for person_id in sorted({*person_ids})
        for row_person, question_id, card in tx.tuples(
            """
            SELECT person_id, question_id, card FROM cards
            WHERE person_id = :person_id ORDER BY question_id
            """,
            {"person_id": person_id},
        )
    ]


def list_review_rows(tx: Reader, person_ids: Sequence[str]) -> list[ReviewRow]:
    """Return what some people answered in practice: by person, in the order given."""
    return [
        ReviewRow(*row)
        for person_id in sorted({*person_ids})
        for row in tx.tuples(
            """
            SELECT person_id, question_id, rating, at FROM reviews
            WHERE person_id = :person_id ORDER BY number
            """,
            {"person_id": person_id},
        )
    ]


def _with_questions(rows: list[Row]) -> list[Row]:
    return [{**row, "question": from_record(json.loads(row["content"]))} for row in rows]
