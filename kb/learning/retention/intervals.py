"""Compute 95 % intervals of shares, means and ratios over people.

A rate has Wilson's interval. Means, ratios and their differences are resampled over people, always in the same way, so
that a figure does not change between views. The interval is the percentile interval at the
level that Student's t asks of so many people (the "expanded percentile interval", Hesterberg 2015): the plain one is
too narrow where people are few. docs/retention.md has the measurement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from kb.slow_imports import import_lock

with import_lock:
    from scipy.stats import norm, t
    from statsmodels.stats.proportion import proportion_confint

RESAMPLES = 2000
SEED = 20231127  # fixed, so that the same answers always give the same interval
_SMALL, _LARGE = 1_000_000, 6_000_000
_BLOCK = 100_000
_SAME = 1e-9

Vector = NDArray[np.float64]
Counts = NDArray[np.uint8]
Values = Sequence[float] | Vector


@dataclass(frozen=True)
class Estimate:
    """Hold a figure, its 95 % interval, and its n (people or answers)."""

    value: float
    low: float
    high: float
    n: int


class Standing(StrEnum):
    """Say where a figure stands relative to a line: OPEN if its interval contains the line."""

    ABOVE = "above"
    BELOW = "below"
    OPEN = "open"


def standing(estimate: Estimate, line: float) -> Standing:
    """Return whether the whole interval lies on one side of a line."""
    if estimate.low > line:
        return Standing.ABOVE
    return Standing.BELOW if estimate.high < line else Standing.OPEN


def rate_estimate(count: float, n: int) -> Estimate | None:
    """Return a share of n with Wilson's interval; None of nothing.

    `count` may be a sum of shares: their variance is at most that of yes and no, so the interval errs to the wide side.
    """
    if n == 0:
        return None
    low, high = proportion_confint(count, n, method="wilson")
    return Estimate(count / n, max(0.0, float(low)), min(1.0, float(high)), n)


def mean_estimate(values: Values) -> Estimate | None:
    """Return a mean over people; None of fewer than two."""
    return ratio_estimate(values, np.ones(len(values)))


def ratio_estimate(later: Values, start: Values) -> Estimate | None:
    """Return Σ later ÷ Σ start over people, each with both; None for fewer than two people or a start of zero."""
    over, under = _vector(later), _vector(start)
    if len(over) < 2 or under.sum() <= 0:
        return None
    value = float(over.sum() / under.sum())
    drawn = _ratios(over, under)
    if np.nanmax(drawn) - np.nanmin(drawn) > _SAME:
        return Estimate(value, *_interval(drawn, len(over)), len(over))
    # All equal, such as all right: resampling would give no spread. Treat each person as one answered question.
    low, high = proportion_confint(min(value, 1.0) * len(over), len(over), method="wilson")
    return Estimate(value, min(value, float(low)), max(value, float(high)), len(over))


def mean_difference(ours: Values, control: Values) -> Estimate | None:
    """Return mean of ours − mean of the control, over different people."""
    return ratio_difference((ours, np.ones(len(ours))), (control, np.ones(len(control))))


def ratio_difference(ours: tuple[Values, Values], control: tuple[Values, Values]) -> Estimate | None:
    """Return ratio of ours − ratio of the control, each as (later, start), over different people; n counts both."""
    first, second = ratio_estimate(*ours), ratio_estimate(*control)
    if first is None or second is None:
        return None
    # The two are drawn with different seeds: with the same one, groups of one size would be drawn in step.
    mine = _ratios(_vector(ours[0]), _vector(ours[1]))
    other = _ratios(_vector(control[0]), _vector(control[1]), SEED + 1)
    low, high = _interval(mine - other, min(first.n, second.n))
    return Estimate(first.value - second.value, low, high, first.n + second.n)


def _vector(values: Values) -> Vector:
    return np.asarray(values, dtype=np.float64)


def _interval(drawn: Vector, people: int) -> tuple[float, float]:
    tail = norm.cdf(-sqrt(people / (people - 1)) * t.ppf(0.975, people - 1))
    low, high = np.nanpercentile(drawn, [100 * tail, 100 * (1 - tail)])
    return float(low), float(high)


def _ratios(over: Vector, under: Vector, seed: int = SEED) -> Vector:
    """Return the ratio in each resample of people; nan where those drawn scored nothing at the start."""
    columns = np.column_stack([over, under])
    sums = np.concatenate([counts.astype(np.float64) @ columns for counts in _draws(len(over), seed)])
    found: Vector = np.full(len(sums), np.nan)
    np.divide(sums[:, 0], sums[:, 1], out=found, where=sums[:, 1] > 0)
    return found


def _draws(people: int, seed: int) -> Iterator[Counts]:
    """Return how often each person is drawn, resample by resample, in blocks of so many cells."""
    block = max(1, _BLOCK // people)
    cells = RESAMPLES * people
    if cells <= _LARGE:
        kept = (_small_draws if cells <= _SMALL else _large_draws)(people, seed)
        yield from (kept[start : start + block] for start in range(0, RESAMPLES, block))
        return
    generator = np.random.default_rng(seed)
    for start in range(0, RESAMPLES, block):
        yield _draw(generator, min(block, RESAMPLES - start), people)


def _draw(generator: np.random.Generator, rows: int, people: int) -> Counts:
    drawn = generator.integers(0, people, (rows, people))
    drawn += (np.arange(rows) * people)[:, np.newaxis]
    # No one is ever drawn 256 times; one byte per count lets the resamples of a large cohort be cached.
    counts: Counts = np.bincount(drawn.ravel(), minlength=rows * people).reshape(rows, people).astype(np.uint8)
    return counts


def _fresh_draws(people: int, seed: int) -> Counts:
    return _draw(np.random.default_rng(seed), RESAMPLES, people)


# A page asks for many sizes of small groups, and for a few of large ones: at most about 110 MB.
_small_draws = lru_cache(maxsize=64)(_fresh_draws)
_large_draws = lru_cache(maxsize=8)(_fresh_draws)
