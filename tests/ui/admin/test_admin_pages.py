"""The pages of administrators, run without a browser."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest

from kb.config import Settings
from kb.errors import BadInput, NotAllowed
from kb.people import audit, roster_workbook, unit_store
from kb.people.directory import find_login, get_person, list_people
from kb.people.person import ACTIVE, DISABLED, INVITED, Role
from kb.people.roster import read_roster
from kb.people.units import HOUSE, get_unit
from kb.store import Database
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
    at.text_input(key="invite_login_0").set_value("li.lei")
    at.text_input(key="invite_name_0").set_value("李雷")
    at.selectbox(key="invite_role_0").select(Role.TRAINER)
    at.button(key="invite_send").click().run()
    assert not at.exception
    assert "/invite?code=" in at.code[0].value
    with database.read() as tx:
        person = find_login(tx, "li.lei")
    assert person is not None
    assert (person.role, person.state, person.unit_id) == (Role.TRAINER, INVITED, HOUSE)
    assert not at.text_input(key="invite_login_1").value
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
    assert at.error
    with database.read() as tx:
        assert get_person(tx, admin.person.id).role is Role.ADMIN


def test_a_person_who_drops_out_of_the_list_by_a_change_is_no_error(database: Database) -> None:
    who = make_person(database)
    at = open_view("people", signed_in(database, Role.ADMIN))
    at.selectbox(key="people_state").select(ACTIVE).run()
    at.selectbox(key="people_chosen").select(who.id).run()
    at.button(key="person_disable").click().run()
    assert not at.exception
    assert at.selectbox(key="people_chosen").value is None
    assert list(at.dataframe[0].value.iloc[:, 1]) != []


def test_an_administrator_of_a_branch_looks_after_it_only(database: Database) -> None:
    north, south = make_unit(database, "North"), make_unit(database, "South")
    make_person(database, unit_id=south.id)
    local = signed_in(database, Role.ADMIN, unit_id=north.id)
    for name in ("people", "units"):
        at = open_view(name, local)
        assert not at.exception
        assert len(at.dataframe[0].value) == 1
    with pytest.raises(NotAllowed):
        list_people(database, local.person, unit_id=south.id)


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
    at.file_uploader(key="import_file_0").set_value(("list.xlsx", bad, ""))
    at.button(key="import_send").click().run()
    assert "3" in at.error[0].value
    assert at.dataframe, "the list is still there"
    with database.read() as tx:
        assert find_login(tx, "good.one") is None
    good = _workbook(head, ("good.one", "Good", "Bank", None), (), (10012345, "Number", "Bank", "trainer"))
    at.file_uploader(key="import_file_0").set_value(("list.xlsx", good, ""))
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


def test_units_are_added_renamed_and_moved(database: Database) -> None:
    north, south = make_unit(database, "North"), make_unit(database, "South")
    at = open_view("units", signed_in(database, Role.ADMIN))
    at.text_input(key="units_new_name").set_value("Desk")
    at.selectbox(key="units_new_parent").select(north.id)
    at.button(key="units_add").click().run()
    assert not at.exception
    with database.read() as tx:
        desk = next(row["id"] for row in unit_store.list_rows(tx, north.path) if row["name"] == "Desk")
    at.selectbox(key="units_chosen").select(desk).run()
    at.text_input(key=f"units_name_{desk}").set_value("Counter")
    at.button(key="units_rename").click().run()
    at.selectbox(key=f"units_goal_{desk}").select(south.id)
    at.button(key="units_move").click().run()
    assert not at.exception
    with database.read() as tx:
        assert (get_unit(tx, desk).name, get_unit(tx, desk).parent_id) == ("Counter", south.id)
    assert [name.strip() for name in at.dataframe[0].value.iloc[:, 0]] == ["Bank", "North", "South", "Counter"]


def test_the_top_unit_and_a_unit_into_itself_are_not_offered(database: Database) -> None:
    north = make_unit(database, "North")
    below = make_unit(database, "Below", north.id)
    at = open_view("units", signed_in(database, Role.ADMIN))
    at.selectbox(key="units_chosen").select(HOUSE).run()
    assert "units_move" not in [button.key for button in at.button]
    at.selectbox(key="units_chosen").select(north.id).run()
    assert below.id not in at.selectbox(key=f"units_goal_{north.id}").options
    assert len(at.selectbox(key=f"units_goal_{north.id}").options) == 1


def test_the_audit_log_is_filtered_paged_and_checked(database: Database) -> None:
    admin, other = signed_in(database, Role.ADMIN, name="Wang Min"), make_person(database, Role.ADMIN, name="Li Lei")
    with database.write() as tx:
        for number in range(60):
            audit.record(tx, admin.person, "publish", f"case{number}", f"2026-03-{number // 2 + 1:02}T08:00:00.000Z")
        audit.record(tx, other, "disable_person", admin.person.id, "2026-04-10T08:00:00.000Z")
    at = open_view("audit", admin)

    def _numbers() -> list[int]:
        return list(at.dataframe[0].value.iloc[:, 0])

    assert _numbers() == list(range(61, 11, -1))
    at.button(key="audit_older").click().run()
    assert _numbers() == list(range(11, 0, -1))
    at.button(key="audit_newer").click().run()
    assert _numbers()[0] == 61
    at.text_input(key="audit_person").set_value("li").run()
    assert _numbers() == [61]
    at.text_input(key="audit_person").set_value("")
    at.text_input(key="audit_subject").set_value("wang").run()
    assert _numbers() == [61]
    at.text_input(key="audit_subject").set_value("case7").run()
    assert _numbers() == [8]
    at.text_input(key="audit_subject").set_value("")
    at.selectbox(key="audit_action").select("disable_person").run()
    assert _numbers() == [61]
    at.selectbox(key="audit_action").set_value(None)
    at.date_input(key="audit_since").set_value(date(2026, 3, 2))
    at.date_input(key="audit_until").set_value(date(2026, 3, 2)).run()
    assert _numbers() == [4, 3]
    at.button(key="audit_check").click().run()
    assert at.success
    assert not at.exception


def test_a_changed_audit_log_is_noticed_on_the_page(database: Database) -> None:
    admin = signed_in(database, Role.ADMIN)
    with database.write() as tx:
        audit.record(tx, admin.person, "publish", "case", "2026-03-01T08:00:00.000Z")
        tx.execute("DROP TRIGGER audit_never_changes")
        tx.execute("UPDATE audit SET subject = 'x'")
    at = open_view("audit", admin)
    at.button(key="audit_check").click().run()
    assert at.error
    assert not at.success


@pytest.mark.parametrize("name", ["people", "units", "audit"])
@pytest.mark.parametrize("role", [Role.CLIENT_MANAGER, Role.MENTOR, Role.TRAINER])
def test_a_page_of_administrators_shows_nothing_to_others(name: str, role: Role, database: Database) -> None:
    at = open_view(name, signed_in(database, role))
    assert at.exception
    assert not at.title
    assert not at.dataframe
    assert not at.button


def test_a_workbook_that_unpacks_to_very_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_workbook, "_MAX_BYTES", 1000)
    with pytest.raises(BadInput, match="too big"):
        read_roster(_workbook(("login", "name", "unit"), ("a.b", "A", "Bank")))
