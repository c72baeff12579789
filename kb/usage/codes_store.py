"""SQL of the short numbers that stand for people, units and documents in the ledger.

A person's number says nothing without `usage_people`: forgetting a person there keeps every count and no name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from kb.db import Reader, Writer
from kb.search.documents import count_up


@dataclass(frozen=True)
class Subject:
    """A document as the ledger knows it."""

    ordinal: int
    version: int
    kind: str
    authors: frozenset[str]


def person_code(tx: Writer, person_id: str) -> int:
    """The number of a person, given out at their first event."""
    found = find_person_code(tx, person_id)
    if found is None:
        found = count_up(tx, "usage_person")
        tx.execute(
            """
            INSERT INTO usage_people (code, person_id)
            VALUES (:code, :person_id)
            """,
            {"code": found, "person_id": person_id},
        )
    return found


def find_person_code(tx: Reader, person_id: str) -> int | None:
    """The number of a person, if they have one."""
    found: int | None = tx.value(
        """
        SELECT code
        FROM usage_people
        WHERE person_id = :person_id
        """,
        {"person_id": person_id},
    )
    return found


def forget_person(tx: Writer, person_id: str) -> bool:
    """Cut the tie between a person and their events; says whether there was one."""
    return bool(
        tx.execute(
            """
            UPDATE usage_people
            SET person_id = NULL
            WHERE person_id = :person_id
            """,
            {"person_id": person_id},
        )
    )


def unit_code(tx: Writer, path: str) -> int:
    """The number of a unit's path, given out at its first event."""
    found: int | None = tx.value(
        """
        SELECT code
        FROM usage_units
        WHERE path = :path
        """,
        {"path": path},
    )
    if found is None:
        found = count_up(tx, "usage_unit")
        tx.execute(
            """
            INSERT INTO usage_units (code, path)
            VALUES (:code, :path)
            """,
            {"code": found, "path": path},
        )
    return found


def find_subject(tx: Reader, document_id: str) -> Subject | None:
    """A document with its authors: those its head names, and the owner and writers of the case it shows."""
    row = tx.row(
        """
        SELECT d.ordinal, d.version, d.kind, d.source, v.meta
        FROM documents AS d
        JOIN document_versions AS v ON v.document_id = d.id AND v.version = d.version
        WHERE d.id = :id
        """,
        {"id": document_id},
    )
    if row is None:
        return None
    written_by = {
        author
        for (author,) in tx.tuples(
            """
            SELECT c.owner_id
            FROM cases AS c
            WHERE c.id = :case_id
            UNION
            SELECT v.author_id
            FROM case_versions AS v
            WHERE v.case_id = :case_id AND v.published_at IS NOT NULL
            """,
            {"case_id": str(row["source"]).removeprefix("id:")},
        )
    }
    authors = frozenset(written_by) | authors_in(json.loads(row["meta"]))
    return Subject(row["ordinal"], row["version"], row["kind"], authors)


def authors_in(meta: dict[str, object]) -> frozenset[str]:
    """Ids of the authors that a document's head names as `author_id` or `author_ids`."""
    several = meta.get("author_ids")
    ids = [meta.get("author_id"), *(several if isinstance(several, list) else ())]
    return frozenset(author for author in ids if isinstance(author, str) and author)
