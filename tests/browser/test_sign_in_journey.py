"""From the first start to signing out, in a real browser that must not call anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.clock import utc_now
from kb.people.accounts import disable_person
from kb.people.directory import find_login
from kb.people.person import Role
from tests.browser.conftest import take_picture
from tests.support.people import PASSWORD, make_person
from tests.support.server import RunningApp, running_app


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("sign-in"), KB_LANGUAGE="en") as running:
        yield running


@pytest.fixture
def watched(browser: Browser, fresh: RunningApp) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it did that it must not: calls elsewhere, breaches of the content policy."""
    page, breaches = browser.new_context().new_page(), []

    def _note_request(address: str) -> None:
        if not address.startswith((fresh.base, fresh.base.replace("http", "ws", 1), "data:", "blob:")):
            breaches.append(f"called {address}")

    page.on("request", lambda request: _note_request(request.url))
    page.on("websocket", lambda socket: _note_request(socket.url))
    page.on("console", lambda line: breaches.append(line.text) if "Content Security Policy" in line.text else None)
    yield page, breaches
    page.context.close()


def test_first_administrator_signs_in_out_and_is_put_out(fresh: RunningApp, watched: tuple[Page, list[str]]) -> None:
    page, breaches = watched
    page.goto(fresh.base)
    expect(page.get_by_role("heading", name="Not set up yet")).to_be_visible()
    page.goto(f"{fresh.base}/setup?code={fresh.setup_code}")
    for label, text in (("Name of your bank or unit", "示例银行"), ("Your name", "王敏"), ("Sign-in name", "wangmin")):
        page.get_by_label(label).fill(text)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    take_picture(page, "first-administrator")
    page.get_by_role("button", name="Create and sign in").click()
    expect(page.get_by_role("heading", name="Find the case that fits your client")).to_be_visible(timeout=30_000)

    page.goto(f"{fresh.base}/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=10_000)
    page.goto(f"{fresh.base}/account")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Sign-in name").fill("wangmin")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="王敏")).to_be_visible(timeout=30_000)

    other = make_person(fresh.database, Role.ADMIN)
    with fresh.database.write() as tx:
        person = find_login(tx, "wangmin")
    assert person
    disable_person(fresh.database, other, person.id, now=utc_now())
    expect(page.get_by_text("You have been signed out.")).to_be_visible(timeout=5_000)
    assert breaches == []
