"""Attacks on the websocket: without a session, with a stolen page, and with a session that is over."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from kb.clock import shift, utc_now
from kb.people.accounts import change_role_and_unit, disable_person
from kb.people.person import Role
from kb.people.sessions import SessionLimits
from tests.support.browsers import Browser
from tests.support.forms import fill_in
from tests.support.people import PASSWORD, SignedIn, make_person, sign_in, signed_in
from tests.support.server import RunningApp
from tests.support.ws_client import PageSocket, page_names, session_id, texts


def _refused(app: RunningApp, **how: object) -> int:
    with pytest.raises(InvalidStatus) as refusal:
        PageSocket(app.base, **how)  # type: ignore[arg-type]
    return refusal.value.response.status_code


def test_a_signed_in_person_gets_the_pages(app: RunningApp) -> None:
    with PageSocket(app.base, signed_in(app.database).cookies) as page:
        assert {"", "document", "account"} <= set(page_names(page.rerun()))


def test_without_a_session_there_is_no_socket(app: RunningApp) -> None:
    assert _refused(app) == 403
    assert _refused(app, cookies={"kb": "guess"}) == 403
    assert _refused(app, cookies={"kb": ""}) == 403


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1", "http://localhost:8501"])
def test_a_missing_or_foreign_origin_is_refused(origin: str | None, app: RunningApp) -> None:
    assert _refused(app, cookies=signed_in(app.database).cookies, origin=origin) == 403


def test_another_path_is_no_way_in(app: RunningApp) -> None:
    cookies = signed_in(app.database).cookies
    for path in ("/", "/stream", "/x/_stcore/stream", "/_stcore/stream/", "//_stcore/stream"):
        assert _refused(app, cookies=cookies, path=path) == 403


def test_a_stolen_page_session_is_useless_to_another_person(app: RunningApp) -> None:
    victim, attacker = signed_in(app.database), signed_in(app.database)
    with PageSocket(app.base, victim.cookies) as page:
        stolen = session_id(page.rerun())
        with PageSocket(app.base, attacker.cookies, resume=stolen) as thief:
            got = thief.rerun(page="account")
        assert session_id(got) != stolen
        assert victim.person.login not in texts(got)
    with PageSocket(app.base, attacker.cookies, resume=stolen) as thief:
        assert session_id(thief.rerun()) != stolen
    with PageSocket(app.base, victim.cookies, resume=stolen) as page:
        assert session_id(page.rerun()) == stolen, "the owner's own reconnect goes on where it was"


def test_not_even_another_sign_in_of_the_same_person_resumes_a_page(app: RunningApp) -> None:
    person = make_person(app.database)
    first, second = sign_in(app.database, person), sign_in(app.database, person)
    with PageSocket(app.base, first.cookies) as page:
        stolen = session_id(page.rerun())
    with PageSocket(app.base, second.cookies, resume=stolen) as page:
        assert session_id(page.rerun()) != stolen


def _sign_out(app: RunningApp, who: SignedIn, browser: Browser) -> None:
    assert fill_in(browser(who), "/signout").status_code == 303


def _change_password(app: RunningApp, who: SignedIn, browser: Browser) -> None:
    new = "another horse battery"
    answer = fill_in(browser(who), "/password", old=PASSWORD, password=new, again=new)
    assert answer.status_code == 303


def _disable(app: RunningApp, who: SignedIn, browser: Browser) -> None:
    admin = make_person(app.database, Role.ADMIN)
    disable_person(app.database, admin, who.person.id, now=utc_now())


def _wait(app: RunningApp, who: SignedIn, browser: Browser) -> None:
    time.sleep(1.5)


def test_whatever_ends_a_session_closes_its_pages_within_seconds(app: RunningApp, browser: Browser) -> None:
    limits, now = SessionLimits(), utc_now()
    ending_soon = shift(now, seconds=1.5)
    ways = [
        (signed_in(app.database), _sign_out),
        (signed_in(app.database), _change_password),
        (signed_in(app.database), _disable),
        (
            sign_in(app.database, make_person(app.database), now=shift(ending_soon, seconds=-limits.idle_seconds)),
            _wait,
        ),
        (sign_in(app.database, make_person(app.database), limits=SessionLimits(total_seconds=1.5)), _wait),
    ]
    pages = [PageSocket(app.base, who.cookies) for who, _end in ways]
    for page in pages:
        page.rerun(is_auto_rerun=True)
    for who, end in ways:
        end(app, who, browser)
    with ThreadPoolExecutor(len(pages)) as pool:
        waits = list(pool.map(lambda page: page.seconds_until_closed(8), pages))
    for page in pages:
        page.close()
    assert max(waits) < 5
    for who, _end in ways:
        assert browser(who).get("/_stcore/health").status_code == 401
        assert _refused(app, cookies=who.cookies) == 403


def test_a_frame_sent_after_the_session_ended_is_not_answered(app: RunningApp, browser: Browser) -> None:
    who = signed_in(app.database)
    with PageSocket(app.base, who.cookies) as page:
        page.rerun()
        _sign_out(app, who, browser)
        answer = page.rerun()
        assert {message.WhichOneof("type") for message in answer} <= {"session_status_changed", "auth_redirect"}
        assert answer[-1].auth_redirect.url.startswith("/signin")
        with pytest.raises(ConnectionClosed):
            page.rerun()


def test_timers_of_a_page_do_not_keep_a_session_alive_but_clicks_do(app: RunningApp) -> None:
    almost_idle = shift(utc_now(), seconds=-(30 * 60 - 60))
    by_timer = sign_in(app.database, make_person(app.database), now=almost_idle)
    by_click = sign_in(app.database, make_person(app.database), now=almost_idle)
    with PageSocket(app.base, by_timer.cookies) as page:
        page.rerun(is_auto_rerun=True)
    with PageSocket(app.base, by_click.cookies) as page:
        page.rerun()
    for _try in range(50):
        with app.database.read() as tx:
            seen = dict(tx.tuples("SELECT id, seen_at FROM sessions"))
        if seen[by_click.session.id] > almost_idle:
            break
        time.sleep(0.1)
    assert seen[by_click.session.id] > almost_idle
    assert seen[by_timer.session.id] == almost_idle


def test_another_role_acts_at_the_next_rerun(app: RunningApp) -> None:
    admin, who = make_person(app.database, Role.ADMIN), signed_in(app.database, Role.TRAINER)
    with PageSocket(app.base, who.cookies) as page:
        assert "Trainer" in texts(page.rerun(page="account", query="lang=en"))
        change_role_and_unit(app.database, admin, who.person.id, Role.CLIENT_MANAGER, "house", now=utc_now())
        drawn = texts(page.rerun(page="account", query="lang=en"))
        assert "Client manager" in drawn
        assert "Trainer" not in drawn
