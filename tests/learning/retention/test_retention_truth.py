"""A small version of `make retention-truth`: the same code, fewer cohorts, always the same ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from bench.retention_truth import TRUTH, informative_absence, random_absence, simulate
from kb.learning.retention.curve import TARGET, TRADITIONAL
from kb.learning.retention.intervals import rate_estimate

DOCS = Path(__file__).parents[3] / "docs" / "retention.md"


@pytest.mark.parametrize(("people", "runs"), [(30, 200), (350, 40)])
def test_intervals_hold_the_truth_where_absence_is_chance(people: int, runs: int) -> None:
    rates = random_absence(people, runs)
    warning = rates.pop("warning")
    assert warning.share < 0.1
    assert {name: rate.share for name, rate in rates.items() if not 0.9 <= rate.share <= 0.99} == {}


def test_bounds_hold_what_the_interval_misses() -> None:
    rates = informative_absence(350, 40, 0.3)
    assert rates["own in bounds"].share == 1
    assert rates["truth in outer bounds"].share == 1
    assert rates["warning"].share == 1
    assert rates["truth in interval"].share < 0.7


def test_the_simulation_has_the_truth_it_claims() -> None:
    chance = np.random.default_rng(1)
    for model, truth in TRUTH.items():
        cohort = simulate(model, 200_000, chance)
        assert cohort.kept.mean() == pytest.approx(truth, abs=0.002)
        assert cohort.retention == pytest.approx(truth, abs=0.003)


def test_the_worked_example_of_the_docs() -> None:
    text = DOCS.read_text("utf-8")
    for people in (350, 175, 70):
        ours, theirs = (rate_estimate(round(line * people), people) for line in (TARGET, TRADITIONAL))
        assert ours is not None
        assert theirs is not None
        low, high = confint_proportions_2indep(
            TARGET * people, people, TRADITIONAL * people, people, compare="diff", method="newcomb"
        )
        cells = [f"{one.low:.1%}–{one.high:.1%}".replace("%–", "–").replace("%", " %") for one in (ours, theirs)]
        assert f"| {cells[0]} | {cells[1]} | {100 * low:.1f}–{100 * high:.1f} |" in text
    assert f"{TRADITIONAL / TARGET:.0%}".replace("%", " %") in text
