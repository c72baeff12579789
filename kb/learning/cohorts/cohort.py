"""Cohorts: when each checkpoint is open, and what came of a person's attendance. Days are days in Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kb.clock import day_of, start_of_day
from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.cohorts.form_drawing import Cell
from kb.learning.cohorts.sitting import CHECKPOINTS, Attendance

MOST_QUESTIONS, MOST_MINUTES, LONGEST_TITLE = 50, 180, 80
ATTENDANCE_NAMES = {
    Attendance.OPEN: marked("Still open"),
    Attendance.ANSWERED: marked("Answered"),
    Attendance.LATE: marked("Too late"),
    Attendance.ABSENT: marked("Absent"),
    Attendance.EXCUSED: marked("Excused"),
}


class Phase(StrEnum):
    """Where a moment lies seen from a window."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """The days on which a checkpoint can be opened, both included."""

    day: int
    first: date
    last: date

    @property
    def opens_at(self) -> str:
        """The moment from which it can be opened."""
        return start_of_day(self.first)

    @property
    def closes_at(self) -> str:
        """The moment from which it cannot be opened any more."""
        return start_of_day(self.last + timedelta(days=1))

    def phase(self, now: str) -> Phase:
        """Whether it is still to come, open or over."""
        if now < self.opens_at:
            return Phase.COMING
        return Phase.OPEN if now < self.closes_at else Phase.OVER


@dataclass(frozen=True)
class Cohort:
    """People of a course who are asked together. `starts_on` is the day of D0; `blueprint` is that of every form."""

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
        """The windows of all checkpoints in their order."""
        return tuple(window_of(self.starts_on, day) for day in CHECKPOINTS)


def window_of(starts_on: date, day: int) -> Window:
    """The window of a checkpoint: three days before and after up to D30, seven later on. Raises BadInput."""
    if day not in CHECKPOINTS:
        raise BadInput("There is no checkpoint on day {day}.", day=day)
    around = timedelta(days=3 if day <= 30 else 7)
    middle = starts_on + timedelta(days=day)
    return Window(day, middle - around, middle + around)


def may_change_people(cohort: Cohort, now: str) -> bool:
    """Whether people may still join or leave: until D0 begins."""
    return cohort.closed_at is None and now < start_of_day(cohort.starts_on)


def ended_at(ends_at: str, submitted_at: str | None, now: str) -> str | None:
    """When a form ended: handed in, or by its time limit; None while it can be answered."""
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
    """What came of a person at a checkpoint; None where it is still to come, or the cohort closed before it.

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
    """The day in Shanghai in which a moment lies."""
    return date.fromisoformat(day_of(now))
