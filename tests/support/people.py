"""People for tests, and signing them in without the detour over forms."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from kb.clock import utc_now
from kb.errors import NotFound
from kb.people.accounts import NewPerson, add_person
from kb.people.passwords import hash_password
from kb.people.person import ACTIVE, Person, Role
from kb.people.sessions import OpenedSession, SessionLimits, open_session
from kb.people.units import HOUSE, Unit, add_house, add_unit, get_unit
from kb.store import Database

PASSWORD = "correct horse battery"
_PASSWORD_HASH = hash_password(PASSWORD)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class SignedIn:
    """A person with an open session."""

    person: Person
    session: OpenedSession

    @property
    def cookies(self) -> dict[str, str]:
        """What the person's browser sends."""
        return {"kb": self.session.token}

    @property
    def user(self) -> dict[str, str]:
        """What `st.user` holds: for AppTest's `at.user`."""
        return {"person_id": self.person.id, "session_id": self.session.id}


def house(database: Database, now: str | None = None) -> Unit:
    """The topmost unit, made where there is none."""
    with database.write() as tx:
        try:
            return get_unit(tx, HOUSE)
        except NotFound:
            return add_house(tx, "Bank", now or utc_now())


def make_person(
    database: Database,
    role: Role = Role.CLIENT_MANAGER,
    *,
    login: str = "",
    unit_id: str = HOUSE,
    state: str = ACTIVE,
    name: str = "",
) -> Person:
    """An account whose password is PASSWORD."""
    house(database)
    login = login or f"person{next(_numbers)}"
    with database.write() as tx:
        return add_person(
            tx,
            NewPerson(login, name or login.title(), unit_id, role),
            get_unit(tx, unit_id),
            state=state,
            password_hash=_PASSWORD_HASH,
            now=utc_now(),
        )


def sign_in(
    database: Database, person: Person, *, now: str | None = None, limits: SessionLimits | None = None
) -> SignedIn:
    """Open a session for a person; `now` in the past makes one that is about to end."""
    with database.write() as tx:
        return SignedIn(person, open_session(tx, person.id, now or utc_now(), limits))


def signed_in(database: Database, role: Role = Role.CLIENT_MANAGER, **fields: str) -> SignedIn:
    """A new person of a role, signed in."""
    return sign_in(database, make_person(database, role, **fields))


def make_unit(database: Database, name: str, parent_id: str = HOUSE) -> Unit:
    """A unit under another."""
    top = house(database)
    admin = Person("test", "test", "Test", Role.ADMIN, top.id, top.path, top.name)
    with database.write() as tx:
        return add_unit(tx, admin, parent_id, name, utc_now())
