"""Break usage down over time, step by step, and unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kb.usage.facts.packs import KINDS, Column
from kb.usage.figures.counting import distinct_by, steps_of_pairs
from kb.usage.figures.hiding import hidden_cells, hidden_parts, too_few
from kb.usage.figures.model import Funnel, FunnelStep, HeatMap, HeatRow, Trend, TrendPoint
from kb.usage.figures.selection import Window
from kb.usage.figures.unit_tree import UnitFact
from kb.usage.figures.view import Events, View

_APPLY = KINDS.index("apply")


def trend(view: View) -> Trend:
    """Return the window in weeks or months. No hidden period can be inferred from the total of the window."""
    window, selection = view.selection.window, view.selection
    periods = window.periods()
    count, size = len(periods), view.snapshot.people
    events, searches = view.events(selection), view.searches(selection)
    of_event, of_search = _period(periods, events.day), _period(periods, searches.day)
    people = distinct_by(of_event, events.person, count, size).tolist()
    searchers = distinct_by(of_search, searches.person, count, size).tolist()
    kinds = np.bincount(of_event * 4 + events.kind, minlength=count * 4).reshape(count, 4)
    uses = events.kind == _APPLY
    reused = distinct_by(of_event[uses], events.document[uses], count, len(view.documents)).tolist()
    asked = np.bincount(of_search, minlength=count).tolist()
    hidden = _hidden_periods(people, [view.hides(selection.during(period)) for period in periods])
    quiet = _hidden_periods(searchers, [view.hides_searches(selection.during(period)) for period in periods])
    if view.hidden:
        hidden = [True] * count
    if view.hides_searches(selection):
        quiet = [True] * count
    points = []
    for index, period in enumerate(periods):
        point = TrendPoint(period, hidden=hidden[index], searches_hidden=quiet[index])
        if not hidden[index]:
            views, downloads, applies, outcomes = kinds[index].tolist()
            point = replace(
                point,
                people=people[index],
                views=views,
                downloads=downloads,
                uses=applies,
                outcomes=outcomes,
                reused_documents=reused[index],
                reuse_per_reader=applies / people[index] if people[index] else None,
            )
        if selection.of_all_documents and not quiet[index]:
            point = replace(point, searches=asked[index])
        points.append(point)
    return Trend(window.by_week, tuple(points))


def funnel(view: View) -> Funnel:
    """Return the funnel view → download → apply → outcome: people, documents, and pairs of both."""
    if view.hidden:
        return Funnel((), hidden=True)
    events, size = view.events(view.selection), view.snapshot.people
    pairs = steps_of_pairs(events.document, events.person, events.kind, (len(view.documents), size), len(KINDS))
    people_of = distinct_by(events.kind, events.person, len(KINDS), size).tolist()
    documents_of = distinct_by(events.kind, events.document, len(KINDS), len(view.documents)).tolist()
    steps: list[FunnelStep] = []
    through_before: int | None = None
    for number, kind in enumerate(KINDS):
        people, (count, through) = people_of[number], pairs[number]
        if too_few(people):
            steps.append(FunnelStep(kind, hidden=True))
        else:
            share = through / through_before if through_before else None
            steps.append(FunnelStep(kind, people, documents_of[number], count, through, share))
        through_before = through
    return Funnel(tuple(steps), view.people(view.selection))


def heat_map(view: View, by: str = "kind", event: str = "") -> HeatMap:
    """Return events of the units directly below the chosen one and of its own people, by event or business line.

    `event` leaves only events of one kind, for `by="line"`.
    """
    selection = view.selection
    parent = next((unit for unit in view.units if unit.path == selection.unit), None)
    children = [unit for unit in view.units if unit.parent_path == selection.unit and unit != parent]
    if parent is None or view.hidden:
        return HeatMap((), ())
    units = [parent, *sorted(children, key=lambda unit: unit.name)]
    tree, events = view.tree(selection), view.events(selection)
    people = [tree.direct[parent.path], *(tree.people[unit.path] for unit in units[1:])]
    hidden = [parent.path in tree.hidden_direct, *(unit.path in tree.hidden for unit in units[1:])]
    part = _parts(view, units)[events.unit]
    if by == "kind":
        columns: tuple[str, ...] = KINDS
        cells = _counts(part, events.kind, len(units), len(columns))
        closed = np.repeat(np.array(hidden)[:, None], len(columns), axis=1)
    else:
        columns = (*view.lines, "")
        line = np.array([columns.index(document.line) for document in view.documents], np.int32)[events.document]
        closed = _hidden_cells(view, part, line, events, (len(units), len(columns)), hidden)
        chosen = events.kind == KINDS.index(event) if event else np.ones(len(part), bool)
        cells = _counts(part[chosen], line[chosen], len(units), len(columns))
    return HeatMap(
        columns,
        tuple(
            HeatRow(
                unit.id,
                unit.name,
                unit == parent,
                None if hidden[row] else people[row],
                tuple(
                    None if hide else count
                    for count, hide in zip(cells[row].tolist(), closed[row].tolist(), strict=True)
                ),
                hidden[row],
            )
            for row, unit in enumerate(units)
        ),
    )


def _hidden_cells(
    view: View, part: Column, line: Column, events: Events, shape: tuple[int, int], hidden: list[bool]
) -> Column:
    cell, cells = part * shape[1] + line, shape[0] * shape[1]
    people = distinct_by(cell, events.person, cells, view.snapshot.people).reshape(shape)
    return hidden_cells(people, hidden)


def _counts(part: Column, column: Column, parts: int, columns: int) -> Column:
    return np.bincount(part * columns + column, minlength=parts * columns).reshape(parts, columns)


def _parts(view: View, units: list[UnitFact]) -> Column:
    """Return for each unit's number the row it belongs to: 0 for the parent itself."""
    paths = {unit.id: unit.path for unit in view.units}
    return np.array(
        [
            next(
                (row for row, unit in enumerate(units) if row and paths.get(identity, "").startswith(unit.path)),
                0,
            )
            for identity in view.snapshot.units
        ],
        np.int32,
    )


def _period(periods: list[Window], day: Column) -> Column:
    """Return the number of the period of each row; rows are in the order of days."""
    starts = np.array([period.first.toordinal() for period in periods], day.dtype)
    return np.repeat(np.arange(len(periods)), np.diff(np.searchsorted(day, starts), append=len(day)))


def _hidden_periods(people: Sequence[int], closed: Sequence[bool]) -> list[bool]:
    """Return which periods to hide: those too small by themselves, and others until none can be inferred."""
    behind = [min(count, 1) if hide else count for count, hide in zip(people, closed, strict=True)]
    return [hide or more for hide, more in zip(closed, hidden_parts(behind), strict=True)]
