"""Which 95 % interval of a ratio holds its truth when people are few: scipy's, statsmodels' and the panel's."""

from __future__ import annotations

import warnings

import click
import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap
from statsmodels.stats.weightstats import DescrStatsW

from bench.timing import machine
from kb.learning.retention.intervals import RESAMPLES, SEED, ratio_estimate

TRUTH, _SHAPE = 0.85, 1.5
PEOPLE = (8, 15, 30, 100)
FORMS = {"10 questions": (8.0, 2.0, 10), "6, weaker people": (3.0, 2.0, 6)}
METHODS = ("percentile", "BCa", "expanded percentile", "delta method with t")

Vector = NDArray[np.float64]


def _ratio(later: Vector, start: Vector, axis: int = -1) -> Vector:
    found: Vector = later.sum(axis=axis) / start.sum(axis=axis)
    return found


def intervals_of(later: Vector, start: Vector) -> dict[str, tuple[float, float]]:
    """Return the interval of Σ later ÷ Σ start by each method."""
    ratio = float(later.sum() / start.sum())
    low, high = DescrStatsW(later - ratio * start).tconfint_mean()
    ours = ratio_estimate(later, start)
    assert ours is not None
    found = {
        "expanded percentile": (ours.low, ours.high),
        "delta method with t": (ratio + low / start.mean(), ratio + high / start.mean()),
    }
    for method in METHODS[:2]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # resamples in which nobody scored
            limits = bootstrap(
                (later, start),
                _ratio,
                paired=True,
                vectorized=True,
                n_resamples=RESAMPLES,
                method=method,
                rng=np.random.default_rng(SEED),
            ).confidence_interval
        found[method] = (float(limits.low), float(limits.high))
    return found


@click.command()
@click.option("--runs", default=1000, show_default=True)
@click.option("--seed", default=5, show_default=True)
def interval_methods(runs: int, seed: int) -> None:
    """Compare ways to an interval of a ratio on small cohorts of known retention."""
    click.echo(f"{machine()}; {runs} runs, seed {seed}")
    click.echo(f"| people | form | {' | '.join(METHODS)} |\n|---|---|{'---|' * len(METHODS)}")
    chance = np.random.default_rng(seed)
    for people in PEOPLE:
        for form, (more, less, questions) in FORMS.items():
            hits = dict.fromkeys(METHODS, 0)
            for _ in range(runs):
                known = chance.beta(more, less, people)
                kept = np.exp(-chance.gamma(_SHAPE, TRUTH ** (-1 / _SHAPE) - 1, people))
                start = chance.binomial(questions, known) / questions
                later = chance.binomial(questions, known * kept) / questions
                for method, (low, high) in intervals_of(later, start).items():
                    hits[method] += low <= TRUTH <= high
            shares = " | ".join(f"{hits[method] / runs:.1%}".replace("%", " %") for method in METHODS)
            click.echo(f"| {people} | {form} | {shares} |")
