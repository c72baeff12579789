"""Signing in at a real OpenID provider, and the ways in which that is attacked."""

from __future__ import annotations

import base64
import hashlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from kb.clock import utc_now
from kb.people.accounts import disable_person, new_password_link
from kb.people.directory import find_login
from kb.people.person import Person, Role
from tests.support.forms import hidden_fields
from tests.support.people import house, make_person, sign_in
from tests.support.server import RunningApp, running_app

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider warns about its own libraries


@dataclass
class Company:
    """The bank's provider, and what it was asked."""

    issuer: str = ""
    challenges: list[str] = field(default_factory=list)
    token_requests: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import flask
        from oidc_provider_mock import User
        from oidc_provider_mock import app as provider_app
        from oidc_provider_mock._server import _threaded_server

        people = ("li.lei", "han.mm", "joined", "taken", "gone", "boss")
        roles = {"boss": ["kb-admins"], "li.lei": ["everybody", "kb-trainers"]}
        provider = provider_app(
            require_nonce=True,
            user_claims=[
                User(
                    sub=f"sub-{name}",
                    claims={"preferred_username": name, "name": name.title(), "groups": roles.get(name, [])},
                )
                for name in people
            ],
        )
        found = Company()

        @provider.before_request
        def _note() -> None:
            if "code_challenge" in flask.request.args:
                assert flask.request.args["code_challenge_method"] == "S256"
                found.challenges.append(flask.request.args["code_challenge"])
            if flask.request.form.get("grant_type"):
                found.token_requests.append(dict(flask.request.form))

        with _threaded_server(app=provider) as server:
            found.issuer = f"http://localhost:{server.server_port}"
            yield found


@pytest.fixture(scope="module")
def served(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder: Path = tmp_path_factory.mktemp("company")
    (folder / "client-secret").write_text("hush\n", "utf-8")
    with running_app(
        folder,
        KB_OIDC_ISSUER=company.issuer,
        KB_OIDC_CLIENT_ID="kb",
        KB_OIDC_CLIENT_SECRET_FILE=str(folder / "client-secret"),
        KB_OIDC_LABEL="示例银行账号",
        KB_OIDC_ROLE_CLAIM="groups",
        KB_OIDC_ROLES="kb-admins=admin,kb-trainers=trainer",
    ) as running:
        house(running.database)
        make_person(running.database, Role.ADMIN, login="first-admin")
        yield running


@pytest.fixture
def guest(served: RunningApp) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=served.base, timeout=20) as client:
        yield client


def _depart(guest: httpx2.Client, path: str = "/signin/oidc") -> str:
    answer = guest.get(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def _consent(address: str, name: str) -> str:
    """What the person does at the provider; returns where it sends them."""
    answer = httpx2.post(address, data={"sub": f"sub-{name}"})
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["location"]


def _sign_in(guest: httpx2.Client, name: str, path: str = "/signin/oidc") -> httpx2.Response:
    return guest.get(_consent(_depart(guest, path), name))


def test_the_first_sign_in_makes_a_client_manager_and_the_second_finds_them(
    served: RunningApp, company: Company, guest: httpx2.Client
) -> None:
    assert "示例银行账号" in guest.get("/signin").text
    answer = _sign_in(guest, "han.mm", "/signin/oidc?next=/document%3Fid%3D7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/document?id=7")
    assert guest.get("/_stcore/health").status_code == 200
    with served.database.read() as tx:
        person = find_login(tx, "han.mm")
    assert person
    assert (person.role, person.name, person.unit_id) == (Role.CLIENT_MANAGER, "Han.Mm", "house")
    with httpx2.Client(base_url=served.base, timeout=20) as again:
        assert _sign_in(again, "han.mm").status_code == 303
    with served.database.read() as tx:
        assert tx.value("SELECT count(*) FROM people WHERE login = 'han.mm'") == 1


def test_the_provider_is_asked_with_pkce_state_and_nonce(company: Company, guest: httpx2.Client) -> None:
    address = _depart(guest)
    query = parse_qs(urlsplit(address).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert min(len(query[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
    guest.get(_consent(address, "han.mm"))
    verifier = company.token_requests[-1]["code_verifier"]
    expected = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert query["code_challenge"] == [expected] == company.challenges[-1:]


def test_the_roles_of_the_bank_are_taken_over_at_each_sign_in(served: RunningApp, guest: httpx2.Client) -> None:
    _sign_in(guest, "li.lei")
    with served.database.write() as tx:
        person = find_login(tx, "li.lei")
        assert person
        assert person.role is Role.TRAINER
        tx.execute("UPDATE people SET role = 'admin' WHERE id = :id", {"id": person.id})
    _sign_in(guest, "li.lei")
    with served.database.read() as tx:
        person = find_login(tx, "li.lei")
    assert person
    assert person.role is Role.TRAINER


def test_an_answer_to_somebody_elses_question_is_refused(served: RunningApp, guest: httpx2.Client) -> None:
    """The attacker signs in and gives the victim the address that finishes it."""
    with httpx2.Client(base_url=served.base, timeout=20) as attacker:
        trap = _consent(_depart(attacker), "han.mm")
    assert guest.get(trap).status_code == 403
    _depart(guest)
    assert guest.get(trap).status_code == 403
    assert "kb" not in guest.cookies


def test_nobody_comes_back_twice(guest: httpx2.Client) -> None:
    back = _consent(_depart(guest), "han.mm")
    assert guest.get(back).status_code == 303
    assert guest.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?code=y", "?error=access_denied"])
def test_coming_back_from_nowhere_is_refused(query: str, guest: httpx2.Client) -> None:
    _depart(guest)
    assert guest.get(f"/signin/oidc/back{query}").status_code == 403


def test_a_made_up_code_or_issuer_is_refused(guest: httpx2.Client) -> None:
    for change in (("code=", "code=x"), ("state=", "iss=https://evil.example&state=")):
        back = _consent(_depart(guest), "han.mm")
        assert guest.get(back.replace(*change)).status_code == 403
    state = parse_qs(urlsplit(_depart(guest)).query)["state"][0]
    assert guest.get(f"/signin/oidc/back?state={state}&error=access_denied").status_code == 403


def test_an_equal_name_joins_no_accounts(served: RunningApp, guest: httpx2.Client) -> None:
    make_person(served.database, Role.ADMIN, login="taken")
    answer = _sign_in(guest, "taken")
    assert answer.status_code == 409
    assert guest.get("/_stcore/health").status_code == 401


def _link_to_join(served: RunningApp, guest: httpx2.Client, person: Person) -> str:
    with served.database.read() as tx:
        admin = find_login(tx, "first-admin")
    assert admin
    code = new_password_link(served.database, admin, person.id, now=utc_now())
    link = re.search(r'href="(/signin/oidc\?code=[^"]+)"', guest.get(f"/invite?code={code}").text)
    assert link
    return link[1]


def _owner_of(served: RunningApp, subject: str) -> str | None:
    with served.database.read() as tx:
        found: str | None = tx.value("SELECT person_id FROM identities WHERE subject = :subject", {"subject": subject})
    return found


def test_a_link_joins_two_accounts_once_the_page_that_names_both_is_confirmed(
    served: RunningApp, guest: httpx2.Client
) -> None:
    person = make_person(served.database, login="zhang.wei", name="张伟")
    link = _link_to_join(served, guest, person)
    page = _sign_in(guest, "joined", link)
    assert page.status_code == 200
    assert all(name in page.text for name in ("张伟", "zhang.wei", "Joined"))
    assert _owner_of(served, "sub-joined") is None
    answer = guest.post("/signin/join", data=hidden_fields(page))
    assert (answer.status_code, _owner_of(served, "sub-joined")) == (303, person.id)
    assert guest.get("/_stcore/health").status_code == 200
    with httpx2.Client(base_url=served.base, timeout=20) as other:
        assert _sign_in(other, "gone", link).status_code == 403, "the link was used up"
        assert other.post("/signin/join", data=hidden_fields(page)).status_code == 403


def test_a_link_pressed_on_somebody_else_joins_nothing_and_raises_no_role(
    served: RunningApp, guest: httpx2.Client
) -> None:
    """A client manager sends an administrator of the bank the link of their own account."""
    mallory = sign_in(served.database, make_person(served.database, login="mallory"))
    link = _link_to_join(served, guest, mallory.person)
    page = _sign_in(guest, "boss", link)
    assert "mallory" in page.text
    assert guest.get("/_stcore/health").status_code == 401, "nothing was opened"
    fields = hidden_fields(page)
    with httpx2.Client(base_url=served.base, timeout=20, cookies=mallory.cookies) as attacker:
        attacker.get("/signout")
        own = hidden_fields(attacker.get("/signout")) | {"offer": fields["offer"]}
        assert attacker.post("/signin/join", data=own).status_code == 403, "an offer is of one browser"
        changed = fields | {"offer": "x" + fields["offer"]}
        assert guest.post("/signin/join", data=changed).status_code == 403
        assert guest.post("/signin/join", data=fields | {"form_token": ""}).status_code == 403
        assert _owner_of(served, "sub-boss") is None
        assert guest.post("/signin/join", data=fields).status_code == 303
        assert attacker.get("/_stcore/health").status_code == 401, "open sessions of the account ended"
    with served.database.read() as tx:
        joined = find_login(tx, "mallory")
    assert joined
    assert joined.role is Role.CLIENT_MANAGER


def test_a_disabled_account_stays_out(served: RunningApp, guest: httpx2.Client) -> None:
    _sign_in(guest, "gone")
    with served.database.write() as tx:
        admin, person = find_login(tx, "first-admin"), find_login(tx, "gone")
    assert admin
    assert person
    disable_person(served.database, admin, person.id, now=utc_now())
    assert _sign_in(guest, "gone").status_code == 403
    assert guest.get("/_stcore/health").status_code == 401
