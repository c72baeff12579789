"""Attacks on signing in: guessing, foreign forms, prepared cookies, telling accounts apart."""

from __future__ import annotations

import statistics
import time

import pytest

from kb.clock import utc_now
from kb.people.accounts import NewPerson, invite_person
from kb.people.attempts import ACCOUNT_LIMIT
from kb.people.person import DISABLED, INVITED, Role
from tests.support.browsers import Browser
from tests.support.forms import fill_in, hidden_fields
from tests.support.people import PASSWORD, make_person, signed_in
from tests.support.server import RunningApp

WRONG = "wrong horse battery"


def test_the_right_password_opens_a_session(app: RunningApp, browser: Browser) -> None:
    someone, guest = make_person(app.database), browser()
    answer = fill_in(guest, "/signin?next=/document%3Fid%3D1", login=someone.login.upper(), password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/document?id=1")
    assert guest.get("/_stcore/health").status_code == 200
    assert guest.get("/signin").headers["location"] == "/", "who is signed in is not asked again"


@pytest.mark.parametrize(
    "destination",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y"],
)
def test_signing_in_never_leads_elsewhere(destination: str, app: RunningApp, browser: Browser) -> None:
    guest = browser()
    page = guest.get("/signin", params={"next": destination})
    values = hidden_fields(page) | {"login": make_person(app.database).login, "password": PASSWORD}
    assert values["next"] == "/"
    assert guest.post("/signin", data=values | {"next": destination}).headers["location"] == "/"


def test_unknown_wrong_disabled_and_invited_look_the_same(app: RunningApp, browser: Browser) -> None:
    logins = [
        make_person(app.database).login,
        make_person(app.database, state=DISABLED).login,
        make_person(app.database, state=INVITED).login,
        "nobody-of-that-name",
    ]
    answers = [fill_in(browser(), "/signin", login=login, password=WRONG) for login in logins]
    right_but_disabled = fill_in(browser(), "/signin", login=logins[1], password=PASSWORD)
    seen = {
        (answer.status_code, answer.text.replace(hidden_fields(answer)["form_token"], "").replace(login, ""))
        for answer, login in zip([*answers, right_but_disabled], [*logins, logins[1]], strict=True)
    }
    assert len(seen) == 1
    assert seen.pop()[0] == 403


def test_an_unknown_account_takes_as_long_as_a_known_one(app: RunningApp, browser: Browser) -> None:
    known = [make_person(app.database).login for _number in range(9)]
    unknown = [f"unknown{number}" for number in range(9)]
    seconds: dict[bool, list[float]] = {True: [], False: []}
    guest = browser()
    form = hidden_fields(guest.get("/signin"))
    for pair in zip(known, unknown, strict=True):
        for login in pair:
            start = time.perf_counter()
            guest.post("/signin", data=form | {"login": login, "password": WRONG})
            seconds[login in known].append(time.perf_counter() - start)
    ratio = statistics.median(seconds[True]) / statistics.median(seconds[False])
    assert 0.5 < ratio < 2, seconds


def test_guessing_a_password_is_stopped_even_from_many_addresses(app: RunningApp, browser: Browser) -> None:
    victim = make_person(app.database)
    statuses = [
        fill_in(browser(), "/signin", login=victim.login, password=f"{WRONG}{number}").status_code
        for number in range(ACCOUNT_LIMIT)
    ]
    assert statuses == [403] * ACCOUNT_LIMIT
    stopped = fill_in(browser(), "/signin", login=victim.login, password=PASSWORD)
    assert stopped.status_code == 429, "not even the right password is tried any more"
    assert 0 < int(stopped.headers["retry-after"]) <= 15 * 60
    assert "kb" not in stopped.cookies


def test_a_form_that_we_did_not_show_is_refused(app: RunningApp, browser: Browser) -> None:
    someone, guest, other = make_person(app.database), browser(), browser()
    values = {"login": someone.login, "password": PASSWORD}
    assert guest.post("/signin", data=values).status_code == 403
    assert guest.post("/signin", data=values | {"form_token": ""}).status_code == 403
    foreign = hidden_fields(other.get("/signin"))
    guest.get("/signin")
    assert guest.post("/signin", data=foreign | values).status_code == 403
    leaver = browser(signed_in(app.database))
    assert leaver.post("/signout").status_code == 403
    assert leaver.post("/password", data={"old": PASSWORD}).status_code == 403
    assert leaver.get("/_stcore/health").status_code == 200


def test_a_prepared_session_cookie_is_worth_nothing(app: RunningApp, browser: Browser) -> None:
    someone, guest, attacker = make_person(app.database), browser(), browser()
    for client in (guest, attacker):
        client.cookies.set("kb", "prepared-by-an-attacker", domain="127.0.0.1", path="/")
    answer = fill_in(guest, "/signin", login=someone.login, password=PASSWORD)
    assert answer.status_code == 303
    assert answer.cookies["kb"] != "prepared-by-an-attacker"
    assert attacker.get("/_stcore/health").status_code == 401


def test_signing_in_again_ends_the_session_one_came_with(app: RunningApp, browser: Browser) -> None:
    first = signed_in(app.database)
    client = browser(first)
    form = hidden_fields(client.get("/signout"))
    answer = client.post("/signin", data=form | {"login": make_person(app.database).login, "password": PASSWORD})
    assert answer.status_code == 303
    assert browser(first).get("/_stcore/health").status_code == 401


def test_a_token_is_kept_only_as_its_hash(app: RunningApp) -> None:
    who = signed_in(app.database)
    content = b"".join(path.read_bytes() for path in app.data_dir.glob("kb.sqlite*"))
    assert who.session.id.encode() in content
    assert who.session.token.encode() not in content
    assert PASSWORD.encode() not in content


def test_an_invitation_works_once_and_looking_does_not_use_it_up(app: RunningApp, browser: Browser) -> None:
    admin, login = make_person(app.database, Role.ADMIN), f"invited-{time.monotonic_ns()}"
    code = invite_person(app.database, admin, NewPerson(login, "Li Lei", "house"), now=utc_now()).code
    guest, path = browser(), f"/invite?code={code}"
    assert login in guest.get(path).text
    assert fill_in(guest, path, password="12345678", again="12345678").status_code == 400
    assert fill_in(guest, path, password=PASSWORD, again=WRONG).status_code == 400
    assert fill_in(guest, path, password=PASSWORD, again=PASSWORD).status_code == 303
    assert guest.get("/_stcore/health").status_code == 200
    assert browser().get(path).status_code == 403
    assert fill_in(browser(), "/signin", login=login, password=PASSWORD).status_code == 303


def test_the_old_password_is_needed_for_a_new_one(app: RunningApp, browser: Browser) -> None:
    client = browser(signed_in(app.database))
    assert fill_in(client, "/password", old=WRONG, password="a new horse", again="a new horse").status_code == 403
    before = client.cookies["kb"]
    assert fill_in(client, "/password", old=PASSWORD, password="a new horse", again="a new horse").status_code == 303
    assert client.cookies.get("kb", domain="127.0.0.1") != before or len(client.cookies) > 1
    assert client.get("/_stcore/health").status_code == 200


def test_a_huge_or_garbled_form_is_refused(browser: Browser) -> None:
    guest = browser()
    form = hidden_fields(guest.get("/signin"))
    assert guest.post("/signin", data=form | {"password": "x" * 20_000}).status_code == 400
    garbled = guest.post("/signin", content=b"\xff=1", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert garbled.status_code == 400


def test_nothing_typed_comes_back_as_markup(browser: Browser) -> None:
    answer = fill_in(browser(), "/signin", login='"><script>alert(1)</script>', password=WRONG)
    assert "<script>" not in answer.text
    assert WRONG not in answer.text
