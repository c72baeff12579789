"""Hold the SQL of forms: each item is answered once, each form ends once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kb.learning.cohorts.form_drawing import Candidate
from kb.learning.questions.question import Question, document_source, from_record
from kb.store import Reader, Row, Writer


def list_candidates(tx: Reader) -> list[Candidate]:
    """Return the live questions that are not back in review, by id."""
    rows = tx.rows(
        """
        SELECT q.id, q.version, v.content
        FROM questions q JOIN question_versions v ON v.question_id = q.id AND v.version = q.version
        WHERE q.state = 'live'
          AND NOT EXISTS (
              SELECT 1 FROM question_sources s JOIN documents d ON d.source = s.source
              WHERE s.question_id = q.id AND (d.status <> 'published' OR d.version > s.document_version))
        ORDER BY q.id
        """
    )
    return [_candidate(row) for row in rows]


def list_candidate_versions(tx: Reader) -> list[tuple[str, int]]:
    """Return id and version of the questions that `list_candidates` returns, without reading what they ask."""
    rows = tx.tuples(
        """
        SELECT q.id, q.version
        FROM questions q
        WHERE q.state = 'live'
          AND NOT EXISTS (
              SELECT 1 FROM question_sources s JOIN documents d ON d.source = s.source
              WHERE s.question_id = q.id AND (d.status <> 'published' OR d.version > s.document_version))
        ORDER BY q.id
        """
    )
    return [(question_id, version) for question_id, version in rows]


def read_candidate(tx: Reader, question_id: str, version: int) -> Candidate:
    """Return a version of a question as a candidate. Raise LookupError if there is none."""
    row = tx.row(
        """
        SELECT question_id AS id, version, content FROM question_versions
        WHERE question_id = :id AND version = :version
        """,
        {"id": question_id, "version": version},
    )
    if row is None:
        raise LookupError(f"question {question_id} has no version {version}")
    return _candidate(row)


def list_sources(tx: Reader) -> dict[str, str]:
    """Return titles of the documents that live questions rest on, by source."""
    return dict(
        tx.tuples(
            """
            SELECT DISTINCT d.source, d.title
            FROM question_sources s
            JOIN documents d ON d.source = s.source AND d.status = 'published'
            JOIN questions q ON q.id = s.question_id AND q.state = 'live'
            ORDER BY d.title, d.source
            """
        )
    )


def is_enrolled(tx: Reader, cohort_id: str, person_id: str) -> bool:
    """Return whether the person is in the cohort."""
    return bool(
        tx.value(
            "SELECT COUNT(*) FROM cohort_people WHERE cohort_id = :cohort_id AND person_id = :person_id",
            {"cohort_id": cohort_id, "person_id": person_id},
        )
    )


def list_asked(tx: Reader, person_id: str) -> list[tuple[str, str]]:
    """Return each question that any form of the person has, as cohort and question id."""
    return [
        (cohort_id, question_id)
        for cohort_id, question_id in tx.tuples(
            """
            SELECT f.cohort_id, i.question_id
            FROM checkpoint_forms f JOIN checkpoint_items i ON i.form_id = f.id
            WHERE f.person_id = :person_id
            """,
            {"person_id": person_id},
        )
    ]


def list_asked_in(tx: Reader, cohort_id: str) -> list[tuple[str, str]]:
    """Return each question that any form of the cohort has, as person and question id."""
    return [
        (person_id, question_id)
        for person_id, question_id in tx.tuples(
            """
            SELECT f.person_id, i.question_id
            FROM checkpoint_forms f JOIN checkpoint_items i ON i.form_id = f.id
            WHERE f.cohort_id = :cohort_id
            """,
            {"cohort_id": cohort_id},
        )
    ]


def list_running_questions(tx: Reader, person_id: str, now: str) -> set[str]:
    """Return the questions of the forms that the person may still answer."""
    return {
        question_id
        for (question_id,) in tx.tuples(
            """
            SELECT i.question_id
            FROM checkpoint_forms f JOIN checkpoint_items i ON i.form_id = f.id
            WHERE f.person_id = :person_id AND f.ends_at > :now AND f.submitted_at IS NULL
            """,
            {"person_id": person_id, "now": now},
        )
    }


def add_form(
    tx: Writer,
    form_id: str,
    cohort_id: str,
    person_id: str,
    day: int,
    *,
    questions: Sequence[Candidate],
    order_seed: str,
    started_at: str,
    ends_at: str,
) -> None:
    """Store a form as it was drawn."""
    tx.execute(
        """
        INSERT INTO checkpoint_forms (id, cohort_id, person_id, day, started_at, ends_at)
        VALUES (:id, :cohort_id, :person_id, :day, :started_at, :ends_at)
        """,
        {
            "id": form_id,
            "cohort_id": cohort_id,
            "person_id": person_id,
            "day": day,
            "started_at": started_at,
            "ends_at": ends_at,
        },
    )
    tx.execute_many(
        """
        INSERT INTO checkpoint_items (form_id, place, question_id, version, order_seed)
        VALUES (:form_id, :place, :question_id, :version, :order_seed)
        """,
        [
            {
                "form_id": form_id,
                "place": place,
                "question_id": one.question_id,
                "version": one.version,
                "order_seed": order_seed,
            }
            for place, one in enumerate(questions, 1)
        ],
    )


def get_form(tx: Reader, form_id: str) -> Row | None:
    """Return a form with the title of its course."""
    return tx.row(
        """
        SELECT f.id, f.cohort_id, f.person_id, f.day, f.started_at, f.ends_at, f.submitted_at, c.title, c.starts_on
        FROM checkpoint_forms f JOIN cohorts c ON c.id = f.cohort_id
        WHERE f.id = :id
        """,
        {"id": form_id},
    )


def list_forms(tx: Reader, person_id: str) -> list[Row]:
    """Return the person's forms, those that end first at the top."""
    return tx.rows(
        """
        SELECT f.id, f.cohort_id, f.person_id, f.day, f.started_at, f.ends_at, f.submitted_at
        FROM checkpoint_forms f
        WHERE f.person_id = :person_id ORDER BY f.ends_at, f.id
        """,
        {"person_id": person_id},
    )


def find_running(tx: Reader, person_id: str, now: str) -> Row | None:
    """Return the person's form under way that ends first, with title and `starts_on` of its course."""
    return tx.row(
        """
        SELECT f.id, f.cohort_id, f.day, f.ends_at, c.title, c.starts_on
        FROM checkpoint_forms f JOIN cohorts c ON c.id = f.cohort_id
        WHERE f.person_id = :person_id AND f.submitted_at IS NULL AND f.ends_at > :now
        ORDER BY f.ends_at, f.id LIMIT 1
        """,
        {"person_id": person_id, "now": now},
    )


def list_items(tx: Reader, form_id: str) -> list[Row]:
    """Return the items of a form in order, each with its `question` in the version that was drawn."""
    rows = tx.rows(
        """
        SELECT i.place, i.question_id, i.version, i.order_seed, i.answer, i.score, i.answered_at, v.content
        FROM checkpoint_items i
        JOIN question_versions v ON v.question_id = i.question_id AND v.version = i.version
        WHERE i.form_id = :form_id ORDER BY i.place
        """,
        {"form_id": form_id},
    )
    return [{**row, "question": _question(row)} for row in rows]


def put_answer(tx: Writer, form_id: str, place: int, *, answer: object, score: float, at: str) -> bool:
    """Store the answer of an item that has none; False if it has one."""
    changed = tx.execute(
        """
        UPDATE checkpoint_items SET answer = :answer, score = :score, answered_at = :at
        WHERE form_id = :form_id AND place = :place AND answered_at IS NULL
        """,
        {"form_id": form_id, "place": place, "answer": to_text(answer), "score": score, "at": at},
    )
    return changed == 1


def end_form(tx: Writer, form_id: str, at: str) -> None:
    """Submit a form that is still open."""
    tx.execute(
        "UPDATE checkpoint_forms SET submitted_at = :at WHERE id = :id AND submitted_at IS NULL",
        {"id": form_id, "at": at},
    )


def to_text(answer: object) -> str:
    """Return an answer as it is stored."""
    return json.dumps(answer, ensure_ascii=False)


def _question(row: Row) -> Question:
    return from_record(json.loads(row["content"]))


def _candidate(row: Row) -> Candidate:
    question = _question(row)
    return Candidate(
        question_id=row["id"],
        version=row["version"],
        competencies=question.competencies,
        difficulty=question.difficulty,
        sources=tuple(document_source(name) for name in question.sources),
    )
