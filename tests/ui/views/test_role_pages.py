"""Every role at every page of the menu's table: what a role may not open never runs, however it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from kb.clock import utc_now
from kb.config import Settings
from kb.people.accounts import change_role_and_unit
from kb.people.permissions import TABLE, Scope
from kb.people.person import Role
from kb.people.units import HOUSE
from kb.store import Database
from kb.ui.frame.menu import PAGES, MenuPage
from tests.support.browsers import Browser
from tests.support.pages import open_view, pages_of
from tests.support.people import make_person, signed_in
from tests.support.server import RunningApp
from tests.support.ws_client import PageSocket, page_names

ROLES = list(Role)
FORBIDDEN = [(role, page) for role in ROLES for page in PAGES if TABLE[page.action, role] is Scope.NONE]


def _address(page: MenuPage) -> str:
    return "" if page is PAGES[0] else page.name.replace("_", "-")


def _may_open(role: Role, page: MenuPage) -> bool:
    return TABLE[page.action, role] is not Scope.NONE


def _ran(messages: list[ForwardMsg]) -> set[str]:
    """The hashes of the pages that were chosen to run, and of the scripts that drew something."""
    drew = {message.metadata.active_script_hash for message in messages if message.WhichOneof("type") == "delta"}
    return drew | {
        message.navigation.page_script_hash for message in messages if message.WhichOneof("type") == "navigation"
    }


@pytest.fixture(scope="module")
def hashes(app: RunningApp) -> dict[str, str]:
    """What Streamlit calls each page, by its address: an administrator's menu has them all."""
    with PageSocket(app.base, signed_in(app.database, Role.ADMIN).cookies) as page:
        messages = page.rerun()
    return {
        entry.url_pathname: entry.page_script_hash
        for message in messages
        if message.WhichOneof("type") == "navigation"
        for entry in message.navigation.app_pages
    }


def test_an_administrator_has_every_page(hashes: dict[str, str]) -> None:
    assert set(hashes) == {_address(page) for page in PAGES}
    assert len(set(hashes.values())) == len(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_has_what_the_table_allows(role: Role, app: RunningApp) -> None:
    with PageSocket(app.base, signed_in(app.database, role).cookies) as page:
        names = page_names(page.rerun())
    assert sorted(names) == sorted(_address(page) for page in PAGES if _may_open(role, page))


@pytest.mark.parametrize("role", ROLES)
def test_a_page_runs_for_those_who_may_open_it_and_for_nobody_else(
    role: Role, app: RunningApp, hashes: dict[str, str]
) -> None:
    cookies = signed_in(app.database, role).cookies
    wrong = []
    for page in PAGES:
        address, script = _address(page), hashes[_address(page)]
        for way, asked in (("address", {"page": address}), ("hash", {"page_script_hash": script})):
            with PageSocket(app.base, cookies) as socket:
                ran = script in _ran(socket.rerun(**asked))  # type: ignore[arg-type]
            if ran is not _may_open(role, page):
                wrong.append(f"{page.name} by {way}: {'ran' if ran else 'did not run'}")
    assert wrong == []


def test_an_open_page_does_not_run_again_when_its_role_is_gone(app: RunningApp, hashes: dict[str, str]) -> None:
    boss, former = make_person(app.database, Role.ADMIN), signed_in(app.database, Role.ADMIN)
    closed = {hashes[_address(page)] for page in PAGES if not _may_open(Role.CLIENT_MANAGER, page)}
    with ExitStack() as opened:
        sockets = {script: opened.enter_context(PageSocket(app.base, former.cookies)) for script in sorted(closed)}
        for script, socket in sockets.items():
            assert script in _ran(socket.rerun(page_script_hash=script))
        with app.database.write() as tx:
            change_role_and_unit(tx, boss, former.person.id, Role.CLIENT_MANAGER, HOUSE, utc_now())
        for script, socket in sockets.items():
            assert script not in _ran(socket.rerun(page_script_hash=script))


def test_the_file_behind_every_address_is_the_same_and_not_for_strangers(app: RunningApp, browser: Browser) -> None:
    someone, stranger = browser(signed_in(app.database)), browser()
    start = someone.get("/").text
    for page in PAGES:
        address = f"/{_address(page)}"
        assert someone.get(address).text == start, page.name
        assert stranger.get(address).status_code == 401, page.name
        assert stranger.get(address, headers={"Accept": "text/html"}).headers["location"].startswith("/signin")


@pytest.fixture
def _pages(settings: Settings, database: Database) -> Iterator[None]:
    with pages_of(settings):
        yield


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize(("role", "page"), FORBIDDEN, ids=lambda value: getattr(value, "name", str(value)))
def test_a_page_past_the_menu_is_refused_by_its_services(role: Role, page: MenuPage, database: Database) -> None:
    at = open_view(page.name, signed_in(database, role))
    assert at.exception
    assert not at.dataframe
    assert not at.text_area
