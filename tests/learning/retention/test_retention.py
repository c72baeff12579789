from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import bootstrap, norm, t

from kb.learning.cohorts.sitting import Attendance, ItemAnswer, Sitting
from kb.learning.retention import intervals
from kb.learning.retention.curve import AbsenceSign, Counts, Hidden, cohort_curve, differences, latest_curve
from kb.learning.retention.groups import by_competency, by_unit
from kb.learning.retention.intervals import (
    Estimate,
    Standing,
    mean_estimate,
    rate_estimate,
    ratio_difference,
    ratio_estimate,
)
from kb.learning.retention.own_retention import Risk, at_risk, own_competencies, own_curve, read_next

ANSWERED, ABSENT, EXCUSED = Attendance.ANSWERED, Attendance.ABSENT, Attendance.EXCUSED


def sit(person: int, day: int, score: float | None, state: Attendance = ANSWERED, unit: str = "/house/a/") -> Sitting:
    return Sitting(f"p{person:03}", unit, day, state, score, 10)


def whole_cohort(later: float, start: float = 8, people: int = 10) -> list[Sitting]:
    return [sit(person, day, score) for person in range(people) for day, score in ((0, start), (30, later))]


def test_resampling_is_that_of_scipy() -> None:
    chance = np.random.default_rng(1)
    start = chance.beta(8, 2, 40)
    later = start * chance.beta(8, 2, 40)
    level = 1 - 2 * norm.cdf(-np.sqrt(40 / 39) * t.ppf(0.975, 39))
    known = bootstrap(
        (later, start),
        lambda over, under, axis: over.sum(axis=axis) / under.sum(axis=axis),
        paired=True,
        n_resamples=intervals.RESAMPLES,
        confidence_level=level,
        method="percentile",
        rng=np.random.default_rng(intervals.SEED),
    ).confidence_interval
    ours = ratio_estimate(later, start)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((known.low, known.high), abs=1e-12)
    assert ours.value == pytest.approx(later.sum() / start.sum())
    assert ratio_estimate(later, start) == ours


def test_many_people_are_drawn_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(2).random(50)
    at_once = mean_estimate(values)
    monkeypatch.setattr(intervals, "_LARGE", 1000)
    monkeypatch.setattr(intervals, "_BLOCK", 990)
    assert mean_estimate(values) == at_once


def test_a_rate_has_wilsons_interval() -> None:
    assert rate_estimate(0, 0) is None
    found = rate_estimate(8, 10)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_all_alike_is_not_certain() -> None:
    perfect = ratio_estimate([1.0] * 5, [1.0] * 5)
    assert perfect is not None
    assert (perfect.value, perfect.high) == (1, 1)
    assert perfect.low == pytest.approx(0.5655, abs=1e-4)
    assert intervals.standing(perfect, 0.85) is Standing.OPEN
    assert intervals.standing(Estimate(0.9, 0.86, 0.94, 9), 0.85) is Standing.ABOVE
    assert intervals.standing(Estimate(0.8, 0.76, 0.84, 9), 0.85) is Standing.BELOW
    assert ratio_estimate([0.5], [1.0]) is None
    assert ratio_estimate([0.0, 0.0], [0.0, 0.0]) is None


def test_a_cohort_at_a_checkpoint() -> None:
    states = [ANSWERED] * 6 + [ABSENT, Attendance.LATE, EXCUSED, Attendance.OPEN]
    sittings = [sit(person, 0, 8) for person in range(10)] + [
        sit(person, 30, 6 if state in (ANSWERED, Attendance.LATE) else None, state)
        for person, state in enumerate(states)
    ]
    first, second = cohort_curve(sittings).points
    assert (first.day, first.retention, first.retention_bounds, first.retention_hidden) == (0, None, None, None)
    assert first.mean is not None
    assert first.mean.value == pytest.approx(0.8)
    assert second.counts == Counts(10, 6, 1, 1, 1, 1)
    assert (second.counts.expected, second.counts.missing) == (9, 3)
    assert second.response is not None
    assert second.response.value == pytest.approx(6 / 9)
    assert second.retention is not None
    assert (second.retention.value, second.retention.n) == (pytest.approx(0.75), 6)
    assert second.retention_bounds is not None
    assert second.retention_bounds.worst.value == pytest.approx(6 * 0.6 / (9 * 0.8))
    assert second.retention_bounds.best.value == pytest.approx((6 * 0.6 + 3 * 0.8) / (9 * 0.8))
    assert second.mean_bounds is not None
    assert second.mean_bounds.worst.value == pytest.approx(6 * 0.6 / 9)
    assert second.mean_bounds.best.value == pytest.approx((6 * 0.6 + 3 * 0.8) / 9)
    assert second.absence is not None
    assert second.absence.signs == (AbsenceSign.MANY,)
    assert second.absence.missing_before is None


def test_forms_of_different_length_count_alike() -> None:
    sittings = [*whole_cohort(6), *(replace(sit(person, 60, 3), possible=5) for person in range(10))]
    assert [point.mean and point.mean.value for point in cohort_curve(sittings).points] == pytest.approx(
        [0.8, 0.6, 0.6]
    )


def test_two_sittings_of_one_day_are_refused() -> None:
    with pytest.raises(ValueError, match="two sittings"):
        cohort_curve([*whole_cohort(6), sit(1, 30, 5)])


def test_few_people_have_no_figures() -> None:
    assert cohort_curve(whole_cohort(6, people=4)).hidden is Hidden.FEW_PEOPLE
    states = [ANSWERED] * 4 + [ABSENT] * 6
    few = [
        *whole_cohort(6),
        *(sit(person, 60, 5 if state is ANSWERED else None, state) for person, state in enumerate(states)),
    ]
    point = cohort_curve(few).points[-1]
    assert (point.mean, point.retention, point.hidden) == (None, None, Hidden.FEW_PEOPLE)
    waiting = [*whole_cohort(6), *(sit(person, 60, None, Attendance.OPEN) for person in range(10))]
    assert cohort_curve(waiting).points[-1].hidden is Hidden.NOT_YET
    strangers = [*(sit(person, 0, 8) for person in range(6)), *(sit(person, 30, 6) for person in range(4, 12))]
    point = cohort_curve(strangers).points[-1]
    assert point.mean is not None
    assert (point.retention, point.retention_hidden) == (None, Hidden.FEW_PEOPLE)


def test_without_a_start_nothing_is_kept() -> None:
    for sittings in (whole_cohort(6, start=0), [sitting for sitting in whole_cohort(6) if sitting.day]):
        point = cohort_curve(sittings).points[-1]
        assert point.mean is not None
        assert (point.retention, point.retention_bounds, point.retention_hidden) == (None, None, Hidden.NO_START)


def test_absence_of_the_weaker_is_noticed() -> None:
    sittings = [sit(person, 0, 9 if person < 34 else 4 + person % 2) for person in range(40)]
    sittings += [sit(person, 30, 8) if person < 34 else sit(person, 30, None, ABSENT) for person in range(40)]
    absence = cohort_curve(sittings).points[-1].absence
    assert absence is not None
    assert absence.signs == (AbsenceSign.SCORES,)
    assert absence.informative
    assert (absence.present_before, absence.missing_before) == pytest.approx((0.9, 0.45))
    excused = [
        *whole_cohort(6),
        *(sit(person, 60, 6 if person < 7 else None, ANSWERED if person < 7 else EXCUSED) for person in range(10)),
    ]
    absence = cohort_curve(excused).points[-1].absence
    assert absence is not None
    assert absence.signs == (AbsenceSign.EXCUSED,)


def test_the_latest_point_is_that_of_the_curve() -> None:
    sittings = [*whole_cohort(6), *[sit(person, 60, 5, ANSWERED if person < 3 else ABSENT) for person in range(10)]]
    (latest,) = latest_curve(sittings).points
    point = cohort_curve(sittings).points[1]
    assert latest == replace(point, mean_bounds=None, retention_bounds=None)
    assert latest.day == 30
    assert latest_curve(sittings[:4]).hidden is Hidden.FEW_PEOPLE


def test_a_cohort_against_its_control() -> None:
    chance = np.random.default_rng(3)
    ours = [sit(person, day, score) for person in range(60) for day, score in ((0, 8), (90, chance.integers(5, 10)))]
    control = [sit(person, day, score) for person in range(50) for day, score in ((0, 8), (90, chance.integers(2, 8)))]
    start, end = differences(ours, control)
    assert (start.day, start.retention) == (0, None)
    assert start.mean is not None
    assert (start.mean.value, start.mean.low, start.mean.high) == pytest.approx((0, 0, 0))
    assert end.retention is not None
    one, other = (cohort_curve(sittings).points[-1].retention for sittings in (ours, control))
    assert one is not None
    assert other is not None
    assert end.retention.value == pytest.approx(one.value - other.value)
    assert (end.retention.low > 0, end.retention.n) == (True, 110)
    assert differences(ours, control[:8])[1] == replace(end, retention=None, mean=None)


def test_the_interval_of_a_difference_is_as_wide_as_theory_says() -> None:
    chance = np.random.default_rng(4)
    one, other = chance.random(400), chance.random(300)
    found = ratio_difference((one, np.ones(400)), (other, np.ones(300)))
    assert found is not None
    error = np.sqrt(one.var(ddof=1) / 400 + other.var(ddof=1) / 300)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.05)


def test_units_are_hidden_so_that_the_small_one_stays_hidden() -> None:
    sittings = []
    for unit, people in (("/house/a/", 3), ("/house/b/", 6), ("/house/c/", 9)):
        for person in range(people):
            sittings += [replace(sit(person, day, 7), person_id=f"{unit}{person}", unit_path=unit) for day in (0, 7)]
    moved = [
        replace(one, unit_path="/house/b/") if one.person_id == "/house/c/0" and one.day else one for one in sittings
    ]
    curves = by_unit(moved)
    assert [(curve.people, curve.hidden) for curve in curves.values()] == [
        (3, Hidden.FEW_PEOPLE),
        (6, Hidden.COMPLEMENT),
        (9, None),
    ]


def test_a_day_on_which_few_of_a_unit_answered_cannot_be_worked_out_from_the_others() -> None:
    units = {"/house/a/": (8, 3), "/house/b/": (8, 6), "/house/c/": (8, 7)}
    sittings = [
        sit(100 * place + person, day, 6 if person < came else None, ANSWERED if person < came else ABSENT, unit)
        for place, (unit, numbers) in enumerate(units.items())
        for day, came in zip((0, 30), numbers, strict=True)
        for person in range(8)
    ]
    curves = by_unit(sittings)
    assert [curve.points[0].hidden for curve in curves.values()] == [None] * 3
    last = [curve.points[-1] for curve in curves.values()]
    assert [(one.hidden, one.retention_hidden) for one in last] == [
        (Hidden.FEW_PEOPLE, Hidden.FEW_PEOPLE),
        (Hidden.COMPLEMENT, Hidden.COMPLEMENT),
        (None, None),
    ]
    assert (last[1].mean, last[1].mean_bounds, last[1].retention_bounds, last[1].absence) == (None,) * 4


def test_retention_of_few_cannot_be_worked_out_where_the_mean_is_shown() -> None:
    away = [sit(person, 0, 8 if person < 3 else None, ANSWERED if person < 3 else ABSENT) for person in range(8)]
    others = [sit(100 + person, day, 6, unit="/house/b/") for person in range(8) for day in (0, 30)]
    back = [sit(person, 30, 6) for person in range(8)]
    first, second = (curve.points[-1] for curve in by_unit([*away, *back, *others]).values())
    assert (first.hidden, first.retention_hidden) == (None, Hidden.FEW_PEOPLE)
    assert (second.hidden, second.retention, second.retention_hidden) == (None, None, Hidden.COMPLEMENT)


def test_a_competency_is_judged_by_its_own_questions() -> None:
    sittings, answers = whole_cohort(6), []
    for sitting in sittings:
        score = 1.0 if sitting.day == 0 else 0.5
        answers.append(ItemAnswer(sitting.person_id, sitting.unit_path, sitting.day, "q1", ("credit",), score))
        answers.append(ItemAnswer(sitting.person_id, sitting.unit_path, sitting.day, "q2", ("credit", "law"), 1.0))
    sittings += [sit(99, 0, 5), sit(99, 30, None, ABSENT)]
    curves = by_competency(sittings, answers)
    credit, law = curves["credit"].points[-1], curves["law"].points[-1]
    assert credit.retention is not None
    assert law.retention is not None
    assert (credit.retention.value, law.retention.value) == pytest.approx((0.75, 1.0))
    assert (credit.counts.absent, curves["credit"].points[0].counts.enrolled) == (1, 10)


def test_who_is_at_risk_and_why() -> None:
    sittings = [
        *(sit(1, 0, 9), sit(1, 7, 5)),
        *(sit(2, 0, 9), sit(2, 7, None, ABSENT), sit(2, 30, None, EXCUSED), sit(2, 60, None, ABSENT)),
        *(sit(3, 0, 9), sit(3, 7, 8), sit(3, 30, None, ABSENT)),
        *(sit(4, 0, 4), sit(4, 7, None, ABSENT), sit(4, 30, None, ABSENT)),
    ]
    found = at_risk(sittings, {"p003": 0.5, "p004": 0.55, "p001": 0.9})
    assert [(one.person_id, one.risks) for one in found] == [
        ("p004", (Risk.OBSERVED, Risk.PREDICTED, Risk.AWAY)),
        ("p001", (Risk.OBSERVED,)),
        ("p003", (Risk.PREDICTED,)),
        ("p002", (Risk.AWAY,)),
    ]
    assert (found[1].observed, found[1].day, found[1].predicted) == (0.5, 7, 0.9)


def test_what_a_person_sees_of_themselves() -> None:
    sittings = [sit(1, 7, 6), sit(1, 0, 8), sit(1, 30, None, ABSENT), sit(2, 0, 1)]
    assert [(point.day, point.share, point.retention) for point in own_curve(sittings, "p001")] == [
        (0, 0.8, None),
        (7, 0.6, pytest.approx(0.75)),
        (30, None, None),
    ]
    answers = [
        ItemAnswer("p001", "/house/", day, question, (competency,), score)
        for day, question, competency, score in (
            (0, "q1", "credit", 0),
            (7, "q1", "credit", 1),
            (7, "q2", "credit", 0),
            (7, "q3", "credit", 0.5),
            (7, "q4", "law", 0.25),
        )
    ]
    competencies = own_competencies([*answers, replace(answers[0], person_id="p002")], "p001")
    assert [(one.competency, one.share, one.questions, one.weak) for one in competencies] == [
        ("law", 0.25, 1, False),
        ("credit", 0.5, 3, True),
    ]
    sources = {"q1": ["won"], "q2": ["loans", "both"], "q3": ["both"], "q4": ["law"]}
    readings = read_next(answers, "p001", sources)
    assert [(one.source, one.questions, one.lost) for one in readings] == [
        ("both", ("q2", "q3"), 1.5),
        ("loans", ("q2",), 1),
        ("law", ("q4",), 0.75),
    ]
    assert (readings[0].competencies, readings[0].day) == (("credit",), 7)
    assert len(read_next(answers, "p001", sources, limit=1)) == 1
