"""What the bank's provider says of people: names with any sign, roles in any place, and accounts that are joined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb.clock import shift, utc_now
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed
from kb.people import audit
from kb.people.accounts import new_password_link
from kb.people.claims import MISSING, claim_at, role_of_claim
from kb.people.directory import company_login, find_login, get_person
from kb.people.identities import complete_login
from kb.people.joining import (
    Joining,
    join_account,
    list_identities,
    offer_joining,
    opened_joining,
    remove_identity,
    sealed_joining,
)
from kb.people.person import Person, Role
from kb.people.provider import Identity
from kb.people.sessions import SessionLimits, find_session
from kb.people.tokens import secret_hash
from kb.store import Database
from tests.support.people import make_person, make_unit, sign_in

LIMITS = SessionLimits()
ROLES = Settings(oidc_role_claim="groups", oidc_roles="kb-trainers=trainer,kb-admins=admin")


@pytest.fixture
def admin(database: Database) -> Person:
    return make_person(database, Role.ADMIN)


def _enter(database: Database, subject: str, settings: Settings = ROLES, **claims: Any) -> Person:
    identity = Identity("https://login", subject, claims)
    opened = complete_login(database, identity, settings, now=utc_now(), limits=LIMITS, address="")
    session = find_session(database, opened.token, LIMITS, now=utc_now())
    assert session
    with database.read() as tx:
        return get_person(tx, session.person_id)


@pytest.mark.parametrize(
    "login",
    ["BANK\\li", "li_bank.com#EXT#@t.onmicrosoft.com", "o'neil", "li si", "李雷", "x", "a/b:c|d", "l" * 300],
)
def test_any_sign_in_name_of_the_bank_gets_in_and_is_found_again(login: str, database: Database, admin: Person) -> None:
    first = _enter(database, "s", preferred_username=login, name="李四")
    assert _enter(database, "s", preferred_username=login).id == first.id
    assert len(first.login) <= 128
    with database.read() as tx:
        found = find_login(tx, company_login(login))
    assert found == first


def test_a_subject_with_any_sign_is_a_sign_in_name_where_there_is_no_other(database: Database, admin: Person) -> None:
    person = _enter(database, "auth0|5f7c8ec7c33c6c004bbafe82")
    assert (person.login, person.name) == ("auth0|5f7c8ec7c33c6c004bbafe82",) * 2


def test_long_names_are_cut_and_long_sign_in_names_stay_apart(database: Database, admin: Person) -> None:
    assert _enter(database, "a", preferred_username="wang", name="王" * 61).name == "王" * 60
    assert _enter(database, "b", preferred_username="wang2", name="王\u200b五\n").name == "王五"
    logins = {_enter(database, end, preferred_username="l" * 200 + end).login for end in "xyz"}
    assert len(logins) == 3


def test_an_equal_name_in_other_letters_joins_no_accounts(database: Database, admin: Person) -> None:
    _enter(database, "1", preferred_username="BANK\\li")
    with pytest.raises(Conflict):
        _enter(database, "2", preferred_username="bank\\LI")


def test_a_token_without_the_claim_leaves_the_role_as_it_is(database: Database, admin: Person) -> None:
    names = {"preferred_username": "zhang"}
    assert _enter(database, "1", **names, groups=["kb-trainers"]).role is Role.TRAINER
    assert _enter(database, "1", **names).role is Role.TRAINER
    assert _enter(database, "1", **names, _claim_names={"groups": "src1"}).role is Role.TRAINER
    assert _enter(database, "1", **names, groups=[]).role is Role.CLIENT_MANAGER


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["kb-admins"]}}),
        ("resource_access.kb.roles", {"resource_access": {"kb": {"roles": ["x", "kb-admins"]}}}),
        ("https://bank.example/roles", {"https://bank.example/roles": "kb-admins"}),
    ],
)
def test_roles_are_found_where_providers_put_them(
    path: str, claims: dict[str, Any], database: Database, admin: Person
) -> None:
    assert _enter(database, "1", replace(ROLES, oidc_role_claim=path), **claims).role is Role.ADMIN


@pytest.mark.parametrize("claims", [{}, {"a": None}, {"a": "text"}, {"a": {"c": 1}}, {"a": [{"b": 1}]}])
def test_a_path_that_leads_nowhere_is_a_missing_claim(claims: dict[str, Any]) -> None:
    assert claim_at(claims, "a.b") is MISSING


def test_group_names_with_commas_are_given_as_json() -> None:
    settings = Settings(oidc_roles='{"CN=kb,OU=Branch": "mentor", "CN=all": "trainer"}')
    assert role_of_claim(["CN=all", "CN=kb,OU=Branch"], settings) is Role.MENTOR
    assert role_of_claim("CN=kb", settings) is Role.CLIENT_MANAGER
    assert role_of_claim("CN=kb", Settings(oidc_roles="CN=kb=trainer")) is Role.TRAINER


@pytest.mark.parametrize("roles", ["x=boss", '{"x": "boss"}', "{broken", '{"x": null}'])
def test_a_misspelt_role_is_named(roles: str) -> None:
    with pytest.raises(BadInput, match="oidc_roles"):
        role_of_claim(["x"], Settings(oidc_roles=roles))


def _offer(database: Database, admin: Person, person: Person, subject: str = "boss") -> Joining:
    code = new_password_link(database, admin, person.id, now=utc_now())
    identity = Identity("https://login", subject, {"name": "Boss", "groups": ["kb-admins"]})
    offer = offer_joining(database, identity, ROLES, link_hash=secret_hash(code), destination="/", now=utc_now())
    assert offer
    return offer


def _join(database: Database, offer: Joining) -> None:
    join_account(database, offer, now=utc_now(), limits=LIMITS, address="")


def test_joining_ends_open_sessions_and_raises_no_role(database: Database, admin: Person) -> None:
    open_before = sign_in(database, make_person(database))
    _join(database, _offer(database, admin, open_before.person))
    assert find_session(database, open_before.session.token, LIMITS, now=utc_now()) is None
    with database.read() as tx:
        assert get_person(tx, open_before.person.id).role is Role.CLIENT_MANAGER


def test_an_offer_is_good_once(database: Database, admin: Person) -> None:
    offer = _offer(database, admin, make_person(database))
    _join(database, offer)
    with pytest.raises(NotAllowed):
        _join(database, offer)
    other = _offer(database, admin, make_person(database), subject="other")
    with pytest.raises(Conflict):
        _join(database, replace(other, subject="boss"))


def test_an_offer_cannot_be_changed_nor_kept_nor_carried_to_another_browser(database: Database, admin: Person) -> None:
    offer = _offer(database, admin, make_person(database))
    sealed = sealed_joining(offer, b"secret", "browser")
    assert opened_joining(sealed, b"secret", "browser", now=utc_now()) == offer
    text, _dot, seal = sealed.partition(".")
    forged = sealed_joining(replace(offer, subject="x"), b"guess", "browser").partition(".")[0]
    for wrong, browser in ((f"{forged}.{seal}", "browser"), (f"{text}.", "browser"), ("", "browser"), (sealed, "b")):
        with pytest.raises(NotAllowed):
            opened_joining(wrong, b"secret", browser, now=utc_now())
    with pytest.raises(NotAllowed):
        opened_joining(sealed, b"secret", "browser", now=shift(utc_now(), seconds=601))


def test_administrators_see_and_remove_what_was_joined(database: Database, admin: Person) -> None:
    person = make_person(database)
    _join(database, _offer(database, admin, person))
    joined = sign_in(database, person)
    (identity,) = list_identities(database, admin, person.id)
    assert (identity.issuer, identity.subject) == ("https://login", "boss")
    stranger = make_person(database, Role.ADMIN, unit_id=make_unit(database, "Elsewhere").id)
    for actor in (person, stranger):
        with pytest.raises(NotAllowed):
            list_identities(database, actor, person.id)
        with pytest.raises(NotAllowed):
            remove_identity(database, actor, person.id, identity.issuer, identity.subject, now=utc_now())
    remove_identity(database, admin, person.id, identity.issuer, identity.subject, now=utc_now())
    assert list_identities(database, admin, person.id) == []
    assert find_session(database, joined.session.token, LIMITS, now=utc_now()) is None
    assert audit.list_audit(database, admin)[0]["action"] == "remove_company_account"
