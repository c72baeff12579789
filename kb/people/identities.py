"""People who sign in with the bank's own account: recognised by issuer and subject, by nothing else.

An equal sign-in name or e-mail never joins two accounts; `kb.people.joining` does, with a one-time link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.clock import shift
from kb.config import Settings
from kb.errors import Conflict, NotAllowed, NotReady
from kb.people import audit, person_store, visit_store
from kb.people.accounts import NewPerson, add_checked, keep_an_administrator
from kb.people.attempts import address_subject, forgive_attempts
from kb.people.claims import MISSING, claim_at, role_of_claim
from kb.people.directory import company_login, company_name, find_login, get_person
from kb.people.person import ACTIVE, Person
from kb.people.provider import Identity, LoginAttempt
from kb.people.sessions import OpenedSession, SessionLimits, close_session_of_token
from kb.people.setup import has_no_account
from kb.people.sign_in import open_for
from kb.people.tokens import secret_hash
from kb.people.units import HOUSE, get_unit
from kb.store import Database, Writer

_VISIT_SECONDS = 600


@dataclass(frozen=True)
class PendingLogin:
    """What was kept while a browser is at the provider."""

    nonce: str
    verifier: str
    link_hash: str
    destination: str


def begin_login(
    database: Database, attempt: LoginAttempt, browser_secret: str, *, now: str, code: str = "", destination: str = "/"
) -> None:
    """Keep a login that is under way at the provider, bound to the browser; `code` is of a one-time link to join."""
    with database.write() as tx:
        visit_store.remove_expired_visits(tx, now)
        visit_store.add_visit(
            tx,
            {
                "state_hash": secret_hash(attempt.state),
                "browser_hash": secret_hash(browser_secret),
                "nonce": attempt.nonce,
                "verifier": attempt.verifier,
                "link_hash": secret_hash(code) if code else "",
                "destination": destination,
                "expires_at": shift(now, seconds=_VISIT_SECONDS),
            },
        )


def resume_login(database: Database, state: str, browser_secret: str, *, now: str) -> PendingLogin:
    """Return the login a browser comes back from, once. Raises NotAllowed for a foreign or late one."""
    with database.write() as tx:
        row = visit_store.get_visit(tx, secret_hash(state), secret_hash(browser_secret), now)
        if row is None:
            raise NotAllowed("This sign-in was not begun here, or it took too long. Please sign in again.")
        visit_store.remove_visit(tx, secret_hash(state))
        return PendingLogin(**row)


def complete_login(
    database: Database,
    identity: Identity,
    settings: Settings,
    *,
    now: str,
    limits: SessionLimits,
    address: str,
    brought_token: str = "",
) -> OpenedSession:
    """Open a session for the person of an identity; the session of `brought_token` ends.

    The first time it is a new client manager. Raises NotAllowed for a disabled account, Conflict for a sign-in name
    that is taken.
    """
    with database.write() as tx:
        person = _recognise(tx, identity, settings, now)
        close_session_of_token(tx, brought_token, now, limits)
        opened = open_for(tx, person.id, now, limits)
        forgive_attempts(tx, address_subject(address), now, 1)
        return opened


def _recognise(tx: Writer, identity: Identity, settings: Settings, now: str) -> Person:
    if has_no_account(tx):
        raise NotReady("No one can sign in yet: the first administrator must be created first.")
    person_id = visit_store.get_person_id(tx, identity.issuer, identity.subject)
    if person_id is None:
        person = _new_person(tx, identity, settings, now)
        visit_store.add_identity(tx, identity.issuer, identity.subject, person.id, now)
        audit.record(tx, person, "join_company_account", person.id, now, detail={"issuer": identity.issuer})
        person_id = person.id
    person = get_person(tx, person_id)
    return _with_role_of_claim(tx, person, identity.claims, settings, now) if person.state == ACTIVE else person


def _new_person(tx: Writer, identity: Identity, settings: Settings, now: str) -> Person:
    login = company_login(_text(identity, settings.oidc_login_claim) or identity.subject)
    if find_login(tx, login):
        raise Conflict(
            "There is already an account with the sign-in name {login}. "
            "Ask your administrator for a link that joins it with your company account.",
            login=login,
        )
    name = company_name(_text(identity, settings.oidc_name_claim), login)
    new = NewPerson(login, name, HOUSE)
    person = add_checked(tx, new, get_unit(tx, HOUSE), state=ACTIVE, password_hash="", now=now)
    audit.record(tx, person, "first_company_sign_in", person.id, now)
    return person


def _text(identity: Identity, claim: str) -> str:
    value = claim_at(identity.claims, claim)
    return "" if value is MISSING else str(value).strip()


def _with_role_of_claim(tx: Writer, person: Person, claims: dict[str, Any], settings: Settings, now: str) -> Person:
    """Return the person with the role that the provider's claim gives.

    Unchanged where no claim is set to decide, and where the token lacks it: large tokens leave groups out.
    """
    value = claim_at(claims, settings.oidc_role_claim) if settings.oidc_role_claim else MISSING
    if value is MISSING:
        return person
    role = role_of_claim(value, settings)
    if role is person.role:
        return person
    try:
        keep_an_administrator(tx, person)
    except Conflict:
        return person
    person_store.set_role_and_unit(tx, person.id, role, person.unit_id, now)
    audit.record(tx, person, "role_from_company_account", person.id, now, detail={"role": [person.role, role]})
    return get_person(tx, person.id)
