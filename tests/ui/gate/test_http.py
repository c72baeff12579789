"""Attacks on the gate over HTTP: every route without a session, and lies about who and where from."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import httpx2
import pytest

from kb.ui.gate.monitoring import HEALTH_PATHS
from kb.ui.signin import OPEN_PATHS
from tests.support.browsers import Browser
from tests.support.people import signed_in
from tests.support.server import ROOT, RunningApp
from tests.support.ws_client import PageSocket, session_id

_LIST_ROUTES = """
import json, re, kb_app
routes = kb_app.app._build_starlette_app().routes
print(json.dumps([
    [re.sub(r"{[^}]*}", "1", route.path), sorted(getattr(route, "methods", None) or ["GET"]), type(route).__name__]
    for route in routes
]))
"""


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, list[str], str]]:
    """Every route the app has, Streamlit's own among them."""
    listed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LIST_ROUTES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [tuple(route) for route in json.loads(listed.stdout.splitlines()[-1])]


def test_every_route_is_closed_to_strangers(routes: list[tuple[str, list[str], str]], browser: Browser) -> None:
    stranger = browser()
    calls = {(path or "/", method) for path, methods, kind in routes for method in [*methods, "GET", "POST"]}
    assert len(calls) > 60
    assert {path for path, _method in calls} >= OPEN_PATHS
    pages = ("/", "/search", "/account", "/static/js/index.js", "/favicon.png", "/manifest.json", "/index.html")
    disguises = ("//signin", "/signin/", "/signin/../search", "/signin/style.css/x", "/SIGNIN", "/%2e%2e/healthz")
    calls |= {(path, "GET") for path in pages + disguises}
    calls |= {
        (path, method) for path in ("/", "/healthz", "/readyz") for method in ("PATCH", "TRACE", "CONNECT", "BREW")
    }
    answers = {
        (method, path): stranger.request(method, path).status_code
        for path, method in sorted(calls)
        if path not in OPEN_PATHS and not (path in HEALTH_PATHS and method in ("GET", "HEAD"))
    }
    assert {call: status for call, status in answers.items() if status not in (401, 403)} == {}


def test_what_is_open_is_no_more_than_the_sign_in_pages_and_the_state() -> None:
    sign_in = {"/signin", "/setup", "/invite", "/signin/style.css"}
    company = {"/signin/oidc", "/signin/oidc/back", "/signin/join"}
    assert sign_in | company == OPEN_PATHS
    assert {"/healthz", "/readyz"} == HEALTH_PATHS


def test_opening_a_page_leads_to_the_sign_in_page_and_back(browser: Browser) -> None:
    answer = browser().get("/document?id=1&at=2", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=/document%3Fid%3D1%26at%3D2")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/auth/login", "/oauth2callback"])
def test_doors_of_streamlit_that_are_not_used_stay_closed(path: str, app: RunningApp, browser: Browser) -> None:
    assert browser(signed_in(app.database)).get(path).status_code == 404


def test_identity_headers_from_outside_count_for_nothing(app: RunningApp, browser: Browser) -> None:
    victim, attacker = signed_in(app.database), signed_in(app.database)
    lies = {
        "X-App-Person": victim.person.id,
        "X-App-Session": victim.session.id,
        "x_app_person": victim.person.id,
        "x_app-session": victim.session.id,
    }
    assert browser().get("/_stcore/health", headers=lies).status_code == 401
    with PageSocket(app.base, attacker.cookies, headers=lies) as page:
        drawn = str(page.rerun(page="account"))
    assert attacker.person.login in drawn
    assert victim.person.login not in drawn


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "user@127.0.0.1", "", "127.0.0.1:x"])
def test_another_host_is_refused(host: str, app: RunningApp, browser: Browser) -> None:
    someone = browser(signed_in(app.database))
    assert someone.get("/_stcore/health", headers={"Host": host}).status_code in (400, 421)
    assert browser().get("/signin", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "http://localhost.evil.example"])
def test_a_foreign_page_changes_nothing(origin: str, app: RunningApp, browser: Browser) -> None:
    someone = browser(signed_in(app.database))
    assert someone.post("/signout", headers={"Origin": origin}).status_code == 403
    assert someone.put("/_stcore/upload_file/a/b", headers={"Origin": origin}).status_code == 403
    assert someone.post("/signout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert someone.get("/_stcore/health").status_code == 200


def test_foreign_handshakes_do_not_hold_up_the_server(app: RunningApp, browser: Browser) -> None:
    someone = signed_in(app.database)
    client = browser(someone)
    client.get("/_stcore/health")
    slowest = 0.0
    for number in range(5):
        answer = _handshake(client, Origin=f"https://evil{number}.example")
        assert answer.status_code == 403
        start = time.perf_counter()
        assert client.get("/_stcore/health").status_code == 200
        slowest = max(slowest, time.perf_counter() - start)
    assert slowest < 0.1


def test_no_other_site_may_read_our_answers(app: RunningApp, browser: Browser) -> None:
    someone = browser(signed_in(app.database))
    for path in ("/_stcore/health", "/_stcore/host-config", "/healthz", "/media/x", "/signin"):
        answer = someone.get(path, headers={"Origin": "http://localhost:8501"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_files_go_to_addresses_of_ones_own_page_only(app: RunningApp, browser: Browser) -> None:
    victim, attacker = signed_in(app.database), signed_in(app.database)
    with PageSocket(app.base, victim.cookies) as page, PageSocket(app.base, attacker.cookies) as other:
        invented = f"/_stcore/upload_file/{session_id(page.rerun())}/file1"
        other.rerun()
        (path,) = page.ask_for_address("a.txt")
        for wrong in (invented, f"{path}x", path.rsplit("/", 1)[0], f"{path}/../file1"):
            assert _upload(browser(victim), wrong).status_code in (403, 404), wrong
        refused = _upload(browser(attacker), path)
        assert (refused.status_code, refused.text) == (403, "Not an address of your page")
        assert _upload(browser(), path).status_code == 401
        assert _upload(browser(victim), "/_stcore/upload_file/made-up/file1").status_code == 403
        assert browser(attacker).delete(path).status_code == 403
        assert _upload(browser(victim), path).status_code == 204


def test_large_files_are_refused_whether_or_not_they_say_so(app: RunningApp, browser: Browser) -> None:
    who = signed_in(app.database)
    with PageSocket(app.base, who.cookies) as page:
        page.rerun()
        (path,) = page.ask_for_address("a.txt")
        assert _upload(browser(who), path, b"0" * (26 * 1024 * 1024)).status_code == 413
        chunks = (b"0" * 1024 * 1024 for _number in range(40))
        try:
            assert browser(who).put(path, content=chunks).status_code in (403, 413)
        except httpx2.TransportError:
            assert browser(who).get("/_stcore/health").status_code == 200, "hung up on, and goes on"


def test_the_files_of_a_session_have_a_sum(app: RunningApp, browser: Browser) -> None:
    who, other = signed_in(app.database), signed_in(app.database)
    large = b"0" * (20 * 1024 * 1024)
    with PageSocket(app.base, who.cookies) as page, PageSocket(app.base, who.cookies) as second:
        page.rerun()
        second.rerun()
        paths = [*page.ask_for_address("a", "b"), *second.ask_for_address("c")]
        client = browser(who)
        assert [_upload(client, path, large).status_code for path in paths] == [204, 204, 413]
        with PageSocket(app.base, other.cookies) as elsewhere:
            elsewhere.rerun()
            (path,) = elsewhere.ask_for_address("d")
            assert _upload(browser(other), path, large).status_code == 204, "each person has their own sum"
        token = client.cookies.get("_streamlit_xsrf", "")
        assert client.delete(paths[0], headers={"X-Xsrftoken": token}).status_code == 204
        assert _upload(client, paths[2], large).status_code == 204, "a file taken away makes room"


def _upload(client: httpx2.Client, path: str, content: bytes = b"hello") -> httpx2.Response:
    client.get("/_stcore/health")
    token = client.cookies.get("_streamlit_xsrf", "")
    return client.put(path, files={"file": ("a.txt", content)}, headers={"X-Xsrftoken": token})


def _handshake(client: httpx2.Client, **headers: str) -> httpx2.Response:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    return client.get("/_stcore/stream", headers=upgrade | headers)
