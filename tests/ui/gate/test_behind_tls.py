"""Behind a TLS proxy, and when something unexpected happens."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.support.forms import fill_in
from tests.support.people import PASSWORD, SignedIn, make_person, sign_in
from tests.support.server import ROOT, RunningApp, running_app
from tests.support.ws_client import PageSocket, texts

PUBLIC = "https://kb.bank.example"
SENTENCE = "Something went wrong"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app as a proxy reaches it: cookies only over HTTPS, another name outside."""
    with running_app(
        tmp_path_factory.mktemp("tls"),
        app="tests/ui/gate/failing_app.py",
        KB_SECURE_COOKIES="true",
        KB_PUBLIC_URL=PUBLIC,
        KB_LANGUAGE="en",
        PYTHONPATH=str(ROOT),
    ) as running:
        yield running


@pytest.fixture(scope="module")
def who(served: RunningApp) -> SignedIn:
    return sign_in(served.database, make_person(served.database))


@pytest.fixture
def client(served: RunningApp, who: SignedIn) -> Iterator[httpx2.Client]:
    headers = {"Host": "kb.bank.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.1.1"}
    with httpx2.Client(
        base_url=served.base, headers=headers | {"Cookie": f"__Host-kb={who.session.token}"}, timeout=20
    ) as client:
        yield client


def test_every_cookie_is_closed_to_scripts_foreign_pages_and_plain_http(
    served: RunningApp, client: httpx2.Client
) -> None:
    cookies = {}
    for path in ("/signout", "/signin?lang=en", "/_stcore/host-config", "/_stcore/health", "/"):
        for line in client.get(path).headers.get_list("set-cookie"):
            name, *flags = line.split(";")
            cookies[name.split("=")[0]] = {flag.strip().split("=")[0].lower() for flag in flags}
    page = client.get("/signout")
    assert {"__Host-kb-form", "_streamlit_xsrf"} <= set(cookies)
    for name, flags in cookies.items():
        assert {"secure", "samesite"} <= flags, name
        assert ("httponly" in flags) is (name != "_streamlit_xsrf"), name
    assert "secure" in page.headers["set-cookie"].lower()


def test_the_session_cookie_is_for_this_host_alone(served: RunningApp) -> None:
    someone = make_person(served.database)
    with httpx2.Client(
        base_url=served.base, headers={"Host": "kb.bank.example", "X-Forwarded-For": "10.1.1.2"}
    ) as guest:
        page = guest.get("/signin")
        guest.headers["Cookie"] = page.headers["set-cookie"].split(";")[0]
        answer = fill_in_with_cookie(guest, someone.login)
    line = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-kb="))
    flags = {flag.strip().lower() for flag in line.split(";")[1:]}
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


def fill_in_with_cookie(guest: httpx2.Client, login: str) -> httpx2.Response:
    return fill_in(guest, "/signin", login=login, password=PASSWORD)


def test_a_plain_cookie_name_opens_nothing_here(served: RunningApp, who: SignedIn) -> None:
    answer = httpx2.get(f"{served.base}/_stcore/health", headers={"Cookie": f"kb={who.session.token}"})
    assert answer.status_code == 401


def test_every_answer_carries_the_headers(client: httpx2.Client) -> None:
    stranger = {"Cookie": ""}
    answers = [
        *(client.get(path) for path in ("/", "/healthz", "/signout", "/_stcore/health", "/fail", "/download/x/1")),
        *(client.get(path, headers=stranger) for path in ("/", "/signin", "/signin/style.css", "/healthz", "/invite")),
        client.get("/_stcore/health", headers={"Host": "evil.example"}),
        client.post("/signout", headers={"Origin": "https://evil.example"}),
    ]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "max-age" in answer.headers["strict-transport-security"]
        assert "camera=()" in answer.headers["permissions-policy"]
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in policy.get("script-src", "")
        assert set(policy["img-src"].split()) <= {"'self'", "data:", "blob:"}
        assert policy.get("connect-src", "'self'") == "'self'"


def test_hashed_assets_may_be_kept(client: httpx2.Client) -> None:
    script = client.get("/").text.split('crossorigin src="./', 1)[1].split('"', 1)[0]
    answer = client.get(f"/{script}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_only_the_public_origin_opens_a_socket(served: RunningApp, who: SignedIn) -> None:
    cookies = {"__Host-kb": who.session.token}
    with PageSocket(served.base, cookies, origin=PUBLIC) as page:
        page.rerun()
    for origin in (served.base, "http://kb.bank.example"):
        with pytest.raises(Exception, match="403"):
            PageSocket(served.base, cookies, origin=origin)


def test_an_unexpected_error_shows_a_reference_only(served: RunningApp, client: httpx2.Client, who: SignedIn) -> None:
    answer = client.get("/fail")
    assert answer.status_code == 500
    assert answer.text.startswith(SENTENCE)
    with PageSocket(served.base, {"__Host-kb": who.session.token}, origin=PUBLIC) as page:
        messages = page.rerun()
    assert SENTENCE in texts(messages)
    for shown in (answer.text, str(messages)):
        assert "inner workings" not in shown
        assert "Traceback" not in shown
    reference = answer.text.rsplit(" ", 1)[1].rstrip(".\n")
    assert f"reference {reference}" in served.log
    assert "inner workings of /fail" in served.log


def test_the_log_holds_no_secret(served: RunningApp, client: httpx2.Client, who: SignedIn) -> None:
    client.get(f"/invite?code={'c' * 43}")
    client.get("/fail?token=t0ken-in-the-address")
    for secret in (who.session.token, who.session.id, PASSWORD, "c" * 43, "t0ken-in-the-address"):
        assert secret not in served.log
