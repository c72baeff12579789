"""Freeze a baseline: a named window of days the whole bank compares its figures with, until another is frozen.

Figures of the baseline are made for the same unit, line and kind as the figures next to it.
"""

from __future__ import annotations

from datetime import date

from kb.clock import day_of
from kb.errors import BadInput
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE, HOUSE_PATH
from kb.store import Database, Reader
from kb.usage.figures import baseline_store as store
from kb.usage.figures.model import Baseline
from kb.usage.figures.selection import Window

_MAX_NAME = 60


def current_baseline(database: Database) -> Baseline | None:
    """Return the baseline that holds now."""
    with database.read() as tx:
        return get_baseline(tx)


def get_baseline(tx: Reader) -> Baseline | None:
    """Return the baseline that holds now, inside the caller's transaction."""
    row = store.get_current(tx)
    if row is None:
        return None
    window = Window(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
    return Baseline(row["name"], window, row["frozen_by"], row["frozen_at"])


def freeze_baseline(database: Database, person: Person, name: str, window: Window, *, now: str) -> Baseline:
    """Compare with this window from now on, replacing the one before. For administrators of the whole bank.

    Raise BadInput without a name or if the window is not over.
    """
    with database.write() as tx:
        require(person, Action.MANAGE_UNITS, unit=HOUSE_PATH)
        name = " ".join(name.split())
        if not name:
            raise BadInput("Give the baseline a name.")
        if len(name) > _MAX_NAME:
            raise BadInput("At most {count} characters, please.", count=_MAX_NAME)
        if window.last.isoformat() >= day_of(now):
            raise BadInput("A baseline is a window that is over.")
        days = {"first_day": window.first.isoformat(), "last_day": window.last.isoformat()}
        store.end_current(tx, now)
        store.add(tx, {"name": name, "frozen_by": person.id, "frozen_at": now} | days)
        audit.record(tx, person, "freeze_baseline", "usage", now, unit_id=HOUSE, detail={"name": name} | days)
        return Baseline(name, window, person.name, now)


def clear_baseline(database: Database, person: Person, *, now: str) -> None:
    """Compare with no baseline from now on. For administrators of the whole bank."""
    with database.write() as tx:
        require(person, Action.MANAGE_UNITS, unit=HOUSE_PATH)
        if store.end_current(tx, now):
            audit.record(tx, person, "clear_baseline", "usage", now, unit_id=HOUSE)
