"""A bank of two branches with its people, and cases on every stage of their way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cases import service
from cases.exchange import read_case
from cases.model import Case
from cases.records import CaseRecord
from kb.library import Library
from kb.people.person import Person, Role
from kb.store import Database
from tests.support.people import house, make_person, make_unit

STARTER = Path(__file__).parents[2] / "cases" / "library" / "cases"
NOW = "2026-11-24T08:00:00.000Z"


@dataclass(frozen=True)
class Staff:
    """People of the branch in question, and a trainer of another one."""

    author: Person
    colleague: Person
    mentor: Person
    trainer: Person
    second_trainer: Person
    stranger: Person
    admin: Person


def hire(database: Database) -> Staff:
    house(database)
    north, south = make_unit(database, "城北支行"), make_unit(database, "城南支行")
    return Staff(
        author=make_person(database, unit_id=north.id, name="作者甲"),
        colleague=make_person(database, unit_id=north.id, name="同事乙"),
        mentor=make_person(database, Role.MENTOR, unit_id=north.id, name="师傅丙"),
        trainer=make_person(database, Role.TRAINER, unit_id=north.id, name="培训师丁"),
        second_trainer=make_person(database, Role.TRAINER, unit_id=north.id, name="培训师戊"),
        stranger=make_person(database, Role.TRAINER, unit_id=south.id, name="培训师己"),
        admin=make_person(database, Role.ADMIN, name="管理员庚"),
    )


@pytest.fixture
def staff(database: Database) -> Staff:
    return hire(database)


def starter(name: str) -> Case:
    """A case of the starter library, as if a client manager had written it."""
    case = read_case((STARTER / f"{name}.md").read_text("utf-8"))
    return replace(case, id="", origin="practice", origin_note="", review_date="")


@pytest.fixture
def bill_pool() -> Case:
    return starter("bill-pool")


def submitted(library: Library, author: Person, case: Case) -> CaseRecord:
    record = service.start_case(library.database, author, case, now=NOW)
    return service.submit_case(library, author, record.id, record.revision, now=NOW)


def in_review(library: Library, author: Person, reviewer: Person, case: Case) -> CaseRecord:
    return service.claim_case(library.database, reviewer, submitted(library, author, case).id, now=NOW)


def published(library: Library, author: Person, reviewer: Person, case: Case) -> CaseRecord:
    record = in_review(library, author, reviewer, case)
    return service.publish_case(library, reviewer, record.id, record.revision, now=NOW)
