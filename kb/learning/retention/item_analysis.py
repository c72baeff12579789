"""Analyse each question: difficulty, discrimination, and which options work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.learning.cohorts.sitting import ItemAnswer
from kb.learning.retention.intervals import Estimate, rate_estimate
from kb.slow_imports import import_lock

with import_lock:
    from scipy.stats import pearsonr

MIN_ANSWERS = 20
"""With fewer answers a question is not judged."""
OUTER = 0.27
"""The share of people in the top and in the bottom group."""
WEAK_DISCRIMINATION = 0.2
TOO_EASY, TOO_HARD = 0.95, 0.2


class Remark(StrEnum):
    """Name what a trainer should review."""

    TOO_FEW = "too_few"
    NEGATIVE = "negative"
    WEAK = "weak"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    UNUSED_OPTION = "unused_option"
    MISLEADING_OPTION = "misleading_option"


@dataclass(frozen=True)
class OptionUse:
    """Hold the shares of all people, of the best 27 % and of the weakest 27 % who chose an option."""

    option: str
    everyone: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Item:
    """Analyse a question by its first answers, one per person.

    Facility is the mean score share. Discrimination is the correlation of the score with the share of the rest of
    the form that was right (the point-biserial one where scores are 0 or 1); None if either does not vary.
    """

    question_id: str
    n: int
    facility: Estimate | None = None
    discrimination: Estimate | None = None
    options: tuple[OptionUse, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Rated:
    answer: ItemAnswer
    rest: float | None


def analyse_items(
    answers: Iterable[ItemAnswer],
    options: Mapping[str, Sequence[str]] | None = None,
    right: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Item, ...]:
    """Return every question of the answers, by id. `options` are a question's texts, `right` those that earn points."""
    forms: dict[tuple[str, int], list[ItemAnswer]] = {}
    for answer in answers:
        forms.setdefault((answer.person_id, answer.day), []).append(answer)
    first: dict[str, dict[str, _Rated]] = {}
    for person_id, day in sorted(forms, key=lambda form: form[1]):
        form = forms[person_id, day]
        whole = sum(answer.score for answer in form)
        for answer in form:
            rest = (whole - answer.score) / (len(form) - 1) if len(form) > 1 else None
            first.setdefault(answer.question_id, {}).setdefault(person_id, _Rated(answer, rest))
    return tuple(
        _item(name, [*first[name].values()], (options or {}).get(name, ()), (right or {}).get(name, ()))
        for name in sorted(first)
    )


def _item(question_id: str, rated: Sequence[_Rated], options: Sequence[str], right: Sequence[str]) -> Item:
    if len(rated) < MIN_ANSWERS:
        return Item(question_id, len(rated), remarks=(Remark.TOO_FEW,))
    facility = rate_estimate(sum(one.answer.score for one in rated), len(rated))
    discrimination = _discrimination([(one.answer.score, one.rest) for one in rated if one.rest is not None])
    uses = _option_uses(rated, options)
    remarks = (*_remarks(facility, discrimination), *_option_remarks(uses, right))
    return Item(question_id, len(rated), facility, discrimination, uses, remarks)


def _discrimination(pairs: Sequence[tuple[float, float]]) -> Estimate | None:
    scores, rests = [score for score, _rest in pairs], [rest for _score, rest in pairs]
    if len(pairs) < MIN_ANSWERS or min(_spread(scores), _spread(rests)) < 1e-9:
        return None
    found = pearsonr(scores, rests)
    low, high = found.confidence_interval(0.95)
    return Estimate(float(found.statistic), float(low), float(high), len(pairs))


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _option_uses(rated: Sequence[_Rated], options: Sequence[str]) -> tuple[OptionUse, ...]:
    ranked = sorted((one for one in rated if one.rest is not None), key=lambda one: (one.rest, one.answer.person_id))
    size = round(OUTER * len(ranked))
    if not options or size == 0:
        return ()
    groups = (rated, ranked[-size:], ranked[:size])
    return tuple(OptionUse(option, *(_choosing(option, group) for group in groups)) for option in options)


def _choosing(option: str, group: Sequence[_Rated]) -> float:
    return sum(option in one.answer.chosen for one in group) / len(group)


def _remarks(facility: Estimate | None, discrimination: Estimate | None) -> list[Remark]:
    found = []
    if discrimination and discrimination.value < 0:
        found.append(Remark.NEGATIVE)
    elif discrimination and discrimination.value < WEAK_DISCRIMINATION:
        found.append(Remark.WEAK)
    if facility and facility.value > TOO_EASY:
        found.append(Remark.TOO_EASY)
    if facility and facility.value < TOO_HARD:
        found.append(Remark.TOO_HARD)
    return found


def _option_remarks(uses: Sequence[OptionUse], right: Sequence[str]) -> list[Remark]:
    wrong = [use for use in uses if use.option not in right] if right else []
    found = []
    if any(use.everyone == 0 for use in wrong):
        found.append(Remark.UNUSED_OPTION)
    if any(use.top > use.bottom for use in wrong):
        found.append(Remark.MISLEADING_OPTION)
    return found
