"""Define what the figures of usage are about: days, a unit, a business line, a kind of document."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.errors import BadInput
from kb.people.units import HOUSE_PATH

WEEKS_UNTIL_DAYS = 92
"""Windows of up to this many days are divided into weeks, longer ones into months."""


@dataclass(frozen=True)
class Window:
    """Hold days of the bank (Shanghai time), both ends included. Raise BadInput if it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadInput("The window ends before it begins.")

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: Window) -> bool:
        """Return whether any day lies in both."""
        return self.first <= other.last and other.first <= self.last

    def before(self) -> Window:
        """Return the period of the same length directly before. Raise BadInput before the year 1."""
        try:
            return Window(self.first - timedelta(days=self.days), self.first - timedelta(days=1))
        except OverflowError as error:
            raise BadInput("There is no period before this one.") from error

    def periods(self) -> list[Window]:
        """Return its weeks (from Monday) if it is short, else its months.

        The first and the last may be cut short.
        """
        found, start = [], self.first
        while (end := _week_end(start) if self.by_week else _month_end(start)) < self.last:
            found.append(Window(start, end))
            start = end + timedelta(days=1)
        return [*found, Window(start, self.last)]

    @property
    def by_week(self) -> bool:
        """Return whether `periods` are weeks."""
        return self.days <= WEEKS_UNTIL_DAYS


@dataclass(frozen=True)
class Selection:
    """Say what every figure is about.

    Events count by the unit their person was in at that time, which must be at or below `unit` (a path), and by the
    business line and kind of the document; empty means all. Searches have no document: where `line` or `kind` is
    given, figures of searches are not shown. Documents belong to no unit: `unit` does not choose among them.
    """

    window: Window
    unit: str = HOUSE_PATH
    line: str = ""
    kind: str = ""

    @property
    def of_all_documents(self) -> bool:
        """Return whether neither line nor kind is chosen."""
        return not self.line and not self.kind

    def during(self, window: Window) -> Selection:
        """Return the same about other days."""
        return replace(self, window=window)


def _week_end(day: date) -> date:
    return day + timedelta(days=min(6 - day.weekday(), (date.max - day).days))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
