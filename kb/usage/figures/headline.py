"""Compute the figures of a window, each against the period before and the baseline.

* Valid cases: cases that readers can find at the end of the window (or today, if it is not over): published and
  not expired. Only complete cases that are past the de-identification gate are published.
* Reuse rate: documents that a person other than an author used in the window ÷ documents that were published for at
  least 30 days of it. Days that have not come do not count.
* Reuse per active reader: uses by others than the authors ÷ people with any event in the window, on documents of
  others.
* Searches: see `kb.usage.facts.searching`.

A use counts on the day it was reported, so that a window that is over does not change.
"""

from __future__ import annotations

import numpy as np

from kb.errors import BadInput
from kb.usage.facts.packs import NO_CLICK, OPENED, USED, ZERO_RESULT, Column
from kb.usage.facts.publishing import FOREVER
from kb.usage.figures import model as names
from kb.usage.figures.counting import distinct
from kb.usage.figures.model import COUNT, FIGURE_UNITS, MIN_DAYS, RATE, Change, Figure, Headline
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.view import View

_VIEW, _DOWNLOAD, _APPLY, _OUTCOME = range(4)


def headline(view: View) -> Headline:
    """Return the figures of the view's selection."""
    window = view.selection.window
    try:
        before = window.before()
    except BadInput:
        before = None
    baseline = view.baseline if view.baseline and not view.baseline.window.overlaps(window) else None
    earlier = _by_name(view, before)
    frozen = _by_name(view, baseline.window if baseline else None)
    return Headline(
        window,
        before,
        baseline,
        tuple(
            Figure(
                figure.name,
                figure.unit,
                figure.value,
                figure.numerator,
                figure.denominator,
                figure.people,
                figure.hidden,
                _change(figure, earlier.get(figure.name)),
                _change(figure, frozen.get(figure.name)),
            )
            for figure in figures_of(view, view.selection)
        ),
    )


def figures_of(view: View, selection: Selection) -> list[Figure]:
    """Return the figures of a selection, without comparisons."""
    found = []
    if selection.kind in ("", "case"):
        found.append(_count(names.VALID_CASES, len(valid_cases(view, selection))))
    eligible = int(np.count_nonzero(eligible_documents(view, selection)))
    found.append(_count(names.ELIGIBLE, eligible))
    if view.hides(selection):
        found += [
            _hidden(name)
            for name in (
                names.REUSED,
                names.REUSE_RATE,
                names.READERS,
                names.REUSE_PER_READER,
                names.VIEWS,
                names.DOWNLOADS,
                names.USES,
                names.OUTCOMES,
            )
        ]
    else:
        events, people = view.events(selection), view.people(selection)
        counts = np.bincount(events.kind, minlength=4)
        reused = distinct(events.document[events.kind == _APPLY], len(view.documents))
        uses = int(counts[_APPLY])
        found += [
            _count(names.REUSED, reused, people),
            _share(names.REUSE_RATE, reused, eligible, people),
            _count(names.READERS, people, people),
            _share(names.REUSE_PER_READER, uses, people, people),
            _count(names.VIEWS, int(counts[_VIEW]), people),
            _count(names.DOWNLOADS, int(counts[_DOWNLOAD]), people),
            _count(names.USES, uses, people),
            _count(names.OUTCOMES, int(counts[_OUTCOME]), people),
        ]
    return found + (_search_figures(view, selection) if selection.of_all_documents else [])


def valid_cases(view: View, selection: Selection) -> list[int]:
    """Return numbers of the cases that readers can find at the end of the window."""
    chosen, day = view.chosen_documents(selection), min(selection.window.last.toordinal(), view.today)
    return [
        number
        for number, document in enumerate(view.documents)
        if chosen[number] and document.kind == "case" and any(first <= day <= last for first, last in document.spans)
    ]


def days_published(view: View, window: Window) -> Column:
    """Return for each document's number on how many days of a window readers could find it.

    Future days do not count.
    """
    first, last = window.first.toordinal(), min(window.last.toordinal(), view.today)
    spans = [(number, *span) for number, document in enumerate(view.documents) for span in document.spans]
    if not spans:
        return np.zeros(len(view.documents), np.int64)
    number, start, end = np.array(spans, np.int64).T
    overlap = np.maximum(0, np.minimum(end, last) - np.maximum(start, first) + 1)
    return np.bincount(number, weights=overlap, minlength=len(view.documents)).astype(np.int64)


def eligible_documents(view: View, selection: Selection) -> Column:
    """Return for each document's number whether it was published for at least 30 days of the window."""
    eligible: Column = (days_published(view, selection.window) >= MIN_DAYS) & view.chosen_documents(selection)
    return eligible


def published_since(view: View, number: int) -> int | None:
    """Return the first day on which readers could find a document; None for one that never could be found."""
    day = view.documents[number].first_day
    return day if day < FOREVER else None


def _search_figures(view: View, selection: Selection) -> list[Figure]:
    every = (names.SEARCHES, names.SEARCH_OPENED, names.SEARCH_USED, names.ZERO_RESULT, names.NO_CLICK)
    if view.hides_searches(selection):
        return [_hidden(name) for name in every]
    searches = view.searches(selection)
    total, people = len(searches.flags), distinct(searches.person, view.snapshot.people)
    with_flag = {flag: int(np.count_nonzero(searches.flags & flag)) for flag in (OPENED, USED, ZERO_RESULT, NO_CLICK)}
    return [
        _count(names.SEARCHES, total, people),
        _share(names.SEARCH_OPENED, with_flag[OPENED], total, people),
        _share(names.SEARCH_USED, with_flag[USED], total, people),
        _count(names.ZERO_RESULT, with_flag[ZERO_RESULT], people),
        _count(names.NO_CLICK, with_flag[NO_CLICK], people),
    ]


def _by_name(view: View, window: Window | None) -> dict[str, Figure]:
    if window is None:
        return {}
    return {figure.name: figure for figure in figures_of(view, view.selection.during(window))}


def _count(name: str, value: int, people: int | None = None) -> Figure:
    return Figure(name, COUNT, value, people=people)


def _share(name: str, part: int, whole: int, people: int) -> Figure:
    value = part / whole if whole else None
    return Figure(name, FIGURE_UNITS[name], value, part, whole, people)


def _hidden(name: str) -> Figure:
    return Figure(name, FIGURE_UNITS.get(name, COUNT), hidden=True)


def _change(figure: Figure, other: Figure | None) -> Change | None:
    if other is None or figure.value is None or other.value is None:
        return None
    percent = (figure.value / other.value - 1) * 100 if other.value else None
    scale = 100 if figure.unit == RATE else 1
    return Change(other.value, (figure.value - other.value) * scale, percent)
