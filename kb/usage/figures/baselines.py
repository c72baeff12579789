"""The baseline: a named window of days the whole house compares its figures with, until another is frozen.

Figures of the baseline are made for the same unit, line and kind as the figures beside it.
"""

from __future__ import annotations

from datetime import date

from kb.clock import day_of
from kb.errors import BadInput
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE, HOUSE_PATH
from kb.store import Reader, Writer
from kb.usage.figures import baseline_store as store
from kb.usage.figures.model import Baseline
from kb.usage.figures.selection import Window

_MAX_NAME = 60


def get_baseline(tx: Reader) -> Baseline | None:
    """The baseline that holds now."""
    row = store.get_current(tx)
    if row is None:
        return None
    window = Window(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
    return Baseline(row["name"], window, row["frozen_by"], row["frozen_at"])


def freeze_baseline(tx: Writer, person: Person, name: str, window: Window, now: str) -> Baseline:
    """Compare with this window from now on, in place of the one before. For administrators of the house.

    Raises BadInput without a name or where the window is not over.
    """
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


def clear_baseline(tx: Writer, person: Person, now: str) -> None:
    """Compare with no baseline from now on. For administrators of the house."""
    require(person, Action.MANAGE_UNITS, unit=HOUSE_PATH)
    if store.end_current(tx, now):
        audit.record(tx, person, "clear_baseline", "usage", now, unit_id=HOUSE)
