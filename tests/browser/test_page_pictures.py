"""Each page of the menu over the demo's data: is it as it should be, and its pictures.

With KB_PICTURES=FOLDER (`make pictures`) the pictures of the documentation are taken there, over a full demo. Without
it, each page is opened on a phone in both languages over a short demo; tests/ui/views/test_role_pages.py opens each for
every role.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from demo.making import make_demo
from kb.clock import day_of, utc_now
from kb.config import BUNDLED_MODEL, STARTER_LIBRARY, load_settings
from kb.people.permissions import may
from kb.people.person import Role
from kb.ui.frame.menu import PAGES, MenuPage
from tests.browser.conftest import PICTURES
from tests.browser.page_visits import (
    SCENES,
    Scene,
    address_of,
    demo_person,
    faults_of,
    look,
    play,
    query_of,
    wait_until_drawn,
)
from tests.support.people import sign_in
from tests.support.server import RunningApp, running_app

LARGEST, TALLEST = 120_000, {1280: 1500, 390: 1700}
LANGUAGES = ("zh", "en")
DEMO_DATA = os.environ.get("KB_DEMO_DATA", "")
"""A demo made before, to look at; it is changed. Without it one is made."""

OpenAs = Callable[[Role, int], Page]


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app over the demo's data: a year of it for pictures, some weeks otherwise."""
    folder = tmp_path_factory.mktemp("demo")
    data = Path(DEMO_DATA).resolve() if DEMO_DATA else folder / "data"
    if not data.exists():
        settings = replace(load_settings({}), data_dir=data)
        make_demo(
            settings, 7, date.fromisoformat(day_of(utc_now())), 365 if PICTURES else 40, by_meaning=bool(PICTURES)
        )
    with running_app(
        folder,
        KB_DATA_DIR=str(data),
        KB_LIBRARY_DIR=str(STARTER_LIBRARY),
        KB_EMBEDDING_MODEL=str(BUNDLED_MODEL),
        KB_SESSION_IDLE_MINUTES="600",
    ) as running:
        yield replace(running, data_dir=data)


@pytest.fixture(scope="module")
def open_as(browser: Browser, demo_app: RunningApp) -> Iterator[OpenAs]:
    """The browser in the hands of a person of the demo, the same for a role at every call: `open_as(Role.ADMIN, 390)`.

    It is one for all of them, as it keeps what it has loaded.
    """
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    cookies: dict[Role, dict[str, str]] = {}

    def _open_as(role: Role, width: int) -> Page:
        if role not in cookies:
            cookies[role] = sign_in(demo_app.database, demo_person(demo_app.database, role)).cookies
        context.add_cookies(
            [{"name": name, "value": value, "url": demo_app.base} for name, value in cookies[role].items()]
        )
        page.set_viewport_size({"width": width, "height": 900})
        return page

    yield _open_as
    context.close()


def visit(app: RunningApp, browser_page: Page, page: MenuPage, role: Role, **query: str) -> None:
    """Open a page of the menu and wait until it is drawn to its end."""
    browser_page.goto(
        app.base + address_of(page, {**query_of(page, demo_person(app.database, role), app.database), **query})
    )
    wait_until_drawn(browser_page)


def keep(browser_page: Page, path: Path, width: int) -> None:
    """The page from its top down to the tallest picture, in 64 colours."""
    tall = browser_page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollHeight))"
    )
    browser_page.set_viewport_size({"width": width, "height": min(max(tall, 500), TALLEST[width])})
    browser_page.mouse.move(0, 0)
    browser_page.wait_for_timeout(800)
    picture = Image.open(io.BytesIO(browser_page.screenshot(animations="disabled"))).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(64, Image.Quantize.MEDIANCUT, kmeans=4, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < LARGEST, path.name


def test_every_page_has_its_pictures() -> None:
    kept = {path.name for path in (Path(__file__).parents[2] / "docs" / "images" / "pages").glob("*.png")}
    wanted = {f"{scene.name}-{language}-{width}.png" for scene in SCENES for language in LANGUAGES for width in TALLEST}
    assert {page.name for page in PAGES} - {scene.page.name for scene in SCENES} == set()
    assert wanted - kept == set()
    assert kept - wanted == set()


if PICTURES:

    @pytest.mark.parametrize("width", sorted(TALLEST, reverse=True))
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
    def test_the_pictures(demo_app: RunningApp, open_as: OpenAs, scene: Scene, language: str, width: int) -> None:
        browser_page = open_as(scene.role, width)
        visit(demo_app, browser_page, scene.page, scene.role, lang=language, **scene.query)
        play(browser_page, scene, language)
        sight = look(browser_page)
        keep(browser_page, Path(PICTURES) / f"{scene.name}-{language}-{width}.png", width)
        assert faults_of(sight, demo_person(demo_app.database, scene.role), language) == []

else:

    def _faults(app: RunningApp, open_as: OpenAs, page: MenuPage, role: Role, language: str) -> list[str]:
        browser_page = open_as(role, 390)
        visit(app, browser_page, page, role, lang=language)
        return faults_of(look(browser_page), demo_person(app.database, role), language)

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_a_page_is_whole_in_both_languages(demo_app: RunningApp, open_as: OpenAs, page: MenuPage) -> None:
        roles = [role for role in Role if may(demo_person(demo_app.database, role), page.action)]
        assert _faults(demo_app, open_as, page, roles[0], "en") == []
        assert _faults(demo_app, open_as, page, roles[-1], "zh") == []

    @pytest.mark.parametrize("role", Role)
    def test_everybody_finds_the_pages_of_their_role(demo_app: RunningApp, open_as: OpenAs, role: Role) -> None:
        first = next(page for page in PAGES if page.icon and may(demo_person(demo_app.database, role), page.action))
        assert _faults(demo_app, open_as, first, role, "zh") == []
