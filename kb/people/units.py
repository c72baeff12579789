"""Manage the bank's units as a tree: the head office, its branches, their departments.

A unit's path lists the ids from the head office down to it, such as `/house/3f2a/`; what lies in a unit or below it is
what has a path that begins with the unit's. Queries of other rooms use that: `units.path LIKE :scope`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.errors import BadInput, Conflict, NotFound
from kb.ids import new_id
from kb.people import audit, unit_store
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Writer

HOUSE = "house"
HOUSE_PATH = f"/{HOUSE}/"
"""The unit above all units. Bank-wide things, such as a backup, belong to it."""

_MAX_NAME = 60


@dataclass(frozen=True)
class Unit:
    """Describe a unit of the bank."""

    id: str
    parent_id: str | None
    path: str
    name: str
    people: int = 0

    @property
    def depth(self) -> int:
        """Return its depth below the head office; 0 for the head office."""
        return self.path.count("/") - HOUSE_PATH.count("/")


def get_unit(tx: Reader, unit_id: str) -> Unit:
    """Return a unit. Raise NotFound."""
    row = unit_store.get_row(tx, unit_id)
    if row is None:
        raise NotFound("This unit no longer exists.")
    return Unit(**row)


def list_units(database: Database, actor: Person) -> list[Unit]:
    """Return the actor's unit and all below it, in the order of a tree."""
    with database.read() as tx:
        return units_below(tx, actor)


def units_below(tx: Reader, actor: Person) -> list[Unit]:
    """Return `list_units` inside the caller's transaction."""
    units = [Unit(**row) for row in unit_store.list_rows(tx, actor.unit_path)]
    names = {unit.id: unit.name for unit in units}
    return sorted(units, key=lambda unit: [names.get(part, "") for part in unit.path.split("/")])


def add_house(tx: Writer, name: str, now: str) -> Unit:
    """Add the head office, once, together with the first administrator."""
    name = _checked_name(name)
    unit_store.add_row(tx, unit_id=HOUSE, parent_id=None, path=HOUSE_PATH, name=name, now=now)
    return Unit(HOUSE, None, HOUSE_PATH, name)


def add_unit(database: Database, actor: Person, parent_id: str, name: str, *, now: str) -> Unit:
    """Add a unit under a parent and return it. Raise Conflict if the parent has one of that name."""
    with database.write() as tx:
        return add_unit_in(tx, actor, parent_id, name, now)


def add_unit_in(tx: Writer, actor: Person, parent_id: str, name: str, now: str) -> Unit:
    """Do `add_unit` inside the caller's transaction."""
    parent = get_unit(tx, parent_id)
    require(actor, Action.MANAGE_UNITS, unit=parent.path)
    name = _free_name(tx, parent.id, name)
    unit_id = new_id()
    path = f"{parent.path}{unit_id}/"
    unit_store.add_row(tx, unit_id=unit_id, parent_id=parent.id, path=path, name=name, now=now)
    audit.record(tx, actor, "add_unit", unit_id, now, unit_id=unit_id, detail={"name": name})
    return Unit(unit_id, parent.id, path, name)


def rename_unit(database: Database, actor: Person, unit_id: str, name: str, *, now: str) -> None:
    """Rename a unit."""
    with database.write() as tx:
        unit = get_unit(tx, unit_id)
        require(actor, Action.MANAGE_UNITS, unit=unit.path)
        name = _free_name(tx, unit.parent_id or "", name, but=unit.id)
        unit_store.set_name(tx, unit.id, name)
        audit.record(tx, actor, "rename_unit", unit.id, now, unit_id=unit.id, detail={"from": unit.name, "to": name})


def move_unit(database: Database, actor: Person, unit_id: str, parent_id: str, *, now: str) -> None:
    """Move a unit, with all below it, under another parent. Needs permission at both ends."""
    with database.write() as tx:
        unit, parent = get_unit(tx, unit_id), get_unit(tx, parent_id)
        if unit.parent_id is None:
            raise BadInput("The topmost unit cannot be moved.")
        old_parent = get_unit(tx, unit.parent_id)
        require(actor, Action.MANAGE_UNITS, unit=old_parent.path)
        require(actor, Action.MANAGE_UNITS, unit=parent.path)
        if parent.path.startswith(unit.path):
            raise BadInput("A unit cannot be moved below itself.")
        _free_name(tx, parent.id, unit.name, but=unit.id)
        new_path = f"{parent.path}{unit.id}/"
        for row in unit_store.list_rows(tx, unit.path):
            below = row["path"].removeprefix(unit.path)
            new_parent = parent.id if row["id"] == unit.id else row["parent_id"]
            unit_store.set_place(tx, row["id"], new_parent, new_path + below)
        audit.record(
            tx,
            actor,
            "move_unit",
            unit.id,
            now,
            unit_id=parent.id,
            detail={"from": old_parent.id, "to": parent.id},
        )


def _free_name(tx: Reader, parent_id: str, name: str, but: str = "") -> str:
    name = _checked_name(name)
    if unit_store.name_is_taken(tx, parent_id, name, but):
        raise Conflict("There is already a unit called {name} there.", name=name)
    return name


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _MAX_NAME or "/" in name:
        raise BadInput("A unit needs a name of at most {count} characters, without a slash.", count=_MAX_NAME)
    return name
