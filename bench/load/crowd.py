"""People with open sessions, made in the database: signing in is not what is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.clock import utc_now
from kb.config import Settings
from kb.library import open_library
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person, Role
from kb.people.sessions import open_session
from kb.people.units import HOUSE, add_house, add_unit, get_unit

_BRANCHES = 10


@dataclass(frozen=True)
class Member:
    """A person and the token their browser shows."""

    person_id: str
    token: str


def make_crowd(data: Path, count: int) -> list[Member]:
    """Return `count` signed-in client managers in ten branches."""
    database = open_library(Settings(data_dir=data)).database
    now, crowd = utc_now(), []
    with database.write() as tx:
        house = add_house(tx, "Bank", now)
        admin = add_person(
            tx, NewPerson("load-admin", "Admin", HOUSE, Role.ADMIN), house, state=ACTIVE, password_hash="", now=now
        )
    branches = [add_unit(database, admin, HOUSE, f"Branch {number}", now=now) for number in range(_BRANCHES)]
    with database.write() as tx:
        for number in range(count):
            branch = get_unit(tx, branches[number % _BRANCHES].id)
            person: Person = add_person(
                tx,
                NewPerson(f"load{number}", f"Person {number}", branch.id),
                branch,
                state=ACTIVE,
                password_hash="",
                now=now,
            )
            crowd.append(Member(person.id, open_session(tx, person.id, now).token))
    database.close()
    return crowd
