"""Define the result of each person's checkpoints: the facts that retention statistics rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CHECKPOINTS = (0, 7, 30, 60, 90)
"""Days after the course on which a cohort is asked; 0 is the test at its end."""


class Attendance(StrEnum):
    """Say whether a person answered the form of a checkpoint. Only ANSWERED counts in a figure."""

    OPEN = "open"
    ANSWERED = "answered"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Sitting:
    """Hold one person's checkpoint: the sum of the shares of `possible` questions, None if not answered."""

    person_id: str
    unit_path: str
    day: int
    attendance: Attendance
    score: float | None
    possible: int


@dataclass(frozen=True)
class ItemAnswer:
    """Hold one question of an answered form: a score share from 0 to 1, and the options chosen, if it has options."""

    person_id: str
    unit_path: str
    day: int
    question_id: str
    competencies: tuple[str, ...]
    score: float
    chosen: tuple[str, ...] = ()
