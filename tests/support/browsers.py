"""Browsers without a screen: HTTP clients that each come from an address of their own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2

from tests.support.people import SignedIn
from tests.support.server import RunningApp

_addresses = itertools.count(1)
Browser = Callable[..., httpx2.Client]


@contextmanager
def opened_browsers(app: RunningApp) -> Iterator[Browser]:
    """Make a browser, of a signed-in person or of a guest; all are closed at the end."""
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
