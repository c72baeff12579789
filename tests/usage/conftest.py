"""Readers of a branch, and a document somebody wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kb.people.person import Person, Role
from kb.search.documents import Saved
from kb.store import Database
from kb.usage.ledger.entries import record_authors
from tests.support.people import house, make_person, make_unit

NOW = "2026-11-24T08:00:00.000Z"


@dataclass(frozen=True)
class Readers:
    """People of one branch, a trainer of another, and the document that `author` wrote."""

    author: Person
    reader: Person
    mentor: Person
    trainer: Person
    stranger: Person
    document: str


@pytest.fixture
def readers(database: Database, add: Callable[..., Saved]) -> Readers:
    house(database)
    north, south = make_unit(database, "North"), make_unit(database, "South")
    document = add("bill pool", "A pool of bills.", published_on="2026-01-15").document_id
    author = make_person(database, Role.TRAINER, unit_id=north.id)
    with database.write() as tx:
        record_authors(tx, document, [author.id])
    return Readers(
        author=author,
        reader=make_person(database, unit_id=north.id),
        mentor=make_person(database, Role.MENTOR, unit_id=north.id),
        trainer=make_person(database, Role.TRAINER, unit_id=north.id),
        stranger=make_person(database, Role.TRAINER, unit_id=south.id),
        document=document,
    )
