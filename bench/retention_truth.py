"""Do the intervals hold what they promise? Cohorts whose true retention is known, through the code of the panel.

Everybody knows a share p of the course at its end (Beta) and keeps a share r of that until day t: exponential
forgetting exp(-λt) with a rate λ of their own, or a power law (1 + t)^-b with an exponent b of their own. λ and b are
Gamma, so that the true mean of r is known in closed form. A form has ten questions, each right with probability p · r.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import click
import numpy as np
from numpy.typing import NDArray

from bench.timing import machine
from kb.learning.cohorts.sitting import Attendance, Sitting
from kb.learning.retention.curve import AbsenceSign, Point, cohort_curve, differences
from kb.learning.retention.intervals import Estimate

SIZES = (30, 100, 350, 1000, 3000)
EXPONENTIAL, POWER = "exponential", "power"
TRUTH = {EXPONENTIAL: 0.85, POWER: 0.62}
"""True retention at day 90."""
LAST, MIDDLE = 90, 30
AT_RANDOM = 0.1
NOMINAL = (0.93, 0.97)
_KNOWN = (8.0, 2.0)
_SHAPE = 1.5
_QUESTIONS = 10
_NAMES = [f"p{number}" for number in range(max(SIZES))]

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Cohort:
    """Score shares of everybody at days 0, 30 and 90, as if nobody had been absent, and how much each has kept."""

    scores: dict[int, Vector]
    kept: Vector

    @property
    def retention(self) -> float:
        """Return Σ score at day 90 ÷ Σ score at day 0, had everyone taken part."""
        return float(self.scores[LAST].sum() / self.scores[0].sum())


def simulate(model: str, people: int, chance: np.random.Generator) -> Cohort:
    """Return a cohort that forgets by a model."""
    scale = TRUTH[model] ** (-1 / _SHAPE) - 1
    reach = {day: float(day) if model == EXPONENTIAL else log1p(day) for day in (0, MIDDLE, LAST)}
    rates = chance.gamma(_SHAPE, scale / reach[LAST], people)
    known = chance.beta(*_KNOWN, people)
    kept = {day: np.exp(-rates * span) for day, span in reach.items()}
    scores = {day: chance.binomial(_QUESTIONS, known * kept[day]) / _QUESTIONS for day in reach}
    return Cohort(scores, kept[LAST])


def sittings_of(cohort: Cohort, absent: Vector | NDArray[np.int64], days: Sequence[int]) -> list[Sitting]:
    """Return the cohort as the panel gets it, these people absent on the last day."""
    away, found = {int(place) for place in absent}, []
    for day in days:
        for place, share in enumerate(cohort.scores[day].tolist()):
            gone = day == LAST and place in away
            state = Attendance.ABSENT if gone else Attendance.ANSWERED
            score = None if gone else share * _QUESTIONS
            found.append(Sitting(_NAMES[place], "/house/", day, state, score, _QUESTIONS))
    return found


@dataclass
class Rate:
    """How often something was so."""

    name: str
    hits: int = 0
    runs: int = 0

    def note(self, hit: bool) -> None:
        self.hits += hit
        self.runs += 1

    @property
    def share(self) -> float:
        return self.hits / self.runs


def random_absence(people: int, runs: int, seed: int = 1) -> dict[str, Rate]:
    """Return coverage with 10 % absent at random: of retention and mean under both models, and of their difference."""
    rates = _rates(
        "retention, exponential", "retention, power", "mean, exponential", "mean, power", "difference", "warning"
    )
    chance, known = np.random.default_rng(seed), _KNOWN[0] / sum(_KNOWN)
    for _ in range(runs):
        cohorts = []
        for model in (EXPONENTIAL, POWER):
            cohort = simulate(model, people, chance)
            absent = chance.choice(people, round(AT_RANDOM * people), replace=False)
            cohorts.append(sittings_of(cohort, absent, (0, LAST)))
            point = cohort_curve(cohorts[-1]).points[-1]
            rates[f"retention, {model}"].note(_holds(point.retention, TRUTH[model]))
            rates[f"mean, {model}"].note(_holds(point.mean, known * TRUTH[model]))
            rates["warning"].note(point.absence is not None and point.absence.informative)
        apart = differences(*cohorts)[-1].retention
        rates["difference"].note(_holds(apart, TRUTH[EXPONENTIAL] - TRUTH[POWER]))
    return rates


def informative_absence(people: int, runs: int, share: float, seed: int = 1) -> dict[str, Rate]:
    """Return what the bounds and the warning do where those who forgot most tend to stay away; both models, in turn."""
    rates = _rates(
        "own in bounds", "truth in bounds", "truth in outer bounds", "truth in interval", "warning", "scores differ"
    )
    chance = np.random.default_rng(seed)
    for run in range(runs):
        model = (EXPONENTIAL, POWER)[run % 2]
        cohort = simulate(model, people, chance)
        pull = np.log(cohort.kept) / np.log(cohort.kept).std() - chance.gumbel(size=people)
        absent = np.argsort(pull)[: round(share * people)]
        point = cohort_curve(sittings_of(cohort, absent, (0, MIDDLE, LAST))).points[-1]
        _note_bounds(rates, point, TRUTH[model], cohort.retention)
    return rates


def _note_bounds(rates: dict[str, Rate], point: Point, truth: float, own: float) -> None:
    bounds, absence = point.retention_bounds, point.absence
    assert bounds is not None
    assert absence is not None
    rates["own in bounds"].note(bounds.worst.value <= own <= bounds.best.value)
    rates["truth in bounds"].note(bounds.worst.value <= truth <= bounds.best.value)
    rates["truth in outer bounds"].note(bounds.worst.low <= truth <= bounds.best.high)
    rates["truth in interval"].note(_holds(point.retention, truth))
    rates["warning"].note(absence.informative)
    rates["scores differ"].note(AbsenceSign.SCORES in absence.signs)


def _rates(*names: str) -> dict[str, Rate]:
    return {name: Rate(name) for name in names}


def _holds(estimate: Estimate | None, truth: float) -> bool:
    return estimate is not None and estimate.low <= truth <= estimate.high


@click.command()
@click.option("--runs", default=1000, show_default=True, help="Cohorts of each size and kind.")
@click.option("--seed", default=1, show_default=True)
def retention_truth(runs: int, seed: int) -> None:
    """Simulate cohorts of known retention and count how often the intervals and bounds contain the truth."""
    started = time.perf_counter()
    click.echo(f"{machine()}; {runs} runs, seed {seed}")
    click.echo(f"\n{AT_RANDOM:.0%} absent by chance: share of runs whose 95 % interval holds the truth")
    plain = {people: random_absence(people, runs, seed) for people in SIZES}
    _print(plain)
    shares, bounds = (0.15, 0.3), {}
    for share in shares:
        click.echo(f"\n{share:.0%} absent, those who forgot most rather than others")
        found = {people: informative_absence(people, runs, share, seed) for people in SIZES}
        _print(found)
        bounds[share] = found
    covered = [rate.share for row in plain.values() for name, rate in row.items() if name != "warning"]
    within = sum(NOMINAL[0] <= share <= NOMINAL[1] for share in covered)
    outer = min(row["truth in outer bounds"].share for found in bounds.values() for row in found.values())
    own = min(row["own in bounds"].share for found in bounds.values() for row in found.values())
    warned = min(row["warning"].share for row in bounds[shares[-1]].values())
    click.echo(
        f"\nretention-truth: {within} of {len(covered)} coverages within {NOMINAL[0]:.0%}–{NOMINAL[1]:.0%} "
        f"(least {min(covered):.1%}, most {max(covered):.1%}); informative absence: own retention in bounds "
        f"≥ {own:.1%}, truth in outer bounds ≥ {outer:.1%}, warning at {shares[-1]:.0%} absent ≥ {warned:.1%}; "
        f"{time.perf_counter() - started:.0f} s, {time.process_time():.0f} s of processor"
    )


def _print(found: dict[int, dict[str, Rate]]) -> None:
    names = list(next(iter(found.values())))
    click.echo(f"| people | runs | {' | '.join(names)} |")
    click.echo("|---" * (len(names) + 2) + "|")
    for people, rates in found.items():
        shares = " | ".join(f"{rates[name].share:.1%}" for name in names)
        click.echo(f"| {people} | {rates[names[0]].runs} | {shares} |")
