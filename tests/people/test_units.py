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
    with database.write() as tx:
        move_unit(tx, admin, desk.id, b.id, NOW)
        assert get_unit(tx, corner.id).path == f"/house/{b.id}/{desk.id}/{corner.id}/"
        assert get_unit(tx, corner.id).depth == 3
        assert get_unit(tx, desk.id).parent_id == b.id
        assert [unit.name for unit in list_units(tx, person)] == ["B", "Desk", "Corner"]
        assert [unit.name for unit in list_units(tx, admin)] == ["Bank", "A", "B", "Desk", "Corner"]


def test_no_unit_hangs_below_itself(database: Database) -> None:
    admin, a = make_person(database, Role.ADMIN), make_unit(database, "A")
    below = make_unit(database, "Below", a.id)
    with database.write() as tx:
        for unit, parent in ((a.id, below.id), (a.id, a.id), (HOUSE, a.id)):
            with pytest.raises(BadInput):
                move_unit(tx, admin, unit, parent, NOW)


def test_two_units_beside_each_other_have_different_names(database: Database) -> None:
    admin, a, b = make_person(database, Role.ADMIN), make_unit(database, "A"), make_unit(database, "B")
    make_unit(database, "Desk", a.id)
    desk = make_unit(database, "Desk", b.id)
    with database.write() as tx:
        with pytest.raises(Conflict):
            add_unit(tx, admin, HOUSE, " A ", NOW)
        with pytest.raises(Conflict):
            rename_unit(tx, admin, b.id, "A", NOW)
        with pytest.raises(Conflict):
            move_unit(tx, admin, desk.id, a.id, NOW)
        rename_unit(tx, admin, b.id, "C", NOW)
        assert get_unit(tx, b.id).name == "C"
        for name in ("", " ", "a/b", "x" * 61):
            with pytest.raises(BadInput):
                add_unit(tx, admin, HOUSE, name, NOW)


def test_units_are_moved_only_by_who_looks_after_both_ends(database: Database) -> None:
    a, b = make_unit(database, "A"), make_unit(database, "B")
    desk = make_unit(database, "Desk", a.id)
    admin, trainer = (make_person(database, role, unit_id=a.id) for role in (Role.ADMIN, Role.TRAINER))
    with database.write() as tx:
        for forbidden in (
            lambda: move_unit(tx, admin, desk.id, b.id, NOW),
            lambda: move_unit(tx, admin, b.id, a.id, NOW),
            lambda: move_unit(tx, admin, a.id, HOUSE, NOW),
            lambda: add_unit(tx, admin, HOUSE, "X", NOW),
            lambda: rename_unit(tx, admin, b.id, "X", NOW),
            lambda: add_unit(tx, trainer, a.id, "X", NOW),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
        add_unit(tx, admin, desk.id, "Corner", NOW)
