"""The real app, once for all tests of this room, and browsers without a screen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import httpx2
import pytest

from tests.support.people import SignedIn, house
from tests.support.server import RunningApp, running_app

_addresses = itertools.count(1)
Browser = Callable[..., httpx2.Client]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("app")) as running:
        house(running.database)
        yield running


@pytest.fixture
def browser(app: RunningApp) -> Iterator[Browser]:
    """Make a browser, of somebody signed in or of nobody; each has an address of its own."""
    opened: list[httpx2.Client] = []

    def _open(who: SignedIn | None = None, *, base: str = app.base, **headers: str) -> httpx2.Client:
        number = next(_addresses)
        client = httpx2.Client(
            base_url=base,
            cookies=who.cookies if who else None,
            headers={"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}", **headers},
            timeout=20,
        )
        opened.append(client)
        return client

    yield _open
    for client in opened:
        client.close()
