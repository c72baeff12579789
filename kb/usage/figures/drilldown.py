"""List the rows each headline figure is made from, for a table on the page or a file."""

from __future__ import annotations

from datetime import date

import numpy as np

from kb.errors import NotFound
from kb.i18n import marked
from kb.usage.facts.packs import NO_CLICK, OPENED, USED, ZERO_RESULT
from kb.usage.figures import model as names
from kb.usage.figures.breakdowns import heat_map, trend
from kb.usage.figures.document_figures import document_rows
from kb.usage.figures.headline import days_published, eligible_documents, published_since, valid_cases
from kb.usage.figures.model import FIGURE_NAMES, Rows
from kb.usage.figures.view import View

_TITLE, _LINE = marked("Title"), marked("Business line")
KIND_COLUMN = marked("Kind of document")
"""The column whose cells are ids of kinds."""
_SINCE, _DAYS = marked("Published since"), marked("Days published in the window")
_PEOPLE, _UNIT, _FROM, _TO = marked("Number of people"), marked("Unit"), marked("From"), marked("To")
_OF_USE = (_PEOPLE, *(FIGURE_NAMES[name] for name in (names.VIEWS, names.DOWNLOADS, names.USES, names.OUTCOMES)))
_OF_SEARCHES = (names.SEARCHES, names.SEARCH_OPENED, names.SEARCH_USED, names.ZERO_RESULT, names.NO_CLICK)
_DOCUMENTS = {
    names.REUSED: "uses",
    names.USES: "uses",
    names.VIEWS: "views",
    names.DOWNLOADS: "downloads",
    names.OUTCOMES: "outcomes",
}


def rows_behind(view: View, figure: str, limit: int = 500) -> Rows:
    """Return what a headline figure is made of: documents, units, or periods. Raise NotFound for an unknown name.

    Rows that are hidden are left out and counted, those beyond `limit` are left out.
    """
    if figure == names.VALID_CASES:
        return _published(view, valid_cases(view, view.selection), limit)
    if figure in (names.ELIGIBLE, names.REUSE_RATE):
        return _published(view, np.flatnonzero(eligible_documents(view, view.selection)).tolist(), limit)
    if figure in _DOCUMENTS:
        return _documents(view, _DOCUMENTS[figure], limit)
    if figure in (names.READERS, names.REUSE_PER_READER):
        return _units(view, limit)
    if figure in _OF_SEARCHES:
        return _searches(view, limit)
    raise NotFound("There is no such figure.")


def _published(view: View, numbers: list[int], limit: int) -> Rows:
    published = days_published(view, view.selection.window)
    rows = []
    for number in numbers:
        document, since = view.documents[number], published_since(view, number)
        rows.append(
            (
                document.title,
                document.kind,
                document.line,
                date.fromordinal(since).isoformat() if since else "",
                int(published[number]),
            )
        )
    return Rows((_TITLE, KIND_COLUMN, _LINE, _SINCE, _DAYS), tuple(sorted(rows)[:limit]))


def _documents(view: View, by: str, limit: int) -> Rows:
    columns = (_TITLE, KIND_COLUMN, _LINE, *_OF_USE)
    if view.hidden:
        return Rows(columns, ())
    every = document_rows(view)
    shown = [row for row in every if not row.hidden and getattr(row, by)]
    shown.sort(key=lambda row: (-getattr(row, by), row.title, row.document_id))
    rows = (
        (row.title, row.kind, row.line, row.people, row.views, row.downloads, row.uses, row.outcomes) for row in shown
    )
    return Rows(columns, tuple(rows)[:limit], sum(row.hidden for row in every))


def _units(view: View, limit: int) -> Rows:
    every = heat_map(view).rows
    rows = tuple((row.unit_name, row.people, *row.cells) for row in every if not row.hidden)
    return Rows((_UNIT, *_OF_USE), rows[:limit], len(every) - len(rows))


def _searches(view: View, limit: int) -> Rows:
    columns = (_FROM, _TO, *(FIGURE_NAMES[name] for name in _OF_SEARCHES))
    if not view.selection.of_all_documents:
        return Rows(columns, ())
    searches, hidden = view.searches(view.selection), 0
    rows: list[tuple[str | int, ...]] = []
    for point in trend(view).points:
        if point.searches_hidden:
            hidden += 1
            continue
        bounds = np.array([point.period.first.toordinal(), point.period.last.toordinal() + 1], searches.day.dtype)
        flags = searches.flags[slice(*np.searchsorted(searches.day, bounds))]
        counts = [int(np.count_nonzero(flags & flag)) for flag in (OPENED, USED, ZERO_RESULT, NO_CLICK)]
        rows.append((point.period.first.isoformat(), point.period.last.isoformat(), len(flags), *counts))
    return Rows(columns, tuple(rows)[:limit], hidden)
