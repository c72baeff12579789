"""Compute figures of documents and authors: most used, never used, time to first use, half-life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from kb.errors import BadInput
from kb.usage.facts.packs import KINDS, Column
from kb.usage.figures.counting import distinct
from kb.usage.figures.group_hiding import people_of_groups
from kb.usage.figures.headline import days_published, published_since
from kb.usage.figures.hiding import too_few
from kb.usage.figures.model import (
    MIN_DAYS,
    Contributor,
    DocumentRow,
    DocumentTable,
    FirstReuse,
    HalfLife,
    UnusedDocument,
    UnusedTable,
)
from kb.usage.figures.selection import Window
from kb.usage.figures.view import View

_APPLY, _VIEW = KINDS.index("apply"), KINDS.index("view")
_ORDERS = ("uses", "views", "downloads", "outcomes", "people")
_YEAR = 365


def top_documents(view: View, limit: int = 20, by: str = "uses") -> DocumentTable:
    """Return the documents most used in the window, those with equal figures by title; `by` is one of their figures."""
    if by not in _ORDERS:
        raise BadInput("Unknown order: {order}", order=by)
    if view.hidden:
        return DocumentTable((), hidden=True)
    rows = document_rows(view)
    shown = [row for row in rows if not row.hidden]
    shown.sort(key=lambda row: (-(getattr(row, by) or 0), -(row.views or 0), row.title, row.document_id))
    return DocumentTable(tuple(shown[:limit]), len(rows) - len(shown))


def document_rows(view: View) -> list[DocumentRow]:
    """Return every document that anyone but its authors used in any way in the window, by number."""
    selection, count = view.selection, len(view.documents)
    events, whole = view.events(selection), view.events(replace(selection, unit=view.root))
    by_id = {document.id: rank for rank, document in enumerate(sorted(view.documents, key=lambda fact: fact.id))}
    order = [by_id[document.id] for document in view.documents]
    people, hidden = people_of_groups(view, selection, whole.document, whole.person, whole.unit, count, order)
    counts = np.bincount(events.document.astype(np.int64) * 4 + events.kind, minlength=count * 4).reshape(count, 4)
    rows = []
    for number in np.flatnonzero(counts.any(axis=1)).tolist():
        row = _document_row(view, number)
        if hidden[number]:
            rows.append(replace(row, hidden=True))
        else:
            views, downloads, uses, outcomes = counts[number].tolist()
            rows.append(
                replace(row, people=people[number], views=views, downloads=downloads, uses=uses, outcomes=outcomes)
            )
    return rows


def unused_documents(view: View) -> UnusedTable:
    """Return documents that no one of the unit but their authors ever used.

    They can be found at the end of the window (or today) and could be for 30 days or more until then.
    """
    selection, end = view.selection, min(view.selection.window.last, date.fromordinal(view.today))
    ever = selection.during(Window(date.min, end))
    if view.hides(ever):
        return UnusedTable((), 0, hidden=True)
    touched = np.zeros(len(view.documents), bool)
    touched[view.events(ever).document] = True
    published, chosen, day = days_published(view, ever.window), view.chosen_documents(selection), end.toordinal()
    eligible = [
        number
        for number, document in enumerate(view.documents)
        if chosen[number]
        and published[number] >= MIN_DAYS
        and any(first <= day <= last for first, last in document.spans)
    ]
    rows = []
    for number in eligible:
        if not touched[number]:
            row = _document_row(view, number)
            rows.append(
                UnusedDocument(row.document_id, row.title, row.kind, row.line, row.published_on, int(published[number]))
            )
    rows.sort(key=lambda row: (row.published_on, row.title, row.document_id))
    return UnusedTable(tuple(rows), len(eligible))


def contributors(view: View) -> tuple[Contributor, ...]:
    """Return authors in the chosen unit and below, with their documents that can be found at the end of the window.

    Uses are those by others in the window, within the units the viewer sees. Most documents come first.
    """
    selection = replace(view.selection, unit=view.root)
    chosen, day = view.chosen_documents(selection), min(selection.window.last.toordinal(), view.today)
    written = [
        [number for number in view.snapshot.written.get(author.id, ()) if chosen[number]] for author in view.authors
    ]
    events = view.events(selection)
    uses = events.where(events.kind == _APPLY)
    author_of, row = _by_author(written, uses.document)
    people, hidden = people_of_groups(view, selection, author_of, uses.person[row], uses.unit[row], len(written))
    count = np.bincount(author_of, minlength=len(written)).tolist()
    closed = view.hides(selection)
    found = []
    for index, author in enumerate(view.authors):
        documents = sum(
            any(first <= day <= last for first, last in view.documents[number].spans) for number in written[index]
        )
        if author.unit_path.startswith(view.selection.unit) and (documents or count[index]):
            hide = closed or hidden[index]
            found.append(
                Contributor(
                    author.id,
                    author.name,
                    author.unit_name,
                    author.state,
                    documents,
                    None if hide else count[index],
                    None if hide else people[index],
                    hide,
                )
            )
    found.sort(key=lambda row: (-row.documents, -(row.uses or 0), row.name, row.person_id))
    return tuple(found)


def first_reuse(view: View) -> FirstReuse:
    """Return the days from first publication (in the window) to the first use by another person of the unit."""
    selection = view.selection
    window, chosen = selection.window, view.chosen_documents(selection)
    first, last = window.first.toordinal(), min(window.last.toordinal(), view.today)
    since = _first_days(view)
    cohort = chosen & (since >= first) & (since <= last)
    ever = selection.during(Window(date.min, window.last))
    if view.hides(ever):
        return FirstReuse(hidden=True)
    events = view.events(ever)
    uses = events.where((events.kind == _APPLY) & cohort[events.document])
    soonest = np.full(len(since), np.iinfo(np.int64).max)
    np.minimum.at(soonest, uses.document, uses.day.astype(np.int64))
    used = cohort & (soonest < np.iinfo(np.int64).max)
    waits = np.maximum(0, soonest[used] - since[used])
    n, waiting = int(used.sum()), int(cohort.sum() - used.sum())
    if not n:
        return FirstReuse(0, waiting)
    lower, median, upper = (float(value) for value in np.percentile(waits, (25, 50, 75)))
    return FirstReuse(n, waiting, median, lower, upper)


def half_life(view: View) -> HalfLife:
    """Return the age at which half of the views of the first year had occurred; see `HalfLife`."""
    selection = view.selection
    ever = selection.during(Window(date.min, selection.window.last))
    if view.hides(ever):
        return HalfLife(hidden=True)
    end = min(selection.window.last.toordinal(), view.today)
    since = _first_days(view)
    cohort = view.chosen_documents(selection) & (since + _YEAR - 1 <= end)
    events = view.events(ever)
    counted = (events.kind == _VIEW) & cohort[events.document]
    age = events.day[counted] - since.astype(np.int32)[events.document[counted]]
    first_year = (age >= 0) & (age < _YEAR)
    age, person = age[first_year], events.person[counted][first_year]
    documents, views = int(cohort.sum()), len(age)
    if too_few(distinct(person, view.snapshot.people)):
        return HalfLife(documents=documents, hidden=True)
    if not views:
        return HalfLife(documents=documents)
    by_age = np.bincount(age, minlength=_YEAR)
    days = int(np.searchsorted(2 * np.cumsum(by_age), views))
    return HalfLife(days, documents, views)


def _document_row(view: View, number: int) -> DocumentRow:
    document, since = view.documents[number], published_since(view, number)
    return DocumentRow(
        document.id, document.title, document.kind, document.line, date.fromordinal(since) if since else date.max
    )


def _first_days(view: View) -> Column:
    return np.array([document.first_day for document in view.documents], np.int64)


def _by_author(written: list[list[int]], document: Column) -> tuple[Column, Column]:
    """Return each event once for every author of its document: numbers of authors, and of events."""
    order = np.argsort(document, kind="stable")
    documents = max((max(numbers, default=0) for numbers in written), default=0) + 1
    bounds = np.searchsorted(document[order], np.arange(documents + 1, dtype=document.dtype)).tolist()
    authors, rows = [np.array([], np.int64)], [np.array([], np.int64)]
    for author, numbers in enumerate(written):
        for number in numbers:
            first, last = bounds[number], bounds[number + 1]
            if first < last:
                authors.append(np.full(last - first, author, np.int64))
                rows.append(order[first:last])
    return np.concatenate(authors), np.concatenate(rows)
