"""Define cohorts: when each checkpoint is open, and how attendance counts. Days are days in Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kb.clock import day_of, start_of_day
from kb.errors import BadInput
from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.cohorts.form_drawing import Cell
from kb.learning.cohorts.sitting import CHECKPOINTS, Attendance

MAX_QUESTIONS, MAX_MINUTES, MAX_TITLE = 50, 180, 80
ATTENDANCE_NAMES = {
    Attendance.OPEN: marked("Still open"),
    Attendance.ANSWERED: marked("Answered"),
    Attendance.LATE: marked("Too late"),
    Attendance.ABSENT: marked("Absent"),
    Attendance.EXCUSED: marked("Excused"),
}


_SHORT_NAMES = {
    0: marked("First test"),
    7: marked("7-day test"),
    30: marked("30-day test"),
    60: marked("60-day test"),
    90: marked("90-day test"),
}


def checkpoint_name(day: int) -> str:
    """Return what people call the test so many days after the course; 0 is the one at its end."""
    return _(_SHORT_NAMES[day])


class Phase(StrEnum):
    """Say where a moment lies relative to a window."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """Hold the days on which a checkpoint can be opened, both included."""

    day: int
    first: date
    last: date

    @property
    def opens_at(self) -> str:
        """Return the moment from which it can be opened."""
        return start_of_day(self.first)

    @property
    def closes_at(self) -> str:
        """Return the moment from which it can no longer be opened."""
        return start_of_day(self.last + timedelta(days=1))

    def phase(self, now: str) -> Phase:
        """Return whether it is still to come, open or over."""
        if now < self.opens_at:
            return Phase.COMING
        return Phase.OPEN if now < self.closes_at else Phase.OVER


@dataclass(frozen=True)
class Cohort:
    """Describe people of a course who are tested together.

    `starts_on` is the day of the first test; `blueprint` is that of every form.
    """

    id: str
    title: str
    owner_id: str
    unit_id: str
    unit_path: str
    starts_on: date
    questions: int
    minutes: int
    competencies: tuple[str, ...]
    sources: tuple[str, ...]
    blueprint: tuple[tuple[Cell, int], ...]
    seed: str
    control_id: str | None = None
    closed_at: str | None = None

    @property
    def windows(self) -> tuple[Window, ...]:
        """Return the windows of all checkpoints in their order."""
        return tuple(window_of(self.starts_on, day) for day in CHECKPOINTS)


def window_of(starts_on: date, day: int) -> Window:
    """Return the window of a checkpoint: three days before and after up to day 30, seven later on. Raise BadInput."""
    if day not in CHECKPOINTS:
        raise BadInput("There is no checkpoint on day {day}.", day=day)
    around = timedelta(days=3 if day <= 30 else 7)
    middle = starts_on + timedelta(days=day)
    return Window(day, middle - around, middle + around)


def may_change_people(cohort: Cohort, now: str) -> bool:
    """Return whether people may still join or leave: until the day of the first test."""
    return cohort.closed_at is None and now < start_of_day(cohort.starts_on)


def ended_at(ends_at: str, submitted_at: str | None, now: str) -> str | None:
    """Return when a form ended: handed in, or by its time limit; None while it can be answered."""
    return submitted_at or (ends_at if now >= ends_at else None)


def attendance_of(
    window: Window,
    now: str,
    *,
    ended: str | None = None,
    running: bool = False,
    excused: bool = False,
    closed_at: str | None = None,
) -> Attendance | None:
    """Return a person's attendance at a checkpoint; None if it is still to come, or the cohort closed before it.

    A form counts when it ended inside the window, even where the person had been excused; `ended` is None without a
    form and while one is being answered, which is `running`.
    """
    if ended is not None and ended <= window.closes_at:
        return Attendance.ANSWERED
    if running and now < window.closes_at:
        return Attendance.OPEN
    if now < window.opens_at or (closed_at is not None and closed_at <= window.opens_at):
        return None
    if excused:
        return Attendance.EXCUSED
    if ended is not None or running:
        return Attendance.LATE
    over = now >= window.closes_at or (closed_at is not None and closed_at <= now)
    return Attendance.ABSENT if over else Attendance.OPEN


def day_in_shanghai(now: str) -> date:
    """Return the day in Shanghai in which a moment lies."""
    return date.fromisoformat(day_of(now))
