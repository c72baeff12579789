"""Manage accounts: invite, disable, enable, change role and unit, issue a new link."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.errors import BadInput, Conflict, NotFound
from kb.ids import new_id
from kb.people import audit, person_store
from kb.people.directory import checked_login, checked_name, find_login, get_person
from kb.people.links import PASSWORD, issue_link, use_link, withdraw_links
from kb.people.permissions import Action, require
from kb.people.person import ACTIVE, DISABLED, INVITED, Person, Role
from kb.people.sessions import close_sessions_of
from kb.people.units import HOUSE, Unit, get_unit
from kb.store import Database, Reader, Writer


@dataclass(frozen=True)
class NewPerson:
    """Describe a person to invite."""

    login: str
    name: str
    unit_id: str
    role: Role = Role.CLIENT_MANAGER


@dataclass(frozen=True)
class Invitation:
    """Hold a new account and the code of the link with which its owner chooses a password."""

    person: Person
    code: str


def invite_person(database: Database, actor: Person, new: NewPerson, *, now: str) -> Invitation:
    """Add an account and return its one-time link. Raise Conflict if the sign-in name is taken."""
    with database.write() as tx:
        return add_invited(tx, actor, new, now)


def add_invited(tx: Writer, actor: Person, new: NewPerson, now: str) -> Invitation:
    """Do `invite_person` inside the caller's transaction."""
    unit = get_unit(tx, new.unit_id)
    require(actor, Action.MANAGE_PEOPLE, unit=unit.path)
    person = add_person(tx, new, unit, state=INVITED, password_hash="", now=now)
    audit.record(tx, actor, "invite_person", person.id, now, unit_id=unit.id, detail={"role": person.role})
    return Invitation(person, issue_link(tx, PASSWORD, person.id, now))


def new_password_link(database: Database, actor: Person, person_id: str, *, now: str) -> str:
    """Return the code of a new link with which a person chooses a password; earlier ones stop working."""
    with database.write() as tx:
        person = _managed(tx, actor, person_id)
        if person.state == DISABLED:
            raise BadInput("This account is disabled. Enable it first.")
        audit.record(tx, actor, "new_password_link", person.id, now, unit_id=person.unit_id)
        return issue_link(tx, PASSWORD, person.id, now)


def rescue_link(database: Database, login: str, *, now: str) -> str:
    """Return the code of a new link, for the operator of the server when no administrator can sign in."""
    with database.write() as tx:
        person = find_login(tx, login)
        if person is None:
            raise NotFound("There is no such person.")
        if person.state == DISABLED:
            person_store.set_state(tx, person.id, ACTIVE, now)
        audit.record(tx, None, "rescue_link", person.id, now, unit_id=person.unit_id)
        return issue_link(tx, PASSWORD, person.id, now)


def accept_link(database: Database, code: str, password_hash: str, *, now: str) -> Person:
    """Use a one-time link: set the password, activate the account, end its sessions. Raise NotAllowed."""
    with database.write() as tx:
        return use_password_link(tx, code, password_hash, now)


def use_password_link(tx: Writer, code: str, password_hash: str, now: str) -> Person:
    """Do `accept_link` inside the caller's transaction."""
    person = get_person(tx, use_link(tx, PASSWORD, code, now) or "")
    person_store.set_password_hash(tx, person.id, password_hash, now)
    if person.state == INVITED:
        person_store.set_state(tx, person.id, ACTIVE, now)
    close_sessions_of(tx, person.id)
    audit.record(tx, person, "choose_password", person.id, now)
    return get_person(tx, person.id)


def replace_password(tx: Writer, person: Person, password_hash: str, now: str) -> None:
    """Store a person's new password inside the caller's transaction; all their sessions and links end."""
    person_store.set_password_hash(tx, person.id, password_hash, now)
    withdraw_links(tx, PASSWORD, person.id)
    close_sessions_of(tx, person.id)
    audit.record(tx, person, "change_password", person.id, now)


def has_password(database: Database, person: Person) -> bool:
    """Return whether the person signs in with a password of this app, which they can change here."""
    with database.read() as tx:
        return person_store.get_password_hash(tx, person.id) != ""


def disable_person(database: Database, actor: Person, person_id: str, *, now: str) -> None:
    """Disable an account: it can no longer sign in; its sessions and links end immediately."""
    with database.write() as tx:
        person = _managed(tx, actor, person_id)
        if person.id == actor.id:
            raise BadInput("You cannot disable your own account.")
        keep_an_administrator(tx, person)
        person_store.set_state(tx, person.id, DISABLED, now)
        close_sessions_of(tx, person.id)
        withdraw_links(tx, PASSWORD, person.id)
        audit.record(tx, actor, "disable_person", person.id, now, unit_id=person.unit_id)


def enable_person(database: Database, actor: Person, person_id: str, *, now: str) -> None:
    """Enable a disabled account; one that never had a password needs a new link."""
    with database.write() as tx:
        person = _managed(tx, actor, person_id)
        if person.state != DISABLED:
            return
        state = ACTIVE if person_store.may_sign_in(tx, person.id) else INVITED
        person_store.set_state(tx, person.id, state, now)
        audit.record(tx, actor, "enable_person", person.id, now, unit_id=person.unit_id)


def change_role_and_unit(
    database: Database, actor: Person, person_id: str, role: Role, unit_id: str, *, now: str
) -> None:
    """Change a person's role or unit, effective at their next click. Needs permission at both units."""
    with database.write() as tx:
        person, unit = _managed(tx, actor, person_id), get_unit(tx, unit_id)
        require(actor, Action.MANAGE_PEOPLE, unit=unit.path)
        if (person.role, person.unit_id) == (role, unit.id):
            return
        if (role, unit.id) != (Role.ADMIN, HOUSE):
            keep_an_administrator(tx, person)
        person_store.set_role_and_unit(tx, person.id, role, unit.id, now)
        detail = {"role": [person.role, role], "unit": [person.unit_id, unit.id]}
        audit.record(tx, actor, "change_role_and_unit", person.id, now, unit_id=unit.id, detail=detail)


def add_person(tx: Writer, new: NewPerson, unit: Unit, *, state: str, password_hash: str, now: str) -> Person:
    """Store an account inside the caller's transaction and return it; the caller has asked for permission."""
    checked = replace(new, login=checked_login(new.login), name=checked_name(new.name))
    return add_checked(tx, checked, unit, state=state, password_hash=password_hash, now=now)


def add_checked(tx: Writer, new: NewPerson, unit: Unit, *, state: str, password_hash: str, now: str) -> Person:
    """Do `add_person` for a sign-in name and a name that are as they are to be stored."""
    login, name = new.login, new.name
    if find_login(tx, login):
        raise Conflict("There is already an account with the sign-in name {login}.", login=login)
    person = Person(new_id(), login, name, Role(new.role), unit.id, unit.path, unit.name, state)
    person_store.add_row(
        tx,
        {
            "id": person.id,
            "login": login,
            "name": name,
            "unit_id": unit.id,
            "role": person.role,
            "state": state,
            "password_hash": password_hash,
            "now": now,
        },
    )
    return person


def _managed(tx: Reader, actor: Person, person_id: str) -> Person:
    person = get_person(tx, person_id)
    require(actor, Action.MANAGE_PEOPLE, unit=person.unit_path)
    return person


def keep_an_administrator(tx: Reader, person: Person) -> None:
    """Raise Conflict if the whole bank would be left without an administrator."""
    is_one = person.role is Role.ADMIN and person.unit_id == HOUSE and person.state == ACTIVE
    if is_one and not person_store.count_other_bank_admins(tx, person.id):
        raise Conflict("This is the last administrator of the whole bank. Appoint another one first.")
