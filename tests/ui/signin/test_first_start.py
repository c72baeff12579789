"""The first start with nothing set: no way in but the link on the console, and only from this machine."""

from __future__ import annotations

import itertools
import socket
import stat
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import httpx2
import pytest
from streamlit import config

from kb.people.audit import verify_chain
from tests.support.forms import fill_in, hidden_fields
from tests.support.people import PASSWORD
from tests.support.server import ROOT, RunningApp, running_app
from tests.support.ws_client import PageSocket, page_names


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("fresh")) as running:
        yield running


@pytest.fixture
def guest(fresh: RunningApp) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=fresh.base, timeout=20) as client:
        yield client


def test_it_listens_on_this_machine_only(fresh: RunningApp) -> None:
    listening = set()
    tables = [Path(f"/proc/net/{name}").read_text("utf-8").splitlines()[1:] for name in ("tcp", "tcp6")]
    for line in itertools.chain(*tables):
        address, port = line.split()[1].split(":")
        if line.split()[3] == "0A" and int(port, 16) == fresh.port:
            listening.add(address)
    assert listening == {"0100007F"}


def test_the_settings_that_come_along_are_the_careful_ones() -> None:
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert shipped["server"]["address"] == "127.0.0.1"
    assert shipped["server"]["allowedHosts"]
    assert "*" not in shipped["server"]["allowedHosts"]
    assert shipped["client"]["showErrorDetails"] == "none"
    assert shipped["server"]["trustedUserHeaders"] == {"X-App-Person": "person_id", "X-App-Session": "session_id"}


def test_the_hidden_option_that_identity_hangs_on_is_still_there() -> None:
    assert version("streamlit").startswith("1.67."), "read the websocket handler of a new version before raising this"
    assert "server.trustedUserHeaders" in config._config_options_template


def test_secrets_are_made_and_only_the_server_reads_them(fresh: RunningApp) -> None:
    assert stat.S_IMODE((fresh.data_dir / "server-secret").stat().st_mode) == 0o600


@pytest.mark.parametrize(("login", "password"), [("admin", "admin"), ("admin", "password"), ("root", ""), ("", "")])
def test_there_is_no_default_password(login: str, password: str, guest: httpx2.Client) -> None:
    page = guest.get("/signin")
    assert "<form" not in page.text, "nothing to sign in to yet"
    answer = guest.post("/signin", data={"login": login, "password": password})
    assert answer.status_code == 403
    assert "kb" not in guest.cookies


@pytest.mark.parametrize("path", ["/setup", "/setup?code=", "/setup?code=guess"])
def test_without_the_code_nobody_becomes_administrator(path: str, guest: httpx2.Client) -> None:
    page = guest.get(path)
    assert page.status_code == 403
    assert "<form" not in page.text


def test_the_link_on_the_console_makes_the_first_administrator_once(fresh: RunningApp, guest: httpx2.Client) -> None:
    code = fresh.setup_code
    fields = {"house": "示例银行", "name": "王敏", "login": "wangmin", "password": PASSWORD, "again": PASSWORD}
    path = f"/setup?code={code}"
    assert fill_in(guest, path, **fields | {"again": "another"}).status_code == 400
    assert fill_in(guest, path, **fields | {"password": "short", "again": "short"}).status_code == 400
    late = hidden_fields(guest.get(path))
    made = fill_in(guest, path, **fields)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    with PageSocket(fresh.base, dict(guest.cookies)) as page:
        assert "" in page_names(page.rerun())
    with httpx2.Client(base_url=fresh.base, cookies=guest.cookies, timeout=20) as other:
        assert other.get(path).status_code == 403
        assert other.post("/setup", data=late | fields | {"login": "second"}).status_code == 403
    with fresh.database.read() as tx:
        assert tx.tuples("SELECT login, role FROM people") == [("wangmin", "admin")]
        assert verify_chain(tx) == []


def test_the_port_is_closed_to_other_machines(fresh: RunningApp) -> None:
    outward = [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {str(one) for one in outward if not str(one).startswith("127.")}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, fresh.port)) != 0
