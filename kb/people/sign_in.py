"""Sign in with a password: the same messages and the same work whether or not the account exists."""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import NotAllowed
from kb.people import audit, person_store
from kb.people.accounts import replace_password, use_password_link
from kb.people.attempts import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    account_subject,
    address_subject,
    count_attempt,
    forgive_attempts,
)
from kb.people.directory import find_login, get_person, normal_login
from kb.people.links import PASSWORD, check_link, withdraw_links
from kb.people.passwords import NO_PASSWORD_HASH
from kb.people.person import ACTIVE, Person
from kb.people.sessions import (
    OpenedSession,
    SessionLimits,
    close_session,
    close_session_of_token,
    close_sessions_of,
    open_session,
)
from kb.store import Database, Writer


@dataclass(frozen=True)
class Attempt:
    """Hold a sign-in attempt, with the hash to compare the password with."""

    login: str
    address: str
    person_id: str
    password_hash: str


def attempt_sign_in(database: Database, login: str, address: str, *, now: str) -> Attempt:
    """Count the attempt and return what to compare the password with. Raise TooManyAttempts."""
    login = normal_login(login)
    with database.write() as tx:
        count_attempt(tx, address_subject(address), ADDRESS_LIMIT, now)
        count_attempt(tx, account_subject(login), ACCOUNT_LIMIT, now)
        person = find_login(tx, login)
        usable = person is not None and person.state == ACTIVE
        password_hash = person_store.get_password_hash(tx, person.id) if person and usable else ""
        return Attempt(login, address, person.id if person else "", password_hash or NO_PASSWORD_HASH)


def complete_sign_in(
    database: Database,
    attempt: Attempt,
    matches: bool,
    *,
    now: str,
    limits: SessionLimits,
    new_hash: str = "",
    brought_token: str = "",
) -> OpenedSession | None:
    """Open the session if the password matched; else return None, with the failure audited.

    `new_hash` replaces a stored hash that was made with older parameters. The session of `brought_token`, which the
    browser came with, ends: signing in always starts a new one.
    """
    with database.write() as tx:
        known = attempt.person_id and attempt.password_hash != NO_PASSWORD_HASH
        if not (matches and known):
            _record_failure(tx, attempt, now)
            return None
        person = get_person(tx, attempt.person_id)
        # Comparing takes time: a password that was changed meanwhile must no longer work.
        unchanged = person_store.get_password_hash(tx, person.id) == attempt.password_hash
        if person.state != ACTIVE or not unchanged:
            _record_failure(tx, attempt, now)
            return None
        forgive_attempts(tx, account_subject(attempt.login), now)
        forgive_attempts(tx, address_subject(attempt.address), now, 1)
        if new_hash:
            person_store.set_password_hash(tx, person.id, new_hash, now)
        close_session_of_token(tx, brought_token, now, limits)
        return open_for(tx, person.id, now, limits)


def sign_in_first_admin(database: Database, person: Person, *, now: str, limits: SessionLimits) -> OpenedSession:
    """Open a session for the administrator who was just created."""
    with database.write() as tx:
        return open_for(tx, person.id, now, limits)


def link_owner(database: Database, code: str, address: str, *, now: str) -> Person:
    """Return whose one-time link it is; looking does not use it up. Raise NotAllowed, TooManyAttempts."""
    with database.write() as tx:
        count_attempt(tx, address_subject(address), ADDRESS_LIMIT, now)
    with database.write() as tx:
        person = get_person(tx, check_link(tx, PASSWORD, code, now) or "")
        forgive_attempts(tx, address_subject(address), now, 1)
        return person


def sign_in_with_link(
    database: Database, code: str, password_hash: str, *, now: str, limits: SessionLimits, brought_token: str = ""
) -> OpenedSession:
    """Use a one-time link: store the password, open a session. Raise NotAllowed."""
    with database.write() as tx:
        person = use_password_link(tx, code, password_hash, now)
        close_session_of_token(tx, brought_token, now, limits)
        return open_for(tx, person.id, now, limits)


def old_password_hash(database: Database, person: Person, *, now: str) -> str:
    """Count an attempt to change a password and return what the old one is compared with. Raise TooManyAttempts."""
    with database.write() as tx:
        count_attempt(tx, account_subject(person.login), ACCOUNT_LIMIT, now)
        return person_store.get_password_hash(tx, person.id) or NO_PASSWORD_HASH


def change_password(
    database: Database, person: Person, password_hash: str, *, now: str, limits: SessionLimits
) -> OpenedSession:
    """Store another password for oneself, end all one's sessions and open a new one.

    The caller has compared the old password.
    """
    with database.write() as tx:
        replace_password(tx, person, password_hash, now)
        forgive_attempts(tx, account_subject(person.login), now)
        return open_for(tx, person.id, now, limits)


def open_for(tx: Writer, person_id: str, now: str, limits: SessionLimits) -> OpenedSession:
    """Open a session, inside the caller's transaction, for a person who proved who they are.

    Raise NotAllowed for a disabled account.
    """
    person = get_person(tx, person_id)
    if person.state != ACTIVE:
        raise NotAllowed("This account is disabled. Ask your administrator.")
    opened = open_session(tx, person.id, now, limits)
    person_store.set_signed_in_at(tx, person.id, now)
    audit.record(tx, person, "sign_in", person.id, now, detail={"session": opened.id})
    return opened


def _record_failure(tx: Writer, attempt: Attempt, now: str) -> None:
    audit.record(tx, None, "sign_in_failed", attempt.person_id, now, detail={"address": attempt.address})


def sign_out_everywhere(database: Database, person: Person, *, now: str) -> None:
    """End all sessions of a person, on every device, because they asked to; unused links to a password end too."""
    with database.write() as tx:
        close_sessions_of(tx, person.id)
        withdraw_links(tx, PASSWORD, person.id)
        audit.record(tx, person, "sign_out_everywhere", person.id, now)


def sign_out(database: Database, session_id: str, person_id: str, *, now: str) -> None:
    """End a session at its person's request."""
    with database.write() as tx:
        close_session(tx, session_id)
        audit.record(tx, get_person(tx, person_id), "sign_out", person_id, now, detail={"session": session_id})
