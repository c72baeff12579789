"""Every figure of usage once more, in pandas and by the definitions alone, to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from bench.usage_world import LAST, World
from kb.usage.figures.selection import Selection, Window

KINDS = ("view", "download", "apply", "outcome")
Figures = dict[str, Any]


def true_figures(world: World, selection: Selection) -> Figures:
    """Return what `shown_figures` must come to. Where a group is hidden it has None."""
    chosen = _chosen(world, selection)
    everybody = _chosen(world, Selection(selection.window, "/house/", selection.line, selection.kind))
    ever = _chosen(world, selection.during(Window(date(1, 1, 1), selection.window.last)))
    closed = _is_hidden(world, selection)
    found: Figures = {
        "headline": _headline(world, selection, chosen, closed),
        "before": _headline(
            world,
            selection.during(selection.window.before()),
            _chosen(world, selection.during(selection.window.before())),
            _is_hidden(world, selection.during(selection.window.before())),
        ),
        "trend": _trend(world, selection, chosen, closed),
        "funnel": None if closed else _funnel(chosen),
        "contributors": _contributors(world, selection, everybody),
        "units": None if closed else _units(world, selection, chosen),
    }
    ever_closed = _is_hidden(world, selection.during(Window(date(1, 1, 1), selection.window.last)))
    found["unused"] = None if ever_closed else _unused(world, selection, ever)
    found["first_reuse"] = None if ever_closed else _first_reuse(world, selection, ever)
    found["half_life"] = None if ever_closed else _half_life(world, selection, ever)
    if selection.unit == "/house/":
        found["documents"] = None if closed else _documents(chosen)
    return found


def hide(counts: Sequence[int]) -> list[bool]:
    """Return parts of a shown total that must be hidden."""
    hidden = [0 < count < 5 for count in counts]
    while any(hidden) and (
        sum(hidden) < 2 or sum(count for count, flag in zip(counts, hidden, strict=True) if flag) < 5
    ):
        left = [(count, index) for index, count in enumerate(counts) if count and not hidden[index]]
        if not left:
            break
        hidden[min(left)[1]] = True
    return hidden


def _chosen(world: World, selection: Selection) -> pd.DataFrame:
    documents = _documents_of(world, selection)
    first, last = selection.window.first.toordinal(), selection.window.last.toordinal()
    events = world.events
    mask = events["day"].between(first, last) & ~events["own"]
    if selection.unit != "/house/":
        paths = [path for path in events["unit"].unique() if path.startswith(selection.unit)]
        mask &= events["unit"].isin(paths)
    if len(documents) < len(world.documents):
        mask &= events["document"].isin(documents)
    return events[mask]


def _documents_of(world: World, selection: Selection) -> pd.Index:
    frame = world.documents
    for name in ("line", "kind"):
        if getattr(selection, name):
            frame = frame[frame[name] == getattr(selection, name)]
    return frame.index


def _is_hidden(world: World, selection: Selection) -> bool:
    if _in_hidden_unit(
        _chosen(world, Selection(selection.window, "/house/", selection.line, selection.kind)), selection.unit
    ):
        return True
    for name in ("line", "kind"):
        if getattr(selection, name):
            rest = {"line": selection.line, "kind": selection.kind} | {name: ""}
            events = _chosen(world, Selection(selection.window, selection.unit, **rest))
            of_document = world.documents[name]
            people = events.groupby(events["document"].map(of_document))["person"].nunique()
            people = people.reindex(sorted(of_document.unique()), fill_value=0)
            if hide(people.tolist())[people.index.get_loc(getattr(selection, name))]:
                return True
    return False


def _in_hidden_unit(frame: pd.DataFrame, unit: str) -> bool:
    """Return whether a unit is hidden in the tree of the house, by distinct people of `frame`."""
    if not frame["unit"].str.startswith(unit).any():
        return False
    if frame["person"].nunique() < 5:
        return True
    above = "/house/"
    while above != unit:
        inside = frame[frame["unit"].str.startswith(above)]
        part = inside["unit"].map(lambda path, above=above: _part(above, path))
        people = inside.groupby(part)["person"].nunique()
        child = _part(above, unit)
        if child not in people.index:
            return False
        # Equal counts are taken in the order of the tree: own people, then by name.
        people = people.sort_index(key=lambda index: index.map(lambda path: (len(path), path)))
        if hide(people.tolist())[people.index.get_loc(child)]:
            return True
        above = child
    return False


def _part(above: str, path: str) -> str:
    return path[: path.index("/", len(above)) + 1] if path.startswith(above) and path != above else path


def _days_published(world: World, window: Window) -> pd.Series:
    first, last = window.first.toordinal(), min(window.last, LAST).toordinal()
    return world.documents["spans"].map(
        lambda spans: sum(len(range(max(start, first), min(end, last) + 1)) for start, end in _apart(spans))
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [span for span in spans if span[0] <= span[1]]


def _found_on(world: World, window: Window) -> pd.Series:
    day = min(window.last, LAST).toordinal()
    return world.documents["spans"].map(lambda spans: any(start <= day <= end for start, end in spans))


def _since(world: World) -> pd.Series:
    return world.documents["published"].map(lambda day: day.toordinal())


def _headline(world: World, selection: Selection, events: pd.DataFrame, closed: bool) -> Figures:
    chosen = world.documents.index.isin(_documents_of(world, selection))
    found: Figures = {}
    if selection.kind in ("", "case"):
        case = (world.documents["kind"] == "case") & chosen & _found_on(world, selection.window)
        found["valid_cases"] = int(case.sum())
    eligible = int(((_days_published(world, selection.window) >= 30) & chosen).sum())
    found["eligible_documents"] = eligible
    readers = events["person"].nunique()
    counts = events["kind"].value_counts()
    reused, uses = events.loc[events["kind"] == 2, "document"].nunique(), int(counts.get(2, 0))
    people: Figures = {
        "reused_documents": reused,
        "reuse_rate": reused / eligible if eligible else None,
        "active_readers": readers,
        "reuse_per_reader": uses / readers if readers else None,
        "views": int(counts.get(0, 0)),
        "downloads": int(counts.get(1, 0)),
        "uses": uses,
        "outcomes": int(counts.get(3, 0)),
    }
    found |= dict.fromkeys(people) if closed else people
    if selection.line or selection.kind:
        return found
    every = _searches(world, Selection(selection.window))
    searches, count = _searches(world, selection), len(_searches(world, selection))
    asked: Figures = {
        "searches": count,
        "search_success": int(searches["opened"].sum()) / count if count else None,
        "search_use": int(searches["used"].sum()) / count if count else None,
        "zero_result": int((searches["results"] == 0).sum()),
        "no_click": int(searches["ignored"].sum()),
    }
    return found | (dict.fromkeys(asked) if _in_hidden_unit(every, selection.unit) else asked)


def _searches(world: World, selection: Selection) -> pd.DataFrame:
    frame = world.searches
    first, last = selection.window.first.toordinal(), selection.window.last.toordinal()
    return frame[frame["day"].between(first, last) & frame["unit"].str.startswith(selection.unit)]


def _trend(world: World, selection: Selection, events: pd.DataFrame, closed: bool) -> list[tuple[Any, ...] | None]:
    periods = _periods(selection.window)
    parts = [events[events["day"].between(first.toordinal(), last.toordinal())] for first, last in periods]
    alone = [_is_hidden(world, selection.during(Window(first, last))) for first, last in periods]
    people = [part["person"].nunique() for part in parts]
    joint = hide([min(count, 1) if flag else count for count, flag in zip(people, alone, strict=True)])
    rows: list[tuple[Any, ...] | None] = []
    for part, count, flag, more in zip(parts, people, alone, joint, strict=True):
        kinds = part["kind"].value_counts()
        reused = part.loc[part["kind"] == 2, "document"].nunique()
        rows.append(
            None if closed or flag or more else (count, *(int(kinds.get(kind, 0)) for kind in range(4)), reused)
        )
    return rows


def _periods(window: Window) -> list[tuple[date, date]]:
    days = pd.date_range(window.first, window.last).to_series()
    key = days.dt.to_period("W-SUN" if len(days) <= 92 else "M")
    return [(group.min().date(), group.max().date()) for _name, group in days.groupby(key)]


def _funnel(events: pd.DataFrame) -> list[tuple[int, ...] | None]:
    rows: list[tuple[int, ...] | None] = []
    through: pd.MultiIndex | None = None
    for kind in range(4):
        part = events[events["kind"] == kind]
        pairs = pd.MultiIndex.from_frame(part[["document", "person"]].drop_duplicates())
        through = pairs if through is None else through.intersection(pairs)
        people = part["person"].nunique()
        rows.append(None if 0 < people < 5 else (people, part["document"].nunique(), len(pairs), len(through)))
    return rows


def _documents(events: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    people = events.groupby("document")["person"].nunique().sort_index()
    kinds = events.groupby(["document", "kind"]).size().unstack(fill_value=0).reindex(columns=range(4), fill_value=0)
    hidden = hide(people.tolist())
    return {
        int(document): (int(people[document]), *(int(count) for count in kinds.loc[document]))
        for document, flag in zip(people.index, hidden, strict=True)
        if not flag
    }


def _contributors(world: World, selection: Selection, events: pd.DataFrame) -> dict[int, tuple[Any, ...]]:
    """Return authors of the selection's unit, with uses by the whole house."""
    written = world.authors[world.authors["document"].isin(_documents_of(world, selection))]
    live = set(np.flatnonzero(_found_on(world, selection.window)))
    uses = written.merge(events[events["kind"] == 2], on="document", suffixes=("", "_reader"))
    count, people = uses.groupby("person").size(), uses.groupby("person")["person_reader"].nunique()
    valid = written[written["document"].isin(live)].groupby("person").size()
    authors = sorted(written["person"].unique(), key=lambda number: (f"Person {number}", number))
    # The order in which authors first stand in the list decides between equal counts: it is by name.
    hidden = hide([int(people.get(author, 0)) for author in authors])
    whole = _is_hidden(world, Selection(selection.window, "/house/", selection.line, selection.kind))
    inside = set(written.loc[written["unit"].str.startswith(selection.unit), "person"])
    found = {}
    for author, flag in zip(authors, hidden, strict=True):
        if author not in inside:
            continue
        documents, uses_of = int(valid.get(author, 0)), int(count.get(author, 0))
        if documents or uses_of:
            figures = (None, None) if flag or whole else (uses_of, int(people.get(author, 0)))
            found[int(author)] = (documents, *figures)
    return found


def _units(world: World, selection: Selection, events: pd.DataFrame) -> dict[str, tuple[int, ...] | None]:
    parts = [selection.unit, *world.units.loc[world.units["path"].map(_parent) == selection.unit, "path"]]
    part = events["unit"].map(lambda path: _part(selection.unit, path))
    found: dict[str, tuple[int, ...] | None] = {}
    people = [events.loc[part == path, "person"].nunique() for path in parts]
    for path, count, flag in zip(parts, people, hide(people), strict=True):
        kinds = events.loc[part == path, "kind"].value_counts()
        found[path] = None if flag else (count, *(int(kinds.get(kind, 0)) for kind in range(4)))
    return found


def _parent(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]


def _unused(world: World, selection: Selection, ever: pd.DataFrame) -> tuple[int, frozenset[int]]:
    until = Window(date(1, 1, 1), min(selection.window.last, LAST))
    chosen = world.documents.index.isin(_documents_of(world, selection))
    eligible = world.documents.index[chosen & _found_on(world, until) & (_days_published(world, until) >= 30)]
    return len(eligible), frozenset(eligible.difference(ever["document"].unique()).tolist())


def _first_reuse(world: World, selection: Selection, ever: pd.DataFrame) -> tuple[Any, ...]:
    since = _since(world)
    window = selection.window
    cohort = world.documents.index[
        world.documents.index.isin(_documents_of(world, selection))
        & since.between(window.first.toordinal(), min(window.last, LAST).toordinal())
    ]
    first = ever[ever["kind"] == 2].groupby("document")["day"].min()
    waits = (first.reindex(cohort).dropna() - since.reindex(cohort)).dropna().clip(lower=0)
    quartiles = [float(value) for value in waits.quantile([0.25, 0.5, 0.75])] if len(waits) else [None] * 3
    return (len(waits), len(cohort) - len(waits), *quartiles)


def _half_life(world: World, selection: Selection, ever: pd.DataFrame) -> tuple[Any, ...] | None:
    since = _since(world)
    end = min(selection.window.last, LAST).toordinal()
    cohort = world.documents.index[world.documents.index.isin(_documents_of(world, selection)) & (since + 364 <= end)]
    views = ever[(ever["kind"] == 0) & ever["document"].isin(cohort)]
    age = views["day"] - views["document"].map(since)
    inside = age.between(0, 364)
    if 0 < views.loc[inside, "person"].nunique() < 5:
        return None
    ages = age[inside].sort_values(ignore_index=True)
    return (int(ages[(len(ages) + 1) // 2 - 1]) if len(ages) else None, len(cohort), len(ages))
