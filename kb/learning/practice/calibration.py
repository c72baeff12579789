"""Compare what the scheduler predicts of people's memory with what they recalled.

Predicted retention is the mean of the retrievability that FSRS gives each card on a day: first over the cards of a
person, then over people. Calibration goes through the reviews again as they came and compares the retrievability
just before each with whether the question was recalled (any rating but *again*). The first review of a card and a
second one within 24 hours predict nothing and are left out, as FSRS does when it fits its parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import fmean
from typing import Any, cast

import numpy as np
from fsrs import Card, Rating, Scheduler

from kb.learning.practice.schedule_rows import CardRow, ReviewRow
from kb.learning.retention.intervals import Estimate, rate_estimate

MIN_REVIEWS = 400
"""With fewer reviews the parameters are FSRS's defaults."""
_BINS = 10
_MIN_PER_BIN = 20


@dataclass(frozen=True)
class Bin:
    """Hold reviews of similar prediction: their mean, and the share that was recalled."""

    predicted: float
    observed: Estimate


@dataclass(frozen=True)
class Calibration:
    """Compare predicted with observed recall, in bins of equal review counts; `rmse` is weighted by bin size.

    `judged` of all `reviews` had a prediction. Below 20 of these there are no bins.
    """

    reviews: int
    judged: int
    bins: tuple[Bin, ...]
    rmse: float | None
    default_parameters: bool


def predicted_by_person(
    cards: Sequence[CardRow], moment: datetime, parameters: Sequence[float] | None = None
) -> dict[str, float]:
    """Return each person's mean retrievability over the cards they have reviewed. Who has none is left out."""
    scheduler, people = _scheduler(parameters), dict[str, list[float]]()
    for row in cards:
        card = Card.from_dict(cast("Any", row.card))
        if card.last_review is not None:
            people.setdefault(row.person_id, []).append(scheduler.get_card_retrievability(card, moment))
    return {person: fmean(shares) for person, shares in people.items()}


def predicted_retention(
    cards: Sequence[CardRow], moment: datetime, parameters: Sequence[float] | None = None
) -> float | None:
    """Return the mean of people's predicted retention at a moment; None if no one has practised."""
    people = predicted_by_person(cards, moment, parameters)
    return fmean(people.values()) if people else None


def calibrate(
    reviews: Sequence[ReviewRow], parameters: Sequence[float] | None = None, *, since: str = ""
) -> Calibration:
    """Return how far predictions came true. Parameters of one's own need 400 reviews, else those that ship are taken.

    `since` judges only reviews from then on: parameters must be judged on later reviews than they were fitted on.
    """
    own = parameters is not None and len(reviews) >= MIN_REVIEWS
    scheduler = _scheduler(parameters if own else None)
    pairs = sorted(pair for history in histories(reviews).values() for pair in _judged(scheduler, history, since))
    parts = np.array_split(np.arange(len(pairs)), min(_BINS, len(pairs) // _MIN_PER_BIN) or 1)
    bins = [_bin([pairs[place] for place in part]) for part in parts] if len(pairs) >= _MIN_PER_BIN else []
    squares = sum(one.observed.n * (one.predicted - one.observed.value) ** 2 for one in bins)
    rmse = sqrt(squares / len(pairs)) if bins else None
    return Calibration(len(reviews), len(pairs), tuple(bins), rmse, default_parameters=not own)


def histories(reviews: Sequence[ReviewRow]) -> dict[tuple[str, str], list[ReviewRow]]:
    """Return the reviews of each person and question, in the order they were given."""
    found: dict[tuple[str, str], list[ReviewRow]] = {}
    for row in sorted(reviews, key=lambda row: row.at):
        found.setdefault((row.person_id, row.question_id), []).append(row)
    return found


def _scheduler(parameters: Sequence[float] | None) -> Scheduler:
    if parameters is None:
        return Scheduler(enable_fuzzing=False)
    return Scheduler(parameters=tuple(parameters), enable_fuzzing=False)


def _judged(scheduler: Scheduler, history: Sequence[ReviewRow], since: str) -> list[tuple[float, bool]]:
    found = []
    card = Card(card_id=1, due=datetime.fromisoformat(history[0].at))
    for row in history:
        moment, rating = datetime.fromisoformat(row.at), Rating(row.rating)
        if card.last_review is not None and (moment - card.last_review).days > 0 and row.at >= since:
            found.append((scheduler.get_card_retrievability(card, moment), rating is not Rating.Again))
        card, _log = scheduler.review_card(card, rating, moment)
    return found


def _bin(pairs: Sequence[tuple[float, bool]]) -> Bin:
    observed = rate_estimate(sum(recalled for _predicted, recalled in pairs), len(pairs))
    assert observed is not None
    return Bin(fmean(predicted for predicted, _recalled in pairs), observed)
