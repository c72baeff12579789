"""The tree of units."""

from __future__ import annotations

import pytest

from kb.errors import BadInput, Conflict, NotAllowed
from kb.people.person import Role
from kb.people.units import HOUSE, add_unit, get_unit, list_units, move_unit, rename_unit
from kb.store import Database
from tests.support.people import make_person, make_unit

NOW = "2026-03-02T08:00:00.000Z"


def test_a_moved_unit_takes_all_below_it_along(database: Database) -> None:
    admin = make_person(database, Role.ADMIN)
    a, b = make_unit(database, "A"), make_unit(database, "B")
    desk = make_unit(database, "Desk", a.id)
    corner = make_unit(database, "Corner", desk.id)
    person = make_person(database, Role.ADMIN, unit_id=b.id)
    move_unit(database, admin, desk.id, b.id, now=NOW)
    with database.write() as tx:
        assert get_unit(tx, corner.id).path == f"/house/{b.id}/{desk.id}/{corner.id}/"
        assert get_unit(tx, corner.id).depth == 3
        assert get_unit(tx, desk.id).parent_id == b.id
    assert [unit.name for unit in list_units(database, person)] == ["B", "Desk", "Corner"]
    assert [unit.name for unit in list_units(database, admin)] == ["Bank", "A", "B", "Desk", "Corner"]


def test_no_unit_hangs_below_itself(database: Database) -> None:
    admin, a = make_person(database, Role.ADMIN), make_unit(database, "A")
    below = make_unit(database, "Below", a.id)
    for unit, parent in ((a.id, below.id), (a.id, a.id), (HOUSE, a.id)):
        with pytest.raises(BadInput):
            move_unit(database, admin, unit, parent, now=NOW)


def test_two_units_beside_each_other_have_different_names(database: Database) -> None:
    admin, a, b = make_person(database, Role.ADMIN), make_unit(database, "A"), make_unit(database, "B")
    make_unit(database, "Desk", a.id)
    desk = make_unit(database, "Desk", b.id)
    with pytest.raises(Conflict):
        add_unit(database, admin, HOUSE, " A ", now=NOW)
    with pytest.raises(Conflict):
        rename_unit(database, admin, b.id, "A", now=NOW)
    with pytest.raises(Conflict):
        move_unit(database, admin, desk.id, a.id, now=NOW)
    rename_unit(database, admin, b.id, "C", now=NOW)
    with database.write() as tx:
        assert get_unit(tx, b.id).name == "C"
    for name in ("", " ", "a/b", "x" * 61):
        with pytest.raises(BadInput):
            add_unit(database, admin, HOUSE, name, now=NOW)


def test_units_are_moved_only_by_who_looks_after_both_ends(database: Database) -> None:
    a, b = make_unit(database, "A"), make_unit(database, "B")
    desk = make_unit(database, "Desk", a.id)
    admin, trainer = (make_person(database, role, unit_id=a.id) for role in (Role.ADMIN, Role.TRAINER))
    for forbidden in (
        lambda: move_unit(database, admin, desk.id, b.id, now=NOW),
        lambda: move_unit(database, admin, b.id, a.id, now=NOW),
        lambda: move_unit(database, admin, a.id, HOUSE, now=NOW),
        lambda: add_unit(database, admin, HOUSE, "X", now=NOW),
        lambda: rename_unit(database, admin, b.id, "X", now=NOW),
        lambda: add_unit(database, trainer, a.id, "X", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    add_unit(database, admin, desk.id, "Corner", now=NOW)
