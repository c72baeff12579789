"""Signing in with a password: the same words and the same work whether or not the account exists."""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import NotAllowed
from kb.people import audit, person_store
from kb.people.attempts import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    account_subject,
    address_subject,
    count_attempt,
    forgive_attempts,
)
from kb.people.directory import find_login, get_person, normal_login
from kb.people.passwords import NO_PASSWORD_HASH
from kb.people.person import ACTIVE
from kb.people.sessions import OpenedSession, SessionLimits, close_session, open_session
from kb.store import Writer


@dataclass(frozen=True)
class Claim:
    """Somebody says who they are; what their password is to be compared with."""

    login: str
    address: str
    person_id: str
    password_hash: str


def claim(tx: Writer, login: str, address: str, now: str) -> Claim:
    """Count the attempt and say what to compare the password with. Raises TooManyAttempts."""
    login = normal_login(login)
    count_attempt(tx, address_subject(address), ADDRESS_LIMIT, now)
    count_attempt(tx, account_subject(login), ACCOUNT_LIMIT, now)
    person = find_login(tx, login)
    usable = person is not None and person.state == ACTIVE
    password_hash = person_store.get_password_hash(tx, person.id) if person and usable else ""
    return Claim(login, address, person.id if person else "", password_hash or NO_PASSWORD_HASH)


def admit(
    tx: Writer, claim: Claim, matches: bool, now: str, limits: SessionLimits, new_hash: str = ""
) -> OpenedSession | None:
    """Open the session where the password matched; None where it did not, with the failure written down.

    `new_hash` replaces a stored hash that was made with older parameters.
    """
    known = claim.person_id and claim.password_hash != NO_PASSWORD_HASH
    if not (matches and known):
        audit.record(tx, None, "sign_in_failed", claim.person_id, now)
        return None
    person = get_person(tx, claim.person_id)
    unchanged = person_store.get_password_hash(tx, person.id) == claim.password_hash
    if person.state != ACTIVE or not unchanged:
        audit.record(tx, None, "sign_in_failed", person.id, now)
        return None
    forgive_attempts(tx, account_subject(claim.login), now)
    forgive_attempts(tx, address_subject(claim.address), now, 1)
    if new_hash:
        person_store.set_password_hash(tx, person.id, new_hash, now)
    return sign_in(tx, person.id, now, limits)


def sign_in(tx: Writer, person_id: str, now: str, limits: SessionLimits) -> OpenedSession:
    """Open a session for somebody who proved who they are. Raises NotAllowed for a disabled account."""
    person = get_person(tx, person_id)
    if person.state != ACTIVE:
        raise NotAllowed("This account is disabled. Ask your administrator.")
    opened = open_session(tx, person.id, now, limits)
    person_store.set_signed_in_at(tx, person.id, now)
    audit.record(tx, person, "sign_in", person.id, now, detail={"session": opened.id})
    return opened


def sign_out(tx: Writer, session_id: str, person_id: str, now: str) -> None:
    """End a session because its person wants to."""
    close_session(tx, session_id)
    audit.record(tx, get_person(tx, person_id), "sign_out", person_id, now, detail={"session": session_id})
