"""`python -m bench usage-truth`: every figure of usage against pandas, and how long the page waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np

from bench.timing import machine, peak_megabytes
from bench.usage_figures import Figures, true_figures
from bench.usage_world import FIRST, LAST, NOW, World, make_world
from kb.store import Database
from kb.usage.facts.facts import UsageFacts
from kb.usage.facts.rollups import pack_months, roll_up
from kb.usage.figures import statistics
from kb.usage.figures.document_figures import document_rows
from kb.usage.figures.headline import figures_of
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.statistics import View

WHOLE = Window(FIRST, LAST)
_HALF = Window(date(2026, 1, 1), date(2026, 6, 30))
_ODD = Window(date(2025, 7, 17), date(2026, 2, 3))
_RECENT = Window(date(2026, 10, 22), LAST)
SELECTIONS = (
    Selection(WHOLE),
    Selection(_HALF),
    Selection(_ODD),
    Selection(_RECENT),
    Selection(_ODD, "/house/b1/"),
    Selection(WHOLE, "/house/b2/b2d1/"),
    Selection(_HALF, line="零售"),
    Selection(_ODD, "/house/b3/", line="公司", kind="case"),
    Selection(WHOLE, kind="material"),
)
QUERIES: dict[str, Callable[[View], object]] = {
    "headline with both comparisons": statistics.headline,
    "trend": statistics.trend,
    "funnel": statistics.funnel,
    "top documents": statistics.top_documents,
    "never-used documents": statistics.unused_documents,
    "contributors": statistics.contributors,
    "units by kind": statistics.heat_map,
    "units by line": lambda view: statistics.heat_map(view, "line"),
    "time to first reuse": statistics.first_reuse,
    "half-life of interest": statistics.half_life,
    "rows behind the reuse rate": lambda view: statistics.rows_behind(view, "reuse_rate"),
    "rows behind the views": lambda view: statistics.rows_behind(view, "views"),
    "rows behind the searches": lambda view: statistics.rows_behind(view, "searches"),
}


@dataclass(frozen=True)
class Run:
    """One size: how many figures were equal in each state, and times in milliseconds (p50, p95, p95 of
    the processor alone) or seconds."""

    events: int
    equal: int
    wrong: list[str]
    times: dict[str, tuple[float, float, float]]
    seconds: dict[str, float]
    megabytes: dict[str, float]


@click.command("usage-truth")
@click.option("--events", default=5_000_000, show_default=True, help="Events of the large run.")
@click.option("--small", default=500_000, show_default=True, help="Events of the small run; 0 for none.")
@click.option("--rounds", default=20, show_default=True, help="Measurements of each query.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to make the databases; a temporary folder else.")
def usage_truth(events: int, small: int, rounds: int, folder: Path | None) -> None:
    """Compare every figure of usage with pandas, with and without roll-ups, and measure each query of the page."""
    runs = []
    for count in filter(None, (small, events)):
        with TemporaryDirectory(dir=folder) as place:
            runs.append(run_one(Path(place), count, rounds))
    click.echo(_report(runs))
    wrong = [text for run in runs for text in run.wrong]
    for text in wrong[:20]:
        click.echo(f"differs: {text}", err=True)
    worst, busy = (max(runs[-1].times[name][place] for name in QUERIES) for place in (1, 2))
    click.echo(
        f"usage-truth: {runs[-1].events:,} events, {sum(run.equal for run in runs):,} figures equal, "
        f"{len(wrong)} different, slowest query p95 {worst:.0f} ms, of the processor alone {busy:.0f} ms"
    )
    if wrong:
        raise SystemExit(1)


def run_one(folder: Path, count: int, rounds: int, seed: int = 7) -> Run:
    """Make a world of a size, compare it in three states (raw, packed, rolled up), measure the last."""
    database = Database(folder / "kb.sqlite")
    seconds: dict[str, float] = {}
    world = _timed(seconds, "written", lambda: make_world(database, count, seed))
    truth = [true_figures(world, selection) for selection in SELECTIONS]
    megabytes = {"database with raw events": database.path.stat().st_size / 1e6}
    equal = 0
    wrong: list[str] = []
    facts = UsageFacts()
    for state in ("raw", "packed", "rolled up"):
        if state == "packed":
            _timed(seconds, "months packed", lambda: pack_months(database, NOW))
        if state == "rolled up":
            _timed(seconds, "months rolled up", lambda: roll_up(database, NOW, 6))
        facts = UsageFacts()
        _timed(seconds, f"first page, {state}", partial(_view, database, facts, SELECTIONS[0]))
        for selection, expected in zip(SELECTIONS, truth, strict=True):
            found = shown_figures(world, _view(database, facts, selection))
            for name, left, right in _pairs(expected, found):
                if left == right:
                    equal += 1
                else:
                    wrong.append(f"{count} {state} {selection} {name}: {left} expected, {right} shown")
    with database.read() as tx:
        packs = tx.value("SELECT sum(length(content)) FROM usage_packs")
    megabytes |= {"packs": packs / 1e6, "peak of the process": peak_megabytes()}
    times = _times(database, facts, rounds)
    database.close()
    return Run(count, equal, wrong, times, seconds, megabytes)


def shown_figures(world: World, view: View) -> Figures:
    """Return the figures of the page in the form of `true_figures`."""
    numbers = {identity: number for number, identity in enumerate(world.documents["id"])}
    window = view.selection.window
    people = statistics.contributors(view)
    found: Figures = {
        "headline": {figure.name: figure.value for figure in figures_of(view, view.selection)},
        "before": {figure.name: figure.value for figure in figures_of(view, view.selection.during(window.before()))},
        "trend": [
            None
            if point.hidden
            else (
                point.people,
                point.views,
                point.downloads,
                point.uses,
                point.outcomes,
                point.reused_documents,
            )
            for point in statistics.trend(view).points
        ],
        "contributors": {int(row.person_id[1:]): (row.documents, row.uses, row.people) for row in people},
    }
    funnel, unused = statistics.funnel(view), statistics.unused_documents(view)
    reuse, life, units = statistics.first_reuse(view), statistics.half_life(view), statistics.heat_map(view)
    paths = {unit.id: unit.path for unit in view.units}
    found["funnel"] = (
        None
        if funnel.hidden
        else [
            None if step.hidden else (step.people, step.documents, step.pairs, step.pairs_through)
            for step in funnel.steps
        ]
    )
    found["units"] = (
        {paths[row.unit_id]: None if row.hidden else (row.people, *row.cells) for row in units.rows}
        if units.rows
        else None
    )
    found["unused"] = (
        None if unused.hidden else (unused.eligible, frozenset(numbers[row.document_id] for row in unused.rows))
    )
    found["first_reuse"] = None if reuse.hidden else (reuse.n, reuse.waiting, reuse.lower, reuse.median, reuse.upper)
    found["half_life"] = None if life.hidden else (life.days, life.documents, life.views)
    if view.selection.unit == view.root:
        found["documents"] = (
            None
            if view.hidden
            else {
                numbers[row.document_id]: (row.people, row.views, row.downloads, row.uses, row.outcomes)
                for row in document_rows(view)
                if not row.hidden
            }
        )
    return found


def _pairs(expected: Any, found: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the single figures of two results in pairs."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys(), key=str):
            yield from _pairs(expected.get(key), found.get(key), f"{name} {key}")
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple) and len(expected) == len(found):
        for number, (left, right) in enumerate(zip(expected, found, strict=True)):
            yield from _pairs(left, right, f"{name} {number}")
    else:
        yield name, expected, found


def _view(database: Database, facts: UsageFacts, selection: Selection) -> View:
    with database.read() as tx:
        return statistics.make_view(tx, facts, selection, NOW)


def _timed(seconds: dict[str, float], name: str, run: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = run()
    seconds[name] = time.perf_counter() - started
    return result


def _times(database: Database, facts: UsageFacts, rounds: int) -> dict[str, tuple[float, float, float]]:
    """Return each query with a view of its own, over windows and units that differ from round to round."""
    found = {}
    queries = QUERIES | {"the whole page on one view": _page}
    for name, query in queries.items():
        rng, times, busy = np.random.default_rng(11), [], []
        for number in range(rounds + 2):
            selection = _some_selection(rng, number)
            started, worked = time.perf_counter(), time.thread_time()
            query(_view(database, facts, selection))
            times.append((time.perf_counter() - started) * 1000)
            busy.append((time.thread_time() - worked) * 1000)
        p50, p95 = (float(np.percentile(times[2:], share)) for share in (50, 95))
        found[name] = (p50, p95, float(np.percentile(busy[2:], 95)))
    return found


def _page(view: View) -> object:
    return [query(view) for query in QUERIES.values()]


def _some_selection(rng: np.random.Generator, number: int) -> Selection:
    """Return a random selection; a third of them cover two years and the whole bank, which costs most."""
    if number % 3 == 0:
        return Selection(WHOLE)
    start = FIRST + timedelta(days=int(rng.integers(0, 500)))
    window = Window(start, start + timedelta(days=int(rng.integers(20, 230))))
    unit = rng.choice(["/house/", "/house/b1/", "/house/b2/b2d1/"])
    return Selection(window, str(unit), line=str(rng.choice(["", "", "零售"])))


def _report(runs: list[Run]) -> str:
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {machine()}.",
        "",
        "| query | "
        + " | ".join(f"{run.events:,} events: p50 / p95 / p95 of the processor, ms" for run in runs)
        + " | growth of p95 |",
        "| --- |" + " --- |" * (len(runs) + 1),
    ]
    for name in runs[-1].times:
        cells = [" / ".join(f"{figure:.0f}" for figure in run.times[name]) for run in runs]
        growth = runs[-1].times[name][1] / runs[0].times[name][1]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | × {growth:.1f} |")
    lines += ["", "| once | " + " | ".join(f"{run.events:,} events" for run in runs) + " |"]
    lines.append("| --- |" + " --- |" * len(runs))
    lines += [
        f"| {name}, s | " + " | ".join(f"{run.seconds[name]:.2f}" for run in runs) + " |" for name in runs[-1].seconds
    ]
    lines += [
        f"| {name}, MB | " + " | ".join(f"{run.megabytes[name]:.1f}" for run in runs) + " |"
        for name in runs[-1].megabytes
    ]
    return "\n".join(lines)
