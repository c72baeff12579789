"""People who sign in with the bank's own account: recognised by issuer and subject, by nothing else.

An equal sign-in name or e-mail never joins two accounts. A person who has an account here joins the two with a
one-time link: it proves the one, signing in at the provider proves the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.clock import shift
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed, NotReady
from kb.people import audit, link_store, person_store, visit_store
from kb.people.accounts import NewPerson, add_person, keep_an_administrator
from kb.people.directory import find_login, get_person
from kb.people.links import PASSWORD
from kb.people.person import ACTIVE, INVITED, Person, Role
from kb.people.provider import Departure, Identity
from kb.people.setup import needs_setup
from kb.people.tokens import secret_hash
from kb.people.units import HOUSE, get_unit
from kb.store import Writer

_VISIT_SECONDS = 600


@dataclass(frozen=True)
class Return:
    """What was remembered of a visit to the provider."""

    nonce: str
    verifier: str
    link_hash: str
    destination: str


def note_departure(
    tx: Writer, departure: Departure, browser_secret: str, now: str, *, code: str = "", destination: str = "/"
) -> None:
    """Remember a visit to the provider, bound to the browser; `code` is of a one-time link to join with."""
    visit_store.remove_expired_visits(tx, now)
    visit_store.add_visit(
        tx,
        {
            "state_hash": secret_hash(departure.state),
            "browser_hash": secret_hash(browser_secret),
            "nonce": departure.nonce,
            "verifier": departure.verifier,
            "link_hash": secret_hash(code) if code else "",
            "destination": destination,
            "expires_at": shift(now, seconds=_VISIT_SECONDS),
        },
    )


def take_return(tx: Writer, state: str, browser_secret: str, now: str) -> Return:
    """The visit a browser comes back from; nobody comes back from it twice. Raises NotAllowed."""
    row = visit_store.get_visit(tx, secret_hash(state), secret_hash(browser_secret), now)
    if row is None:
        raise NotAllowed("This sign-in was not begun here, or it took too long. Please sign in again.")
    visit_store.remove_visit(tx, secret_hash(state))
    return Return(**row)


def recognise(tx: Writer, identity: Identity, settings: Settings, now: str, *, link_hash: str = "") -> Person:
    """The person of an identity; the first time a new client manager, or whom the one-time link belongs to."""
    if needs_setup(tx):
        raise NotReady("Nobody can sign in yet: the first administrator must be created first.")
    person_id = visit_store.get_person_id(tx, identity.issuer, identity.subject)
    if person_id is None:
        person = _joined(tx, link_hash, now) if link_hash else _new_person(tx, identity, settings, now)
        visit_store.add_identity(tx, identity.issuer, identity.subject, person.id, now)
        audit.record(tx, person, "join_company_account", person.id, now, detail={"issuer": identity.issuer})
        person_id = person.id
    person = get_person(tx, person_id)
    return _with_role_of_claim(tx, person, identity.claims, settings, now) if person.state == ACTIVE else person


def _joined(tx: Writer, link_hash: str, now: str) -> Person:
    row = link_store.get_row(tx, link_hash, PASSWORD, now)
    if row is None:
        raise NotAllowed("This link has expired or was used already. Ask for a new one.")
    link_store.remove(tx, link_hash)
    person = get_person(tx, row["person_id"])
    if person.state == INVITED:
        person_store.set_state(tx, person.id, ACTIVE, now)
    return person


def _new_person(tx: Writer, identity: Identity, settings: Settings, now: str) -> Person:
    login = str(identity.claims.get(settings.oidc_login_claim) or identity.subject)
    if find_login(tx, login):
        raise Conflict(
            "There is already an account with the sign-in name {login}. "
            "Ask your administrator for a link that joins it with your company account.",
            login=login,
        )
    name = str(identity.claims.get(settings.oidc_name_claim) or login)
    new = NewPerson(login, name, HOUSE)
    person = add_person(tx, new, get_unit(tx, HOUSE), state=ACTIVE, password_hash="", now=now)
    audit.record(tx, person, "first_company_sign_in", person.id, now)
    return person


def _with_role_of_claim(tx: Writer, person: Person, claims: dict[str, Any], settings: Settings, now: str) -> Person:
    """The person with the role that the provider's claim gives; unchanged where no claim is set to decide."""
    if not settings.oidc_role_claim:
        return person
    role = role_of_claim(claims.get(settings.oidc_role_claim), settings)
    if role is person.role:
        return person
    try:
        keep_an_administrator(tx, person)
    except Conflict:
        return person
    person_store.set_role_and_unit(tx, person.id, role, person.unit_id, now)
    audit.record(tx, person, "role_from_company_account", person.id, now, detail={"role": [person.role, role]})
    return get_person(tx, person.id)


def role_of_claim(value: object, settings: Settings) -> Role:
    """The role of a claim's value or values; of several the first that the setting lists. Else client manager."""
    values = {str(item) for item in value} if isinstance(value, list) else {str(value)}
    for pair in filter(None, settings.oidc_roles.split(",")):
        name, _equals, role = pair.strip().rpartition("=")
        if role not in list(Role):
            raise BadInput("The setting {name} cannot be {value}.", name="oidc_roles", value=pair)
        if name in values:
            return Role(role)
    return Role.CLIENT_MANAGER
