"""Hold the SQL of cohorts: members, excuses, forms and answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from kb.learning.cohorts.cohort import Cohort
from kb.learning.cohorts.form_drawing import Cell
from kb.learning.questions.question import from_record
from kb.store import Reader, Row, Writer


def add_cohort(tx: Writer, cohort: Cohort, now: str) -> None:
    """Add a cohort, without people yet."""
    tx.execute(
        """
        INSERT INTO cohorts (id, title, owner_id, unit_id, starts_on, questions, minutes, competencies, sources,
                             blueprint, seed, control_id, created_at)
        VALUES (:id, :title, :owner_id, :unit_id, :starts_on, :questions, :minutes, :competencies, :sources,
                :blueprint, :seed, :control_id, :now)
        """,
        {
            "id": cohort.id,
            "title": cohort.title,
            "owner_id": cohort.owner_id,
            "unit_id": cohort.unit_id,
            "starts_on": cohort.starts_on.isoformat(),
            "questions": cohort.questions,
            "minutes": cohort.minutes,
            "competencies": json.dumps(cohort.competencies),
            "sources": json.dumps(cohort.sources, ensure_ascii=False),
            "blueprint": json.dumps([[cell.competency, cell.band, count] for cell, count in cohort.blueprint]),
            "seed": cohort.seed,
            "control_id": cohort.control_id,
            "now": now,
        },
    )


def get_cohort(tx: Reader, cohort_id: str) -> Cohort | None:
    """Return a cohort by its id."""
    row = tx.row(
        """
        SELECT c.id, c.title, c.owner_id, c.unit_id, u.path AS unit_path, c.starts_on, c.questions, c.minutes,
               c.competencies, c.sources, c.blueprint, c.seed, c.control_id, c.closed_at
        FROM cohorts c JOIN units u ON u.id = c.unit_id
        WHERE c.id = :id
        """,
        {"id": cohort_id},
    )
    return _to_cohort(row) if row else None


def list_cohorts(tx: Reader) -> list[Cohort]:
    """Return all cohorts, the newest course first."""
    rows = tx.rows(
        """
        SELECT c.id, c.title, c.owner_id, c.unit_id, u.path AS unit_path, c.starts_on, c.questions, c.minutes,
               c.competencies, c.sources, c.blueprint, c.seed, c.control_id, c.closed_at
        FROM cohorts c JOIN units u ON u.id = c.unit_id
        ORDER BY c.starts_on DESC, c.created_at DESC
        """
    )
    return [_to_cohort(row) for row in rows]


def list_cohorts_of(tx: Reader, person_id: str, since: str) -> list[Cohort]:
    """Return cohorts that the person is in, whose course was on the day `since` or later."""
    rows = tx.rows(
        """
        SELECT c.id, c.title, c.owner_id, c.unit_id, u.path AS unit_path, c.starts_on, c.questions, c.minutes,
               c.competencies, c.sources, c.blueprint, c.seed, c.control_id, c.closed_at
        FROM cohort_people p JOIN cohorts c ON c.id = p.cohort_id JOIN units u ON u.id = c.unit_id
        WHERE p.person_id = :person_id AND c.starts_on >= :since
        ORDER BY c.starts_on, c.id
        """,
        {"person_id": person_id, "since": since},
    )
    return [_to_cohort(row) for row in rows]


def close_cohort(tx: Writer, cohort_id: str, now: str) -> None:
    """Store when the cohort was closed."""
    tx.execute("UPDATE cohorts SET closed_at = :now WHERE id = :id", {"id": cohort_id, "now": now})


def list_people(tx: Reader, cohort_id: str, person_id: str | None = None) -> list[Row]:
    """Return the people of a cohort, or one, by name, with the unit they came from (`unit_path`, `unit_name`)."""
    return tx.rows(
        """
        SELECT p.id, p.login, p.name, p.state, c.unit_id, u.path AS unit_path, u.name AS unit_name
        FROM cohort_people c JOIN people p ON p.id = c.person_id JOIN units u ON u.id = c.unit_id
        WHERE c.cohort_id = :cohort_id AND c.person_id = COALESCE(:person_id, c.person_id)
        ORDER BY p.name, p.login
        """,
        {"cohort_id": cohort_id, "person_id": person_id},
    )


def count_people(tx: Reader) -> dict[str, int]:
    """Return how many people each cohort has."""
    return dict(tx.tuples("SELECT cohort_id, COUNT(*) FROM cohort_people GROUP BY cohort_id"))


def add_people(tx: Writer, cohort_id: str, people: Iterable[tuple[str, str]], now: str) -> None:
    """Enrol people, each given as their id and that of their unit."""
    tx.execute_many(
        """
        INSERT INTO cohort_people (cohort_id, person_id, unit_id, joined_at)
        VALUES (:cohort_id, :person_id, :unit_id, :now)
        """,
        [
            {"cohort_id": cohort_id, "person_id": person_id, "unit_id": unit_id, "now": now}
            for person_id, unit_id in people
        ],
    )


def remove_person(tx: Writer, cohort_id: str, person_id: str) -> None:
    """Remove a person who has no form yet, and their excuses."""
    who = {"cohort_id": cohort_id, "person_id": person_id}
    tx.execute("DELETE FROM checkpoint_excuses WHERE cohort_id = :cohort_id AND person_id = :person_id", who)
    tx.execute("DELETE FROM cohort_people WHERE cohort_id = :cohort_id AND person_id = :person_id", who)


def put_excuse(tx: Writer, cohort_id: str, person_id: str, day: int, *, reason: str, by: str, at: str) -> None:
    """Excuse a person from a checkpoint; the latest reason stands."""
    tx.execute(
        """
        INSERT INTO checkpoint_excuses (cohort_id, person_id, day, reason, excused_by, at)
        VALUES (:cohort_id, :person_id, :day, :reason, :by, :at)
        ON CONFLICT (cohort_id, person_id, day)
        DO UPDATE SET reason = excluded.reason, excused_by = excluded.excused_by, at = excluded.at
        """,
        {"cohort_id": cohort_id, "person_id": person_id, "day": day, "reason": reason, "by": by, "at": at},
    )


def list_excuses(tx: Reader, cohort_id: str) -> dict[tuple[str, int], str]:
    """Return the reasons of those excused, by person and checkpoint."""
    rows = tx.tuples(
        "SELECT person_id, day, reason FROM checkpoint_excuses WHERE cohort_id = :cohort_id", {"cohort_id": cohort_id}
    )
    return {(person_id, day): reason for person_id, day, reason in rows}


def list_own_excuses(tx: Reader, person_id: str) -> set[tuple[str, int]]:
    """Return the checkpoints that a person is excused from, as cohort and day."""
    rows = tx.tuples("SELECT cohort_id, day FROM checkpoint_excuses WHERE person_id = :id", {"id": person_id})
    return {(cohort_id, day) for cohort_id, day in rows}


def list_forms(tx: Reader, cohort_id: str, person_id: str | None = None) -> dict[tuple[str, int], Row]:
    """Return the forms of a cohort, or of one of its people, by person and checkpoint.

    Each has the sum of its scores and how many questions it has.
    """
    rows = tx.rows(
        """
        SELECT f.id, f.person_id, f.day, f.started_at, f.ends_at, f.submitted_at,
               COALESCE(SUM(i.score), 0.0) AS score, COUNT(*) AS possible
        FROM checkpoint_forms f JOIN checkpoint_items i ON i.form_id = f.id
        WHERE f.cohort_id = :cohort_id AND f.person_id = COALESCE(:person_id, f.person_id)
        GROUP BY f.id, f.person_id, f.day, f.started_at, f.ends_at, f.submitted_at
        """,
        {"cohort_id": cohort_id, "person_id": person_id},
    )
    return {(row["person_id"], row["day"]): row for row in rows}


def list_form_answers(tx: Reader, cohort_id: str, person_id: str | None = None) -> list[Row]:
    """Return every question of every form of a cohort, or of one of its people, in order of day, person and place.

    Each has person_id, day, question_id, `answer` as JSON text or None, score or None, and `question` as it was asked.
    """
    rows = tx.rows(
        """
        SELECT f.person_id, f.day, i.question_id, i.answer, i.score, v.content
        FROM checkpoint_forms f
        JOIN checkpoint_items i ON i.form_id = f.id
        JOIN question_versions v ON v.question_id = i.question_id AND v.version = i.version
        WHERE f.cohort_id = :cohort_id AND f.person_id = COALESCE(:person_id, f.person_id)
        ORDER BY f.day, f.person_id, i.place
        """,
        {"cohort_id": cohort_id, "person_id": person_id},
    )
    # The same question stands in the forms of many people: each is read from its JSON once.
    questions = {content: from_record(json.loads(content)) for content in {row["content"] for row in rows}}
    return [{**row, "question": questions[row["content"]]} for row in rows]


def _to_cohort(row: Row) -> Cohort:
    blueprint = tuple((Cell(name, band), count) for name, band, count in json.loads(row["blueprint"]))
    lists = {name: tuple(json.loads(row[name])) for name in ("competencies", "sources")}
    return Cohort(**{**row, **lists, "starts_on": date.fromisoformat(row["starts_on"]), "blueprint": blueprint})
