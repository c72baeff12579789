"""Set up the first administrator: anyone who can read the console. There is no default password."""

from __future__ import annotations

from kb.errors import Conflict, NotAllowed
from kb.people import audit, person_store
from kb.people.accounts import NewPerson, add_person
from kb.people.attempts import ADDRESS_LIMIT, address_subject, count_attempt, forgive_attempts
from kb.people.links import SETUP, check_link, issue_link, use_link
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, add_house
from kb.store import Database, Reader


def needs_setup(database: Database) -> bool:
    """Return whether there is no account yet."""
    with database.read() as tx:
        return has_no_account(tx)


def has_no_account(tx: Reader) -> bool:
    """Return `needs_setup` inside the caller's transaction."""
    return person_store.count_people(tx) == 0


def check_setup_code(database: Database, code: str, address: str, *, now: str) -> None:
    """Raise NotAllowed if the setup link cannot be used, TooManyAttempts for who tries too many codes."""
    with database.write() as tx:
        count_attempt(tx, address_subject(address), ADDRESS_LIMIT, now)
    with database.write() as tx:
        if not has_no_account(tx):
            raise NotAllowed("The first administrator exists already. Sign in instead.")
        check_link(tx, SETUP, code, now)
        forgive_attempts(tx, address_subject(address), now, 1)


def new_setup_code(database: Database, *, now: str) -> str | None:
    """Return a new code for the setup link, made at each start until one was used; None once there is an account."""
    with database.write() as tx:
        return issue_link(tx, SETUP, None, now) if has_no_account(tx) else None


def create_first_admin(
    database: Database, code: str, *, house: str, login: str, name: str, password_hash: str, now: str
) -> Person:
    """Use the setup code: name the top unit, add its administrator and return them. Raise NotAllowed, Conflict."""
    with database.write() as tx:
        use_link(tx, SETUP, code, now)
        if not has_no_account(tx):
            raise Conflict("There is already an administrator. Sign in.")
        unit = add_house(tx, house, now)
        new = NewPerson(login, name, HOUSE, Role.ADMIN)
        person = add_person(tx, new, unit, state=ACTIVE, password_hash=password_hash, now=now)
        audit.record(tx, person, "create_first_admin", person.id, now)
        return person
