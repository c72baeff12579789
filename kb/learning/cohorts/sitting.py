"""What came of each person's checkpoints: the facts that retention statistics rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CHECKPOINTS = (0, 7, 30, 60, 90)
"""Days after the course on which a cohort is asked; 0 is the test at its end."""


class Attendance(StrEnum):
    """Whether a person answered the form of a checkpoint. Only ANSWERED counts in a figure."""

    OPEN = "open"
    ANSWERED = "answered"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Sitting:
    """One person at one checkpoint: the sum of the score shares of `possible` questions, None where not answered."""

    person_id: str
    unit_path: str
    day: int
    attendance: Attendance
    score: float | None
    possible: int


@dataclass(frozen=True)
class ItemAnswer:
    """One question of an answered form: a score share from 0 to 1, and the options chosen where it has options."""

    person_id: str
    unit_path: str
    day: int
    question_id: str
    competencies: tuple[str, ...]
    score: float
    chosen: tuple[str, ...] = ()
