"""Joining a company account with an account here: offered on a page that names both, done when it is confirmed.

Whoever was sent a one-time link of somebody else's sees whose account it is before anything happens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from kb.clock import shift
from kb.config import Settings
from kb.errors import Conflict, NotAllowed
from kb.people import audit, link_store, person_store, visit_store
from kb.people.attempts import address_subject, forgive_attempts
from kb.people.claims import MISSING, claim_at
from kb.people.directory import get_person
from kb.people.links import PASSWORD
from kb.people.permissions import Action, require
from kb.people.person import ACTIVE, INVITED, Person
from kb.people.provider import Identity
from kb.people.sessions import OpenedSession, SessionLimits, close_session_of_token, close_sessions_of
from kb.people.sign_in import open_for
from kb.store import Database, Reader

_OFFER_SECONDS = 600


@dataclass(frozen=True)
class Joining:
    """A company account that may be joined with the account of a one-time link."""

    issuer: str
    subject: str
    company_name: str
    link_hash: str
    destination: str
    expires_at: str


@dataclass(frozen=True)
class JoinedIdentity:
    """A company account that signs in to an account here."""

    issuer: str
    subject: str
    created_at: str


def offer_joining(
    database: Database, identity: Identity, settings: Settings, *, link_hash: str, destination: str, now: str
) -> Joining | None:
    """Return what is to be confirmed; None where no link was brought or the company account is known already."""
    if not link_hash:
        return None
    with database.read() as tx:
        if visit_store.get_person_id(tx, identity.issuer, identity.subject) is not None:
            return None
        _owner(tx, link_hash, now)
    named = [claim_at(identity.claims, name) for name in (settings.oidc_name_claim, settings.oidc_login_claim)]
    company_name = " · ".join(str(value) for value in named if value is not MISSING) or identity.subject
    return Joining(
        identity.issuer, identity.subject, company_name, link_hash, destination, shift(now, seconds=_OFFER_SECONDS)
    )


def account_to_join(database: Database, joining: Joining, *, now: str) -> Person:
    """Return whose account here it is. Raises NotAllowed where the link no longer works."""
    with database.read() as tx:
        return _owner(tx, joining.link_hash, now)


def join_account(
    database: Database, joining: Joining, *, now: str, limits: SessionLimits, address: str, brought_token: str = ""
) -> OpenedSession:
    """Join the two and open a session; the account's other sessions end, and its role stays as it is.

    Raises NotAllowed for a link that was used meanwhile and for a disabled account, Conflict where the company
    account was joined with another account meanwhile.
    """
    with database.write() as tx:
        person = _owner(tx, joining.link_hash, now)
        if visit_store.get_person_id(tx, joining.issuer, joining.subject) is not None:
            raise Conflict("This company account belongs to an account here already. Please sign in again.")
        link_store.remove(tx, joining.link_hash)
        if person.state == INVITED:
            person_store.set_state(tx, person.id, ACTIVE, now)
        visit_store.add_identity(tx, joining.issuer, joining.subject, person.id, now)
        close_sessions_of(tx, person.id)
        close_session_of_token(tx, brought_token, now, limits)
        audit.record(tx, person, "join_company_account", person.id, now, detail={"issuer": joining.issuer})
        forgive_attempts(tx, address_subject(address), now, 1)
        return open_for(tx, person.id, now, limits)


def list_identities(database: Database, actor: Person, person_id: str) -> list[JoinedIdentity]:
    """Return the company accounts of a person. Needs MANAGE_PEOPLE at their unit."""
    with database.read() as tx:
        require(actor, Action.MANAGE_PEOPLE, unit=get_person(tx, person_id).unit_path)
        return [JoinedIdentity(**row) for row in visit_store.list_identities(tx, person_id)]


def remove_identity(database: Database, actor: Person, person_id: str, issuer: str, subject: str, *, now: str) -> None:
    """Part a company account from an account here, whose sessions end. Needs MANAGE_PEOPLE at its unit."""
    with database.write() as tx:
        person = get_person(tx, person_id)
        require(actor, Action.MANAGE_PEOPLE, unit=person.unit_path)
        if not visit_store.remove_identity(tx, person.id, issuer, subject):
            return
        close_sessions_of(tx, person.id)
        detail = {"issuer": issuer}
        audit.record(tx, actor, "remove_company_account", person.id, now, unit_id=person.unit_id, detail=detail)


def sealed_joining(joining: Joining, secret: bytes, browser: str) -> str:
    """Return an offer as text for a form, which only this server can make and only this browser can send back."""
    text = base64.urlsafe_b64encode(json.dumps(asdict(joining)).encode()).decode()
    return f"{text}.{_seal(text, secret, browser)}"


def opened_joining(sealed: str, secret: bytes, browser: str, *, now: str) -> Joining:
    """Return the offer of a form. Raises NotAllowed for one that is late, changed, or of another browser."""
    text, _dot, seal = sealed.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(text, secret, browser).encode()):
        raise NotAllowed("This form is out of date. Please fill it in again.")
    joining = Joining(**json.loads(base64.urlsafe_b64decode(text)))
    if joining.expires_at <= now:
        raise NotAllowed("This sign-in was not begun here, or it took too long. Please sign in again.")
    return joining


def _seal(text: str, secret: bytes, browser: str) -> str:
    return hmac.new(secret, f"join:{browser}:{text}".encode(), hashlib.sha256).hexdigest()


def _owner(tx: Reader, link_hash: str, now: str) -> Person:
    row = link_store.get_row(tx, link_hash, PASSWORD, now)
    if row is None:
        raise NotAllowed("This link has expired or was used already. Ask for a new one.")
    return get_person(tx, row["person_id"])
