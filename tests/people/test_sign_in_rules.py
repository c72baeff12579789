"""Small rules of signing in: guessable passwords, signing out everywhere, what the audit log says of failures."""

from __future__ import annotations

import json

import pytest

from kb.clock import utc_now
from kb.errors import BadInput, NotAllowed
from kb.people import audit
from kb.people.accounts import new_password_link
from kb.people.passwords import check_new_password
from kb.people.person import Role
from kb.people.sessions import SessionLimits, find_session
from kb.people.sign_in import attempt_sign_in, complete_sign_in, link_owner, sign_out_everywhere
from kb.store import Database
from kb.ui.parts.address_numbers import bounded_number
from kb.ui.signin.visit import safe_destination
from tests.support.people import make_person, sign_in

LIMITS = SessionLimits()


@pytest.mark.parametrize(
    "password",
    ["password12", "admin12345", "qwertyuiop", "Passw0rd!!", "1qaz2wsx3edc", "iloveyou1234", "ＰＡＳＳＷＯＲＤ１２"],
)
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    with pytest.raises(BadInput):
        check_new_password(password, "li.lei")


@pytest.mark.parametrize("password", ["correct horse battery", "每周三下午去看江边的老柳树", "sommer2024regen"])
def test_sentences_of_ones_own_are_taken(password: str) -> None:
    check_new_password(password, "li.lei")


def test_signing_out_everywhere_ends_every_session_and_link_of_ones_own(database: Database) -> None:
    admin, person, other = make_person(database, Role.ADMIN), make_person(database), make_person(database)
    mine = [sign_in(database, person), sign_in(database, person)]
    theirs = sign_in(database, other)
    code = new_password_link(database, admin, person.id, now=utc_now())
    sign_out_everywhere(database, person, now=utc_now())
    assert [find_session(database, one.session.token, LIMITS, now=utc_now()) for one in mine] == [None, None]
    assert find_session(database, theirs.session.token, LIMITS, now=utc_now())
    with pytest.raises(NotAllowed):
        link_owner(database, code, "10.0.0.1", now=utc_now())
    assert audit.list_audit(database, admin)[0]["action"] == "sign_out_everywhere"


def test_a_failed_sign_in_is_audited_with_where_it_came_from(database: Database) -> None:
    admin, person = make_person(database, Role.ADMIN), make_person(database)
    for login in (person.login, "unknown"):
        attempt = attempt_sign_in(database, login, "10.1.2.3", now=utc_now())
        assert complete_sign_in(database, attempt, False, now=utc_now(), limits=LIMITS) is None
    with database.read() as tx:
        found = tx.tuples("SELECT detail FROM audit WHERE action = 'sign_in_failed'")
    assert [json.loads(detail)["address"] for (detail,) in found] == ["10.1.2.3", "10.1.2.3"]
    assert audit.check_chain(database, admin) == []


@pytest.mark.parametrize("wanted", ["//[", "/\\[", "http://[", "//evil.example", "/\\evil.example", "x"])
def test_a_destination_that_is_no_page_of_ours_is_the_first_page(wanted: str) -> None:
    assert safe_destination(wanted) == "/"


@pytest.mark.parametrize("written", ["9" * 20, "9" * 5000, "-1", "1e9", "²", "٣", "", " 1"])
def test_numbers_in_addresses_are_bounded(written: str) -> None:
    assert bounded_number(written) is None
    assert bounded_number("000000012") == 12
