"""Looking after accounts, and who may not."""

from __future__ import annotations

import pytest

from kb.clock import shift, utc_now
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.i18n import translate, using_language
from kb.people.accounts import (
    NewPerson,
    accept_link,
    change_role_and_unit,
    disable_person,
    enable_person,
    invite_person,
    new_password_link,
    rescue_link,
)
from kb.people.audit import AuditFilter, list_audit
from kb.people.directory import find_login, get_person, list_people
from kb.people.links import PASSWORD, check_link
from kb.people.passwords import hash_password
from kb.people.person import ACTIVE, DISABLED, INVITED, ROLE_NAMES, Role
from kb.people.roster import COLUMNS, import_people, read_roster, unit_names
from kb.people.sessions import SessionLimits, find_session
from kb.people.units import HOUSE
from kb.store import Database
from tests.support.people import make_person, make_unit, sign_in

NOW = "2026-03-02T08:00:00.000Z"


def test_an_invited_person_chooses_a_password_and_is_active(database: Database) -> None:
    admin = make_person(database, Role.ADMIN)
    invitation = invite_person(database, admin, NewPerson("  ＺHANG.Wei ", " 张 伟 ", HOUSE, Role.TRAINER), now=NOW)
    assert (invitation.person.login, invitation.person.name) == ("zhang.wei", "张 伟")
    assert invitation.person.state == INVITED
    person = accept_link(database, invitation.code, hash_password("a good password"), now=NOW)
    assert (person.state, person.role) == (ACTIVE, Role.TRAINER)
    with pytest.raises(NotAllowed):
        accept_link(database, invitation.code, "", now=NOW)


def test_a_new_link_makes_the_old_one_useless_and_links_expire(database: Database) -> None:
    admin, person = make_person(database, Role.ADMIN), make_person(database)
    old, new = (new_password_link(database, admin, person.id, now=NOW) for _time in range(2))
    with database.write() as tx:
        with pytest.raises(NotAllowed):
            check_link(tx, PASSWORD, old, NOW)
        assert check_link(tx, PASSWORD, new, NOW) == person.id
        with pytest.raises(NotAllowed):
            check_link(tx, PASSWORD, new, shift(NOW, seconds=8 * 86400))
        with pytest.raises(NotAllowed):
            check_link(tx, "setup", new, NOW)


def test_disabling_ends_sessions_and_links_at_once(database: Database) -> None:
    admin, who = make_person(database, Role.ADMIN), sign_in(database, make_person(database))
    code = new_password_link(database, admin, who.person.id, now=utc_now())
    disable_person(database, admin, who.person.id, now=utc_now())
    assert find_session(database, who.session.token, SessionLimits(), now=utc_now()) is None
    with database.write() as tx, pytest.raises(NotAllowed):
        check_link(tx, PASSWORD, code, utc_now())
    with pytest.raises(BadInput):
        new_password_link(database, admin, who.person.id, now=utc_now())
    enable_person(database, admin, who.person.id, now=utc_now())
    with database.write() as tx:
        assert get_person(tx, who.person.id).state == ACTIVE
    assert find_session(database, who.session.token, SessionLimits(), now=utc_now()) is None


def test_the_last_administrator_of_the_house_stays(database: Database) -> None:
    admin, branch = make_person(database, Role.ADMIN), make_unit(database, "Branch")
    with pytest.raises(BadInput):
        disable_person(database, admin, admin.id, now=NOW)
    for role, unit in ((Role.TRAINER, HOUSE), (Role.ADMIN, branch.id)):
        with pytest.raises(Conflict):
            change_role_and_unit(database, admin, admin.id, role, unit, now=NOW)
    other = make_person(database, Role.ADMIN)
    change_role_and_unit(database, other, admin.id, Role.TRAINER, HOUSE, now=NOW)
    with database.write() as tx:
        assert get_person(tx, admin.id).role is Role.TRAINER


def test_an_administrator_of_a_branch_stays_within_it(database: Database) -> None:
    branch, other = make_unit(database, "Branch"), make_unit(database, "Other")
    below = make_unit(database, "Desk", branch.id)
    admin = make_person(database, Role.ADMIN, unit_id=branch.id)
    boss, stranger = make_person(database, Role.ADMIN), make_person(database, unit_id=other.id)
    colleague = make_person(database, unit_id=below.id)
    change_role_and_unit(database, admin, colleague.id, Role.MENTOR, branch.id, now=NOW)
    assert {person.id for person in list_people(database, admin)} == {admin.id, colleague.id}
    for forbidden in (
        lambda: disable_person(database, admin, boss.id, now=NOW),
        lambda: new_password_link(database, admin, boss.id, now=NOW),
        lambda: enable_person(database, admin, stranger.id, now=NOW),
        lambda: change_role_and_unit(database, admin, colleague.id, Role.ADMIN, HOUSE, now=NOW),
        lambda: change_role_and_unit(database, admin, stranger.id, Role.MENTOR, branch.id, now=NOW),
        lambda: invite_person(database, admin, NewPerson("new", "New", other.id), now=NOW),
        lambda: invite_person(database, admin, NewPerson("new", "New", HOUSE, Role.ADMIN), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    seen = list_audit(database, admin)
    assert {row["subject"] for row in seen} == {colleague.id, branch.id, below.id} & {row["subject"] for row in seen}
    assert [row["subject"] for row in list_audit(database, admin, AuditFilter(action="change_role_and_unit"))] == [
        colleague.id
    ]


@pytest.mark.parametrize("role", [Role.CLIENT_MANAGER, Role.MENTOR, Role.TRAINER])
def test_other_roles_manage_no_accounts(role: Role, database: Database) -> None:
    person, victim = make_person(database, role), make_person(database)
    for forbidden in (
        lambda: invite_person(database, person, NewPerson("new", "New", HOUSE), now=NOW),
        lambda: disable_person(database, person, victim.id, now=NOW),
        lambda: new_password_link(database, person, victim.id, now=NOW),
        lambda: change_role_and_unit(database, person, person.id, Role.ADMIN, HOUSE, now=NOW),
        lambda: list_people(database, person),
        lambda: list_audit(database, person),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


@pytest.mark.parametrize("login", ["", "a", "with space", "x" * 65, "a/b", "<b>"])
def test_strange_sign_in_names_are_refused(login: str, database: Database) -> None:
    admin = make_person(database, Role.ADMIN)
    with pytest.raises(BadInput):
        invite_person(database, admin, NewPerson(login, "Name", HOUSE), now=NOW)


def test_a_sign_in_name_is_taken_whatever_its_letters_look_like(database: Database) -> None:
    admin = make_person(database, Role.ADMIN, login="admin")
    with pytest.raises(Conflict):
        invite_person(database, admin, NewPerson("ＡDMIN", "Name", HOUSE), now=NOW)


def test_who_runs_the_server_can_let_an_administrator_back_in(database: Database) -> None:
    make_person(database, Role.ADMIN, login="boss", state=DISABLED)
    assert accept_link(database, rescue_link(database, "BOSS", now=NOW), "x", now=NOW).state == ACTIVE
    with pytest.raises(NotFound):
        rescue_link(database, "nobody", now=NOW)


def test_many_are_invited_from_a_spreadsheet(database: Database) -> None:
    admin, branch = make_person(database, Role.ADMIN), make_unit(database, "上海分行")
    make_unit(database, "营业部", branch.id)
    with using_language("zh"):
        headings, trainer = ",".join(map(translate, COLUMNS.values())), translate(ROLE_NAMES[Role.TRAINER])
    text = f"{headings}\nli.lei,李雷,Bank/上海分行/营业部,{trainer}\n,,,\nhan.mm,韩梅梅,上海分行,\n"
    for content in (text.encode("utf-8-sig"), text.encode("gb18030")):
        assert [(row.line, row.login) for row in read_roster(content)] == [(2, "li.lei"), (4, "han.mm")]
    found = import_people(database, admin, read_roster(text.encode()), now=NOW)
    assert [(one.person.role, one.person.unit_name) for one in found] == [
        (Role.TRAINER, "营业部"),
        (Role.CLIENT_MANAGER, "上海分行"),
    ]
    with database.write() as tx:
        assert check_link(tx, PASSWORD, found[0].code, NOW) == found[0].person.id
    assert "Bank/上海分行/营业部" in unit_names(database, admin).values()


@pytest.mark.parametrize("line", ["li.lei,Li,Nowhere,", "li lei,Li,Bank,", "li.lei,Li,Bank,boss", "taken,Li,Bank,"])
def test_one_mistake_in_a_spreadsheet_invites_no_one_and_is_named(line: str, database: Database) -> None:
    admin = make_person(database, Role.ADMIN, login="taken")
    rows = read_roster(f"login,name,unit,role\ngood.one,Good,Bank,\n{line}\n".encode())
    with pytest.raises(BadInput) as refusal:
        import_people(database, admin, rows, now=NOW)
    assert refusal.value.values["line"] == 3
    with database.read() as tx:
        assert find_login(tx, "good.one") is None


def test_a_spreadsheet_without_its_columns_is_refused() -> None:
    with pytest.raises(BadInput):
        read_roster(b"a,b\n1,2\n")
    with pytest.raises(BadInput):
        read_roster(b"")
