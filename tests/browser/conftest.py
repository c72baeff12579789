"""A real Chromium in front of a real server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.chromium import CHROMIUM, FLAGS
from kb.people.person import Role
from tests.browser.stillness import settle, wait_before_actions
from tests.support.people import make_person, sign_in
from tests.support.server import ROOT, RunningApp, running_app

expect.set_options(timeout=20_000)  # a machine that is busy with other tests answers late, not wrongly

PICTURES = os.environ.get("KB_PICTURES", "")
"""Folder that pictures for the documentation are written to; none without it."""

NewPage = Callable[..., Page]

wait_before_actions()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file: it keeps a loop running, which other tests of the process cannot stand."""
    if CHROMIUM is None:
        if os.environ.get("KB_REQUIRE_BROWSER"):
            pytest.fail("Chromium is needed here and is not installed")
        pytest.skip("Chromium is not installed: the browser tests were left out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app with the starter library and the bundled model, as people get it."""
    folder = tmp_path_factory.mktemp("app")
    with running_app(
        folder,
        KB_LIBRARY_DIR=str(ROOT / "cases" / "library"),
        KB_EMBEDDING_MODEL=str(ROOT / "kb" / "search" / "model"),
    ) as running:
        yield running


@pytest.fixture
def new_page(browser: Browser, app: RunningApp) -> Iterator[NewPage]:
    """Pages of people who are signed in: `new_page(Role.TRAINER, width=390)`."""
    contexts: list[BrowserContext] = []

    def _new_page(role: Role | None = Role.CLIENT_MANAGER, width: int = 1280, language: str = "zh") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        if role is not None:
            signed_in = sign_in(app.database, make_person(app.database, role))
            context.add_cookies(
                [{"name": name, "value": value, "url": app.base} for name, value in signed_in.cookies.items()]
            )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{app.base}/?lang={language}")
        return page

    yield _new_page
    for context in contexts:
        context.close()


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the page for the documentation, when asked to."""
    if PICTURES:
        settle(page)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
