"""Compute retention by unit and by competency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kb.learning.cohorts.sitting import Attendance, ItemAnswer, Sitting
from kb.learning.retention.curve import Curve, Hidden, Point, by_day, cohort_curve, shares
from kb.privacy.groups import MIN_PEOPLE

MakeCurve = Callable[[Sequence[Sitting]], Curve]


def by_unit(sittings: Sequence[Sitting], curve: MakeCurve = cohort_curve) -> dict[str, Curve]:
    """Return the curve of each unit, or what `curve` makes of it; people stay in the unit of their first checkpoint.

    Where the hidden units are too small together, the smallest of the others is hidden too: else what is hidden
    could be inferred from the total. The same holds for the figures of each day.
    """
    homes: dict[str, str] = {}
    for sitting in sorted(sittings, key=lambda sitting: sitting.day):
        homes.setdefault(sitting.person_id, sitting.unit_path)
    units: dict[str, list[Sitting]] = {path: [] for path in sorted({*homes.values()})}
    for sitting in sittings:
        units[homes[sitting.person_id]].append(sitting)
    curves = {path: curve(of_unit) for path, of_unit in units.items()}
    shown = {path for path, each in curves.items() if not each.hidden}
    for path in _to_hide({path: each.people for path, each in curves.items()}, shown):
        curves[path] = Curve(curves[path].people, hidden=Hidden.COMPLEMENT)
    return _hide_days(curves, units)


def by_competency(
    sittings: Sequence[Sitting], answers: Iterable[ItemAnswer], curve: MakeCurve = cohort_curve
) -> dict[str, Curve]:
    """Return the curve of each competency, from the questions on it alone.

    A person whose form had no such question was not asked about it that day, and is not counted there.
    """
    items: dict[str, dict[tuple[str, int], list[float]]] = {}
    for answer in answers:
        for competency in answer.competencies:
            items.setdefault(competency, {}).setdefault((answer.person_id, answer.day), []).append(answer.score)
    return {name: curve(_only(sittings, items[name])) for name in sorted(items)}


def _hide_days(curves: Mapping[str, Curve], units: Mapping[str, Sequence[Sitting]]) -> dict[str, Curve]:
    scores = {path: {day: shares(each.values()) for day, each in by_day(units[path]).items()} for path in curves}
    points = {(path, point.day): point for path, curve in curves.items() for point in curve.points}
    for day in {day for _path, day in points}:
        answered = {path: len(of_unit.get(day, {})) for path, of_unit in scores.items()}
        both = {path: len(of_unit.get(day, {}).keys() & of_unit.get(0, {}).keys()) for path, of_unit in scores.items()}
        for path in _to_hide(answered, {path for path in curves if (one := points.get((path, day))) and one.mean}):
            before, why = points[path, day], Hidden.COMPLEMENT
            points[path, day] = Point(
                day, before.counts, before.response, hidden=why, retention_hidden=why if day else None
            )
        for path in _to_hide(both, {path for path in curves if (one := points.get((path, day))) and one.retention}):
            points[path, day] = replace(
                points[path, day], retention=None, retention_bounds=None, retention_hidden=Hidden.COMPLEMENT
            )
    return {
        path: replace(curve, points=tuple(points[path, point.day] for point in curve.points))
        for path, curve in curves.items()
    }


def _to_hide(people: Mapping[str, int], shown: Collection[str]) -> list[str]:
    """Return the smallest of the parts shown, until all hidden parts together hold five people or none."""
    found: list[str] = []
    concealed = sum(count for path, count in people.items() if path not in shown)
    for path in sorted(shown, key=lambda path: (people[path], path)):
        if concealed == 0 or concealed >= MIN_PEOPLE:
            break
        concealed += people[path]
        found.append(path)
    return found


def _only(sittings: Sequence[Sitting], items: Mapping[tuple[str, int], Sequence[float]]) -> list[Sitting]:
    found = []
    for sitting in sittings:
        scores = items.get((sitting.person_id, sitting.day), ())
        if sitting.attendance is not Attendance.ANSWERED:
            found.append(sitting)
        elif scores:
            found.append(replace(sitting, score=sum(scores), possible=len(scores)))
    return found
