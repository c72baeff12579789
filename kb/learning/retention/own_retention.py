"""Compute what a person has kept, what to read next and why; and, for trainers, who may be losing it.

A form has few questions, so the figures of one person are a reason to talk, never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.learning.cohorts.sitting import Attendance, ItemAnswer, Sitting
from kb.learning.retention.curve import share_of

AT_RISK_BELOW = 0.6
"""The usual pass mark, 60 of 100."""
MIN_QUESTIONS = 3
_MISSED_IN_A_ROW = 2


class Risk(StrEnum):
    """Say why a person is on the list: the last score, the predicted recall, or the last two checkpoints missed."""

    OBSERVED = "observed"
    PREDICTED = "predicted"
    AWAY = "away"


@dataclass(frozen=True)
class AtRisk:
    """Hold a person who may be forgetting; `observed` is their last counted share, of `day`."""

    person_id: str
    unit_path: str
    risks: tuple[Risk, ...]
    observed: float | None
    day: int | None
    predicted: float | None


@dataclass(frozen=True)
class OwnPoint:
    """Hold a person at a checkpoint; retention is the share there ÷ the share of day 0."""

    day: int
    attendance: Attendance
    share: float | None
    retention: float | None


@dataclass(frozen=True)
class OwnCompetency:
    """Hold a person's mean share on a competency, at the last checkpoint that asked about it.

    With fewer than three questions nothing is called weak.
    """

    competency: str
    share: float
    questions: int
    day: int
    weak: bool


@dataclass(frozen=True)
class Reading:
    """Recommend a source, because of these questions: `lost` is the sum of the shares missed in them."""

    source: str
    questions: tuple[str, ...]
    competencies: tuple[str, ...]
    lost: float
    day: int


def at_risk(
    sittings: Iterable[Sitting], predicted: Mapping[str, float] | None = None, below: float = AT_RISK_BELOW
) -> tuple[AtRisk, ...]:
    """Return people whose last counted share or predicted recall is below a mark, or who missed two in a row.

    Excused and still open checkpoints are skipped. The most reasons come first, then the lowest figure.
    """
    people: dict[str, list[Sitting]] = {}
    for sitting in sorted(sittings, key=lambda sitting: sitting.day):
        people.setdefault(sitting.person_id, []).append(sitting)
    found = [_judge(own, (predicted or {}).get(person), below) for person, own in people.items()]
    return tuple(sorted((one for one in found if one.risks), key=_urgency))


def own_curve(sittings: Iterable[Sitting], person_id: str) -> tuple[OwnPoint, ...]:
    """Return a person's checkpoints in order."""
    own = sorted((sitting for sitting in sittings if sitting.person_id == person_id), key=lambda sitting: sitting.day)
    start = next((share_of(sitting) for sitting in own if sitting.day == 0), None)
    return tuple(_own_point(sitting, start) for sitting in own)


def own_competencies(
    answers: Iterable[ItemAnswer], person_id: str, below: float = AT_RISK_BELOW
) -> tuple[OwnCompetency, ...]:
    """Return a person's competencies, the weakest first."""
    items: dict[str, dict[int, list[float]]] = {}
    for answer in answers:
        if answer.person_id == person_id:
            for competency in answer.competencies:
                items.setdefault(competency, {}).setdefault(answer.day, []).append(answer.score)
    found = [_own_competency(name, items[name], below) for name in sorted(items)]
    return tuple(sorted(found, key=lambda one: one.share))


def read_next(
    answers: Iterable[ItemAnswer], person_id: str, sources: Mapping[str, Sequence[str]], limit: int = 5
) -> tuple[Reading, ...]:
    """Return what a person should read, by the last answer to each question: what would win back most comes first."""
    last: dict[str, ItemAnswer] = {}
    for answer in sorted(answers, key=lambda answer: answer.day):
        if answer.person_id == person_id:
            last[answer.question_id] = answer
    missed: dict[str, list[ItemAnswer]] = {}
    for answer in last.values():
        if answer.score < 1:
            for source in sources.get(answer.question_id, ()):
                missed.setdefault(source, []).append(answer)
    readings = sorted((_reading(*item) for item in missed.items()), key=lambda one: (-one.lost, -one.day, one.source))
    return tuple(readings[:limit])


def _judge(own: Sequence[Sitting], predicted: float | None, below: float) -> AtRisk:
    counted = [(sitting.day, share) for sitting in own if (share := share_of(sitting)) is not None]
    day, observed = counted[-1] if counted else (None, None)
    over = [sitting for sitting in own if sitting.attendance not in (Attendance.EXCUSED, Attendance.OPEN)]
    last = over[-_MISSED_IN_A_ROW:]
    risks = {
        Risk.OBSERVED: observed is not None and observed < below,
        Risk.PREDICTED: predicted is not None and predicted < below,
        Risk.AWAY: len(last) == _MISSED_IN_A_ROW and all(share_of(sitting) is None for sitting in last),
    }
    reasons = tuple(risk for risk, holds in risks.items() if holds)
    return AtRisk(own[0].person_id, own[-1].unit_path, reasons, observed, day, predicted)


def _urgency(one: AtRisk) -> tuple[int, float, str]:
    figures = [figure for figure in (one.observed, one.predicted) if figure is not None]
    return -len(one.risks), min(figures, default=0.0), one.person_id


def _own_point(sitting: Sitting, start: float | None) -> OwnPoint:
    share = share_of(sitting)
    kept = share / start if share is not None and start and sitting.day else None
    return OwnPoint(sitting.day, sitting.attendance, share, kept)


def _own_competency(name: str, days: Mapping[int, Sequence[float]], below: float) -> OwnCompetency:
    day = max(days)
    scores = days[day]
    share = sum(scores) / len(scores)
    return OwnCompetency(name, share, len(scores), day, weak=len(scores) >= MIN_QUESTIONS and share < below)


def _reading(source: str, missed: Sequence[ItemAnswer]) -> Reading:
    return Reading(
        source,
        tuple(sorted(answer.question_id for answer in missed)),
        tuple(sorted({name for answer in missed for name in answer.competencies})),
        sum(1 - answer.score for answer in missed),
        max(answer.day for answer in missed),
    )
