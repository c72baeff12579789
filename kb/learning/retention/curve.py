"""Compute what a cohort still knows after its course, by checkpoint, and how far absentees could change it.

Enrolled at a checkpoint: everyone with a sitting of that day. Excused people are taken out of every denominator;
everyone else who has no counted answer (absent, late, still open) is missing. A person's score is the share of
their form that was right, so forms of different length count alike. docs/retention.md has every definition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from kb.learning.cohorts.sitting import Attendance, Sitting
from kb.learning.retention.intervals import (
    Estimate,
    mean_difference,
    mean_estimate,
    rate_estimate,
    ratio_difference,
    ratio_estimate,
)
from kb.privacy.groups import MIN_PEOPLE
from kb.slow_imports import import_lock

with import_lock:
    from statsmodels.stats.weightstats import ttest_ind

TARGET = 0.85
"""Reference line: what a training of this kind is said to reach."""
TRADITIONAL = 0.62
"""Reference line: what traditional training is said to reach."""
MANY_MISSING = 0.2
_TESTS = 2
_DOUBT = 0.05


class Hidden(StrEnum):
    """Say why a figure is not shown."""

    FEW_PEOPLE = "few_people"
    COMPLEMENT = "complement"
    NOT_YET = "not_yet"
    NO_START = "no_start"


class AbsenceSign(StrEnum):
    """Say why the answers may not represent those who did not answer."""

    MANY = "many"
    EXCUSED = "excused"
    SCORES = "scores"


@dataclass(frozen=True)
class Counts:
    """Count the people of a checkpoint by attendance."""

    enrolled: int
    answered: int
    late: int
    absent: int
    excused: int
    open: int

    @property
    def expected(self) -> int:
        """Return everyone but the excused: the denominator of the response rate."""
        return self.enrolled - self.excused

    @property
    def missing(self) -> int:
        """Return expected people without a counted answer."""
        return self.expected - self.answered


@dataclass(frozen=True)
class Bounds:
    """Hold the figure if all missing people had scored 0, and if each had scored as the cohort did on day 0."""

    worst: Estimate
    best: Estimate


@dataclass(frozen=True)
class Absence:
    """Report whether absence seems related to what people know.

    The means are earlier scores of those present and of those missing; None if a side has fewer than 5 people.
    """

    share: float
    signs: tuple[AbsenceSign, ...] = ()
    present_before: float | None = None
    missing_before: float | None = None

    @property
    def informative(self) -> bool:
        """Return whether to warn: read the bounds rather than the figure."""
        return bool(self.signs)


@dataclass(frozen=True)
class Point:
    """Hold a cohort at a checkpoint. `hidden` says why `mean` is None, `retention_hidden` why `retention` is."""

    day: int
    counts: Counts
    response: Estimate | None
    mean: Estimate | None = None
    retention: Estimate | None = None
    mean_bounds: Bounds | None = None
    retention_bounds: Bounds | None = None
    absence: Absence | None = None
    hidden: Hidden | None = None
    retention_hidden: Hidden | None = None


@dataclass(frozen=True)
class Curve:
    """Hold a group over all its checkpoints; without points if the group is hidden."""

    people: int
    points: tuple[Point, ...] = ()
    hidden: Hidden | None = None


@dataclass(frozen=True)
class Difference:
    """Hold a cohort minus its control at a checkpoint, in shares; None if either figure is not shown."""

    day: int
    retention: Estimate | None
    mean: Estimate | None


def cohort_curve(sittings: Sequence[Sitting]) -> Curve:
    """Return the figures of a cohort at each of its checkpoints. Raise ValueError for two sittings of one a day."""
    days = by_day(sittings)
    people = len({sitting.person_id for sitting in sittings})
    if people < MIN_PEOPLE:
        return Curve(people, hidden=Hidden.FEW_PEOPLE)
    scores = {day: shares(of_day.values()) for day, of_day in days.items()}
    return Curve(people, tuple(_point(day, of_day, scores) for day, of_day in days.items()))


def latest_curve(sittings: Sequence[Sitting]) -> Curve:
    """Return the figures at the last checkpoint that enough people answered, without bounds: for many groups."""
    days = by_day(sittings)
    people = len({sitting.person_id for sitting in sittings})
    if people < MIN_PEOPLE:
        return Curve(people, hidden=Hidden.FEW_PEOPLE)
    scores = {day: shares(of_day.values()) for day, of_day in days.items()}
    last = max((day for day in days if len(scores[day]) >= MIN_PEOPLE), default=max(days))
    return Curve(people, (_point(last, days[last], scores, bounds=False),))


def differences(ours: Sequence[Sitting], control: Sequence[Sitting]) -> tuple[Difference, ...]:
    """Return how far a cohort lies from its control on each day that both have."""
    mine = {day: shares(of_day.values()) for day, of_day in by_day(ours).items()}
    other = {day: shares(of_day.values()) for day, of_day in by_day(control).items()}
    return tuple(_difference(day, mine, other) for day in mine if day in other)


def by_day(sittings: Sequence[Sitting]) -> dict[int, dict[str, Sitting]]:
    """Return the sittings by day and person, in order of day."""
    found: dict[int, dict[str, Sitting]] = {day: {} for day in sorted({sitting.day for sitting in sittings})}
    for sitting in sittings:
        if sitting.person_id in found[sitting.day]:
            raise ValueError(f"two sittings of one person on day {sitting.day}")
        found[sitting.day][sitting.person_id] = sitting
    return found


def share_of(sitting: Sitting) -> float | None:
    """Return the share of the form that was right; None if no answer counts."""
    if sitting.attendance is not Attendance.ANSWERED or sitting.score is None or sitting.possible <= 0:
        return None
    return sitting.score / sitting.possible


def shares(sittings: Iterable[Sitting]) -> dict[str, float]:
    """Return each person's share, of those whose answer counts."""
    return {sitting.person_id: share for sitting in sittings if (share := share_of(sitting)) is not None}


def _point(
    day: int, sittings: Mapping[str, Sitting], scores: Mapping[int, Mapping[str, float]], *, bounds: bool = True
) -> Point:
    now, counts = scores[day], _count(sittings.values(), len(scores[day]))
    response = rate_estimate(counts.answered, counts.expected)
    if not now:
        return Point(day, counts, response, hidden=Hidden.NOT_YET, retention_hidden=Hidden.NOT_YET if day else None)
    if counts.enrolled < MIN_PEOPLE or len(now) < MIN_PEOPLE:
        few = Hidden.FEW_PEOPLE
        return Point(day, counts, response, hidden=few, retention_hidden=few if day else None)
    start = scores.get(0, {})
    expected = [person for person, sitting in sittings.items() if sitting.attendance is not Attendance.EXCUSED]
    both = [person for person in now if person in start]
    retention = _ratio(now, start, both) if day and len(both) >= MIN_PEOPLE else None
    return Point(
        day,
        counts,
        response,
        mean=mean_estimate([*now.values()]),
        retention=retention,
        mean_bounds=_bounds(now, start, expected, as_ratio=False) if start and bounds else None,
        retention_bounds=_bounds(now, start, expected, as_ratio=True) if retention and bounds else None,
        absence=_absence(day, counts, expected, scores),
        retention_hidden=_why_no_ratio(start, both) if day and retention is None else None,
    )


def _why_no_ratio(start: Mapping[str, float], both: Sequence[str]) -> Hidden:
    return Hidden.FEW_PEOPLE if start and len(both) < MIN_PEOPLE else Hidden.NO_START


def _count(sittings: Iterable[Sitting], answered: int) -> Counts:
    count = Counter(sitting.attendance for sitting in sittings)
    late, absent, excused = count[Attendance.LATE], count[Attendance.ABSENT], count[Attendance.EXCUSED]
    # An answered form without any counted question is treated as not yet answered.
    return Counts(count.total(), answered, late, absent, excused, count.total() - answered - late - absent - excused)


def _ratio(later: Mapping[str, float], start: Mapping[str, float], people: Sequence[str]) -> Estimate | None:
    return ratio_estimate([later[person] for person in people], [start[person] for person in people])


def _bounds(
    now: Mapping[str, float], start: Mapping[str, float], expected: Sequence[str], *, as_ratio: bool
) -> Bounds | None:
    """Return the mean over everyone expected; as a ratio over those of them who have a score of day 0."""
    people = [person for person in expected if person in start] if as_ratio else expected
    before = [start[person] for person in people] if as_ratio else [1.0] * len(people)
    usual = fmean(start.values())
    worst = ratio_estimate([now.get(person, 0.0) for person in people], before)
    best = ratio_estimate([now.get(person, usual) for person in people], before)
    return Bounds(worst, best) if worst and best else None


def _absence(
    day: int, counts: Counts, expected: Sequence[str], scores: Mapping[int, Mapping[str, float]]
) -> Absence | None:
    if counts.expected == 0:
        return None
    share, signs = counts.missing / counts.expected, []
    if share > MANY_MISSING:
        signs.append(AbsenceSign.MANY)
    if counts.excused > MANY_MISSING * counts.enrolled:
        signs.append(AbsenceSign.EXCUSED)
    earlier = [of_day for before, of_day in scores.items() if before < day]
    latest = {person: share for of_day in earlier for person, share in of_day.items()}
    sides = [_sides(expected, scores[day], before) for before in (scores.get(0, {}) if day else {}, latest)]
    if any(_differ(present, missing) for present, missing in sides):
        signs.append(AbsenceSign.SCORES)
    present, missing = sides[-1]
    shown = min(len(present), len(missing)) >= MIN_PEOPLE
    return Absence(share, tuple(signs), fmean(present) if shown else None, fmean(missing) if shown else None)


def _sides(
    expected: Sequence[str], now: Mapping[str, float], before: Mapping[str, float]
) -> tuple[list[float], list[float]]:
    present = [before[person] for person in expected if person in before and person in now]
    return present, [before[person] for person in expected if person in before and person not in now]


def _differ(present: Sequence[float], missing: Sequence[float]) -> bool:
    """Return whether two means differ by Welch's test, at a level shared by the two tests of a checkpoint."""
    if min(len(present), len(missing)) < MIN_PEOPLE:
        return False
    if len({*present}) == 1 and len({*missing}) == 1:
        return present[0] != missing[0]
    return float(ttest_ind(present, missing, usevar="unequal")[1]) < _DOUBT / _TESTS


def _difference(
    day: int, mine: Mapping[int, Mapping[str, float]], other: Mapping[int, Mapping[str, float]]
) -> Difference:
    pairs = [_pairs(scores[day], scores.get(0, {})) for scores in (mine, other)]
    ratio = day > 0 and min(len(later) for later, _start in pairs) >= MIN_PEOPLE
    mean = min(len(mine[day]), len(other[day])) >= MIN_PEOPLE
    return Difference(
        day,
        ratio_difference(*pairs) if ratio else None,
        mean_difference([*mine[day].values()], [*other[day].values()]) if mean else None,
    )


def _pairs(later: Mapping[str, float], start: Mapping[str, float]) -> tuple[list[float], list[float]]:
    both = [person for person in later if person in start]
    return [later[person] for person in both], [start[person] for person in both]
