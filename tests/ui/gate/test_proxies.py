"""Lies about where a request comes from: believed of a trusted proxy only, and then only what the proxy added."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from kb.people.attempts import ADDRESS_LIMIT
from kb.ui.gate.proxies import client_address, trusted_proxies
from tests.support.forms import hidden_fields
from tests.support.people import make_person
from tests.support.server import running_app


def _address(client: str, forwarded: str, trusted: str) -> str:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "client": (client, 1), "headers": headers}
    return client_address(scope, trusted_proxies(trusted))


@pytest.mark.parametrize(
    ("client", "forwarded", "trusted", "expected"),
    [
        ("10.0.0.1", "", "", "10.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1", "127.0.0.1"),
        # Replaced by uvicorn already: the connection came from this machine.
        ("10.9.9.9", "10.9.9.9", "", "127.0.0.1"),
        ("10.9.9.9", "10.9.9.9:4000", "", "127.0.0.1"),
        ("10.9.9.9", "10.9.9.9", "127.0.0.1", "10.9.9.9"),
        ("10.9.9.9", "1.1.1.1, 10.9.9.9", "127.0.0.1", "10.9.9.9"),
        ("nonsense", "nonsense", "127.0.0.1", "127.0.0.1"),
        # From another machine: uvicorn replaces nothing.
        ("10.2.2.2", "10.9.9.9", "", "10.2.2.2"),
        ("10.2.2.2", "10.9.9.9", "127.0.0.1", "10.2.2.2"),
        ("10.2.2.2", "10.9.9.9", "10.2.2.2", "10.9.9.9"),
        ("10.2.2.2", "10.2.2.2, 10.9.9.9", "127.0.0.1", "10.2.2.2"),
        ("10.2.2.2", "1.1.1.1, 10.9.9.9, 10.3.3.3", "10.2.2.2,10.3.3.3", "10.9.9.9"),
        ("10.3.3.3", "10.9.9.9, 10.3.3.3", "127.0.0.1, 10.3.3.3", "10.9.9.9"),
        ("10.3.3.3", "10.9.9.9, 10.3.3.3", "127.0.0.1", "10.3.3.3"),
        ("fd00::7", "[fd00::7]:443", "127.0.0.1", "fd00::7"),
    ],
)
def test_only_what_a_trusted_proxy_says_counts(client: str, forwarded: str, trusted: str, expected: str) -> None:
    assert _address(client, forwarded, trusted) == expected


def test_invented_addresses_do_not_get_round_the_limit(tmp_path: Path) -> None:
    with running_app(tmp_path, KB_TRUSTED_PROXIES=" ") as running, httpx2.Client(base_url=running.base) as client:
        make_person(running.database)
        fields = hidden_fields(client.get("/signin"))
        answers = []
        for number in range(ADDRESS_LIMIT + 1):
            client.headers["X-Forwarded-For"] = f"10.7.{number}.1"
            values = fields | {"login": f"unknown{number}", "password": "wrong wrong"}
            answers.append(client.post("/signin", data=values).status_code)
        with running.database.read() as tx:
            counted = [row[0] for row in tx.tuples("SELECT subject FROM attempts WHERE subject LIKE 'address:%'")]
    assert answers == [403] * ADDRESS_LIMIT + [429]
    assert counted == ["address:127.0.0.1"]
