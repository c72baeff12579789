"""SQL of uses, their results and who attested them. Rows are added, never changed."""

from __future__ import annotations

from kb.db import Reader, Row, Writer


def add_apply(tx: Writer, row: Row) -> bool:
    """One more use; says whether the person had not stated it before."""
    return bool(
        tx.execute(
            """
            INSERT INTO usage_applies (id, document, version, person, unit, own, situation, situation_key, used_on,
                                       adaptation, at)
            VALUES (:id, :document, :version, :person, :unit, :own, :situation, :situation_key, :used_on,
                    :adaptation, :at)
            ON CONFLICT (document, person, situation_key) DO NOTHING
            """,
            row,
        )
    )


def find_apply(tx: Reader, document: int, person: int, situation_key: str) -> Row | None:
    """A use that the person has stated before."""
    return tx.row(
        """
        SELECT id, at
        FROM usage_applies
        WHERE document = :document AND person = :person AND situation_key = :situation_key
        """,
        {"document": document, "person": person, "situation_key": situation_key},
    )


def get_apply(tx: Reader, apply_id: str) -> Row | None:
    """A use with who stated it (None once forgotten), their unit today or else then, and the latest revision."""
    return tx.row(
        """
        SELECT a.id, a.document, a.version, a.person, a.unit, a.own, a.situation, a.used_on, a.adaptation, a.at,
               d.id AS document_id, d.title, p.person_id, coalesce(now.path, u.path) AS unit_path,
               (SELECT coalesce(max(o.revision), 0) FROM usage_outcomes AS o WHERE o.apply_id = a.id) AS revision
        FROM usage_applies AS a
        JOIN documents AS d ON d.ordinal = a.document
        JOIN usage_people AS p ON p.code = a.person
        JOIN usage_units AS u ON u.code = a.unit
        LEFT JOIN people AS who ON who.id = p.person_id
        LEFT JOIN units AS now ON now.id = who.unit_id
        WHERE a.id = :id
        """,
        {"id": apply_id},
    )


def list_applies_of(tx: Reader, person: int, used_until: str, without_outcome: bool) -> list[Row]:
    """A person's uses up to a day, the oldest first, with the latest result and its attestation."""
    return tx.rows(
        """
        SELECT a.id, d.id AS document_id, d.title, a.situation, a.used_on, a.adaptation, a.at, o.revision, o.result,
               o.note, t.confirmed
        FROM usage_applies AS a
        JOIN documents AS d ON d.ordinal = a.document
        LEFT JOIN usage_outcomes AS o ON o.apply_id = a.id
             AND o.revision = (SELECT max(l.revision) FROM usage_outcomes AS l WHERE l.apply_id = a.id)
        LEFT JOIN usage_attestations AS t ON t.apply_id = o.apply_id AND t.revision = o.revision
        WHERE a.person = :person AND a.used_on <= :used_until AND (:without = 0 OR o.apply_id IS NULL)
        ORDER BY a.used_on, a.at, a.id
        """,
        {"person": person, "used_until": used_until, "without": int(without_outcome)},
    )


def add_outcome(tx: Writer, *, apply_id: str, revision: int, result: str, note: str, figures: str, at: str) -> None:
    """The result of a use, or another revision of it."""
    tx.execute(
        """
        INSERT INTO usage_outcomes (apply_id, revision, result, note, figures, at)
        VALUES (:apply_id, :revision, :result, :note, :figures, :at)
        """,
        {
            "apply_id": apply_id,
            "revision": revision,
            "result": result,
            "note": note,
            "figures": figures,
            "at": at,
        },
    )


def add_attestation(
    tx: Writer, *, apply_id: str, revision: int, confirmed: bool, note: str, person_id: str, at: str
) -> bool:
    """A judgement of one revision of a result; says whether it is the first."""
    return bool(
        tx.execute(
            """
            INSERT INTO usage_attestations (apply_id, revision, confirmed, note, person_id, at)
            VALUES (:apply_id, :revision, :confirmed, :note, :person_id, :at)
            ON CONFLICT (apply_id, revision) DO NOTHING
            """,
            {
                "apply_id": apply_id,
                "revision": revision,
                "confirmed": int(confirmed),
                "note": note,
                "person_id": person_id,
                "at": at,
            },
        )
    )


def list_to_attest(tx: Reader, below: str, but: str) -> list[Row]:
    """Latest results that nobody has judged, of people whose unit is at or below a path today."""
    return tx.rows(
        """
        SELECT a.id AS apply_id, o.revision, d.id AS document_id, d.title, who.name AS person, un.name AS unit,
               a.situation, a.used_on, a.adaptation, o.result, o.note, o.figures, o.at
        FROM usage_outcomes AS o
        JOIN usage_applies AS a ON a.id = o.apply_id
        JOIN documents AS d ON d.ordinal = a.document
        JOIN usage_people AS p ON p.code = a.person
        JOIN people AS who ON who.id = p.person_id
        JOIN units AS un ON un.id = who.unit_id
        LEFT JOIN usage_attestations AS t ON t.apply_id = o.apply_id AND t.revision = o.revision
        WHERE t.apply_id IS NULL AND un.path LIKE :below AND p.person_id <> :but
          AND o.revision = (SELECT max(l.revision) FROM usage_outcomes AS l WHERE l.apply_id = o.apply_id)
        ORDER BY o.at, a.id
        """,
        {"below": below + "%", "but": but},
    )


def list_verdicts(tx: Reader) -> list[tuple[int, int, int, int, int, int, str, int]]:
    """Every use that has a result: document, unit, own, day of the first result, person, day of use, result, verdict.

    The verdict is 1 where the latest revision is confirmed, 0 where it is refused, -1 where nobody has judged it.
    """
    return tx.tuples(
        """
        SELECT a.document, a.unit, a.own, e.day, a.person, 0 AS spare, o.result, coalesce(t.confirmed, -1) AS verdict
        FROM usage_outcomes AS o
        JOIN usage_applies AS a ON a.id = o.apply_id
        JOIN usage_events AS e ON e.document = a.document AND e.person = a.person AND e.kind = 4 AND e.slot = a.id
        LEFT JOIN usage_attestations AS t ON t.apply_id = o.apply_id AND t.revision = o.revision
        WHERE o.revision = (SELECT max(l.revision) FROM usage_outcomes AS l WHERE l.apply_id = o.apply_id)
        """
    )


def count_worked(tx: Reader, document: int) -> tuple[int, int]:
    """How many results of a document say that it worked, and how many of these are confirmed; no self-use."""
    row = tx.row(
        """
        SELECT COUNT(*) AS stated, coalesce(SUM(CASE WHEN t.confirmed = 1 THEN 1 ELSE 0 END), 0) AS confirmed
        FROM usage_applies AS a
        JOIN usage_outcomes AS o ON o.apply_id = a.id
             AND o.revision = (SELECT max(l.revision) FROM usage_outcomes AS l WHERE l.apply_id = a.id)
        LEFT JOIN usage_attestations AS t ON t.apply_id = o.apply_id AND t.revision = o.revision
        WHERE a.document = :document AND a.own = 0 AND o.result = 'worked'
        """,
        {"document": document},
    )
    return (0, 0) if row is None else (row["stated"], row["confirmed"])


def count_verified(tx: Reader) -> dict[int, int]:
    """By document: how many results say that it worked and are confirmed; no self-use."""
    return dict(
        tx.tuples(
            """
            SELECT a.document, COUNT(*)
            FROM usage_applies AS a
            JOIN usage_outcomes AS o ON o.apply_id = a.id
            JOIN usage_attestations AS t ON t.apply_id = o.apply_id AND t.revision = o.revision
            WHERE a.own = 0 AND o.result = 'worked' AND t.confirmed = 1
              AND o.revision = (SELECT max(l.revision) FROM usage_outcomes AS l WHERE l.apply_id = a.id)
            GROUP BY a.document
            """
        )
    )
