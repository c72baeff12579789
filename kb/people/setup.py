"""The first start: whoever can read the console makes the first administrator. There is no default password."""

from __future__ import annotations

from kb.errors import Conflict
from kb.people import audit, person_store
from kb.people.accounts import NewPerson, add_person
from kb.people.links import SETUP, issue_link, use_link
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, add_house
from kb.store import Database, Reader, Writer


def needs_setup(tx: Reader) -> bool:
    """Whether there is no account yet."""
    return person_store.count_people(tx) == 0


def new_setup_code(database: Database, now: str) -> str | None:
    """A new code for the setup link, made at each start until one was used; None once there is an account."""
    with database.write() as tx:
        return issue_link(tx, SETUP, None, now) if needs_setup(tx) else None


def create_first_admin(
    tx: Writer, code: str, *, house: str, login: str, name: str, password_hash: str, now: str
) -> Person:
    """Use the setup code up: the house, named, and its administrator."""
    use_link(tx, SETUP, code, now)
    if not needs_setup(tx):
        raise Conflict("There is already an administrator. Sign in.")
    unit = add_house(tx, house, now)
    new = NewPerson(login, name, HOUSE, Role.ADMIN)
    person = add_person(tx, new, unit, state=ACTIVE, password_hash=password_hash, now=now)
    audit.record(tx, person, "create_first_admin", person.id, now)
    return person
