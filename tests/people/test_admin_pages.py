"""The pages of administrators, run without a browser."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

from kb.config import Settings
from kb.db import Database
from kb.errors import BadInput
from kb.people.directory import find_login, get_person
from kb.people.permissions import HOUSE
from kb.people.person import DISABLED, INVITED, Role
from kb.people.roster import read_roster
from tests.support.pages import open_view, pages_of
from tests.support.people import make_person, make_unit, signed_in


@pytest.fixture(autouse=True)
def _pages(settings: Settings, database: Database) -> Iterator[None]:
    with pages_of(settings):
        yield


def _workbook(*lines: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_invitation_shows_its_link_once(database: Database) -> None:
    at = open_view("people", signed_in(database, Role.ADMIN))
    at.text_input(key="invite_login").set_value("li.lei")
    at.text_input(key="invite_name").set_value("李雷")
    at.selectbox(key="invite_role").select(Role.TRAINER)
    at.button(key="invite_send").click().run()
    assert not at.exception
    assert "/invite?code=" in at.code[0].value
    with database.read() as tx:
        person = find_login(tx, "li.lei")
    assert person is not None
    assert (person.role, person.state, person.unit_id) == (Role.TRAINER, INVITED, HOUSE)
    assert not at.run().code


def test_a_person_is_moved_disabled_and_enabled(database: Database) -> None:
    who, branch = make_person(database, name="Li Lei"), make_unit(database, "Branch")
    at = open_view("people", signed_in(database, Role.ADMIN))
    at.selectbox(key="people_chosen").select(who.id).run()
    at.selectbox(key=f"unit_{who.id}").select(branch.id)
    at.selectbox(key=f"role_{who.id}").select(Role.MENTOR)
    at.button(key="person_save").click().run()
    with database.read() as tx:
        assert (get_person(tx, who.id).unit_id, get_person(tx, who.id).role) == (branch.id, Role.MENTOR)
    at.button(key="person_link").click().run()
    assert "/invite?code=" in at.code[0].value
    at.button(key="person_disable").click().run()
    with database.read() as tx:
        assert get_person(tx, who.id).state == DISABLED
    at.button(key="person_enable").click().run()
    with database.read() as tx:
        assert get_person(tx, who.id).state != DISABLED
    assert not at.exception


def test_the_last_administrator_stays(database: Database) -> None:
    admin = signed_in(database, Role.ADMIN)
    at = open_view("people", admin)
    at.selectbox(key="people_chosen").select(admin.person.id).run()
    at.selectbox(key=f"role_{admin.person.id}").select(Role.TRAINER)
    at.button(key="person_save").click().run()
    assert at.exception
    with database.read() as tx:
        assert get_person(tx, admin.person.id).role is Role.ADMIN


def test_the_list_is_filtered_by_name_unit_role_and_state(database: Database) -> None:
    branch = make_unit(database, "Branch")
    make_person(database, login="in.branch", unit_id=branch.id, role=Role.TRAINER)
    make_person(database, login="gone", state=DISABLED)
    at = open_view("people", signed_in(database, Role.ADMIN, login="boss"))

    def _logins() -> set[str]:
        return set(at.dataframe[0].value.iloc[:, 1])

    assert _logins() == {"in.branch", "gone", "boss"}
    at.selectbox(key="people_unit").select(branch.id).run()
    assert _logins() == {"in.branch"}
    at.selectbox(key="people_unit").set_value(None)
    at.selectbox(key="people_state").select(DISABLED).run()
    assert _logins() == {"gone"}
    at.selectbox(key="people_state").set_value(None)
    at.selectbox(key="people_role").select(Role.ADMIN).run()
    assert _logins() == {"boss"}
    at.text_input(key="people_text").set_value("nobody").run()
    assert not at.dataframe


def test_people_are_imported_from_a_workbook_all_or_none(database: Database) -> None:
    at = open_view("people", signed_in(database, Role.ADMIN))
    head = ("login", "name", "unit", "role")
    bad = _workbook(head, ("good.one", "Good", "Bank", None), ("bad one", "Bad", "Bank", None))
    at.file_uploader(key="import_file").set_value(("list.xlsx", bad, ""))
    at.button(key="import_send").click().run()
    assert at.exception, "the error names line 3; see the tests of the roster"
    with database.read() as tx:
        assert find_login(tx, "good.one") is None
    good = _workbook(head, ("good.one", "Good", "Bank", None), (), (10012345, "Number", "Bank", "trainer"))
    at.file_uploader(key="import_file").set_value(("list.xlsx", good, ""))
    at.button(key="import_send").click().run()
    assert not at.exception
    with database.read() as tx:
        assert find_login(tx, "good.one")
        assert find_login(tx, "10012345")
    links = at.dataframe[0].value
    assert all("/invite?code=" in link for link in links.iloc[:, 2])
    assert len(links) == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", _workbook(("a", "b"), (1, 2)), _workbook()])
def test_a_workbook_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read_roster(content)
