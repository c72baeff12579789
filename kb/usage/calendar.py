"""Days as people at the bank know them: Asia/Shanghai, which has been UTC+8 all year since 1991.

A window is whole local days, both ends included. A moment belongs to the day it falls on there, so 16:00 UTC
begins the next day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

from kb.errors import BadInput

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
Step = Literal["day", "week", "month"]


def local_time(at: str) -> datetime:
    """A stored moment on the clock of Shanghai. A bare ISO day is its midnight in UTC."""
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SHANGHAI)


def local_day(at: str) -> date:
    """The local day a stored moment falls on."""
    return local_time(at).date()


def start_of(day: date) -> str:
    """The moment a local day begins, as it is stored."""
    moment = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Window:
    """A stretch of whole local days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput("The period ends before it begins.")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def start_at(self) -> str:
        """The moment it begins."""
        return start_of(self.first)

    @property
    def end_at(self) -> str:
        """The moment it is over; not part of it."""
        return start_of(self.last + timedelta(days=1))

    @property
    def before(self) -> Window:
        """The window of the same length just before this one."""
        return Window(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


def buckets(window: Window, step: Step) -> list[Window]:
    """The window cut into days, weeks (Monday to Sunday) or months; the first and last may be shorter."""
    found = []
    first = window.first
    while first <= window.last:
        last = min(_last_of(first, step), window.last)
        found.append(Window(first, last))
        first = last + timedelta(days=1)
    return found


def _last_of(day: date, step: Step) -> date:
    if step == "day":
        return day
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
