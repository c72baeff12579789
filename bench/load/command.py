"""`python -m bench load` and `soak`: does the app carry a bank's day, and does it lose anything?"""

from __future__ import annotations

import asyncio
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import click
import yaml

from bench.load.acknowledged import differences
from bench.load.crowd import Member, make_crowd
from bench.load.drive import Measured, drive, percentile, slope_per_hour
from bench.load.page import Page, wait_for_page
from bench.load.server import Server, running
from bench.load.visitor import ACTIONS, ActionLog, Visitor
from bench.timing import machine
from kb.clock import utc_now
from kb.config import STARTER_LIBRARY
from kb.store.sqlite import sqlite_version

APP, QUIET, BARE = "kb_app.py", "bench/load/quiet_app.py", "bench/load/bare_app.py"
_WARM_UP_SECONDS = 15.0


@dataclass
class Phase:
    """What was measured of one server, and what it acknowledged."""

    measured: Measured
    actions_done: ActionLog
    collections: dict[str, float]
    errors_logged: int
    load_before: float


def queries() -> list[str]:
    """Return queries of client managers, from the starter library."""
    found = yaml.safe_load((STARTER_LIBRARY / "queries.yaml").read_text("utf-8"))["queries"]
    return [str(one["query"]) for one in found]


def head() -> str:
    """Return date, machine and versions, for the head of a table."""
    return (
        f"{utc_now()[:16]}Z, {machine()}, Streamlit {version('streamlit')}, SQLite {sqlite_version()}, "
        f"load of the machine before {os.getloadavg()[0]:.1f}"
    )


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """Create a temporary folder for a server's data and logs."""
    with tempfile.TemporaryDirectory(prefix="kb-load-", ignore_cleanup_errors=True) as name:
        yield Path(name)


async def open_pages(base: str, tokens: Sequence[str]) -> list[Page]:
    """Return a connected tab for each token, opened ten at a time."""
    pages, turn = [Page(base, token) for token in tokens], asyncio.Semaphore(10)

    async def _open(page: Page) -> None:
        async with turn:
            await page.open()

    await asyncio.gather(*(_open(page) for page in pages))
    return pages


async def load_server(
    server: Server, crowd: Sequence[Member], rate: float, seconds: float, warm_up: float = _WARM_UP_SECONDS
) -> Phase:
    """Return the measurements of a crowd at work on a server, after some seconds of warm-up."""
    await wait_for_page(server.base, crowd[0].token)
    pages, actions_done = await open_pages(server.base, [member.token for member in crowd]), ActionLog()
    visitors = [
        Visitor(page, member.person_id, number, queries(), actions_done)
        for number, (page, member) in enumerate(zip(pages, crowd, strict=True))
    ]
    warm = await drive(visitors, server, rate, warm_up, seed=1)
    load_before, before = os.getloadavg()[0], server.garbage()
    measured = await drive(visitors, server, rate, seconds, seed=2)
    measured.failures += warm.failures
    collections = {name: value - before.get(name, 0) for name, value in server.garbage().items() if name != "longest"}
    collections["longest"] = server.garbage().get("longest", math.nan)
    await asyncio.gather(*(page.close() for page in pages))
    return Phase(measured, actions_done, collections, server.errors_logged(), load_before)


def print_phase(name: str, phase: Phase) -> None:
    """Print a table of latencies by action, and a line about the server."""
    measured = phase.measured
    click.echo(f"\n| {name} | n | p50 ms | p95 ms | p99 ms | max ms |\n|---|---|---|---|---|---|")
    rows = [(action, measured.latencies[action]) for action in ACTIONS if measured.latencies.get(action)]
    for action, values in [*rows, ("all", measured.all())]:
        numbers = " | ".join(f"{percentile(values, share):.0f}" for share in (50, 95, 99, 100))
        click.echo(f"| {action} | {len(values)} | {numbers} |")
    top = max((size for _at, size in measured.memory), default=math.nan)
    garbage = phase.collections
    click.echo(
        f"\n{measured.rate:.1f} reruns/s for {measured.seconds:.0f} s; "
        f"server {measured.cpu_milliseconds:.1f} ms of processor a rerun, "
        f"{100 * measured.cpu_seconds / measured.seconds:.0f} % of a core, "
        f"this driver {100 * measured.own_cpu_seconds / measured.seconds:.0f} %; memory at most {top:.0f} MB; "
        f"{garbage.get('count', 0):.0f} full collections, {garbage.get('seconds', 0):.2f} s of processor, "
        f"the longest since the start {1000 * garbage.get('longest', math.nan):.0f} ms; "
        f"load of the machine {phase.load_before:.1f} before, {os.getloadavg()[0]:.1f} after"
    )
    for failure in sorted(set(measured.failures)):
        click.echo(f"failed {measured.failures.count(failure)} ×: {failure}")


def verdict(name: str, sessions: int, phase: Phase, data: Path, seconds: float, more: str) -> int:
    """Print the summary line and return the exit status, 1 if anything failed or the database differs."""
    found, wrong = differences(data, phase.actions_done, seconds + _WARM_UP_SECONDS)
    for line in wrong[:20]:
        click.echo(f"WRONG {line}")
    errors = len(phase.measured.failures) + phase.errors_logged
    values, top = phase.measured.all(), max((size for _at, size in phase.measured.memory), default=math.nan)
    rows = ", ".join(f"{count} {kind}" for kind, count in found.items())
    click.echo(
        f"{name}: {sessions} sessions, {phase.measured.rate:.1f} reruns/s: p50 {percentile(values, 50):.0f} ms, "
        f"p95 {percentile(values, 95):.0f} ms, {errors} errors, {top:.0f} MB{more}; "
        f"ledger {'exact' if not wrong else f'{len(wrong)} DIFFERENCES'} ({rows})"
    )
    return 1 if wrong or errors else 0


@contextmanager
def _server(base: str, pid: int, data: Path, folder: Path) -> Iterator[Server]:
    if base:
        yield Server(base, pid, time.perf_counter(), folder / "none.log", folder / "none.json")
    else:
        with running(APP, folder, data) as server:
            yield server


@click.command()
@click.option("--sessions", default=200, show_default=True)
@click.option("--rate", default=20.0, show_default=True, help="Reruns a second, of all sessions together.")
@click.option("--minutes", default=3.0, show_default=True)
@click.option("--bare-minutes", default=1.0, show_default=True, help="The bare script after it; 0 leaves it out.")
@click.option("--base", default="", help="A running app, such as http://127.0.0.1:8501; with --pid and --data.")
@click.option("--pid", default=0, help="Process of the running app.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder of the running app, empty of people.")
def load(sessions: int, rate: float, minutes: float, bare_minutes: float, base: str, pid: int, data: Path) -> None:
    """Run many people in the app at once, then the same clicks in a bare Streamlit script."""
    click.echo(head())
    with fresh_folder() as folder:
        data = data or folder / "data"
        crowd = make_crowd(data, sessions)
        with _server(base, pid, data, folder) as server:
            ours = asyncio.run(load_server(server, crowd, rate, minutes * 60))
        print_phase("app", ours)
        more = ""
        if bare_minutes:
            with running(BARE, folder, data) as server:
                bare = asyncio.run(load_server(server, crowd, rate, bare_minutes * 60))
            print_phase("bare script", bare)
            median = percentile(ours.measured.all(), 50) / percentile(bare.measured.all(), 50)
            late = percentile(ours.measured.all(), 95) / percentile(bare.measured.all(), 95)
            cost = ours.measured.cpu_milliseconds / bare.measured.cpu_milliseconds
            more = f"; beside a bare script p50 × {median:.2f}, p95 × {late:.2f}, processor × {cost:.2f}"
        sys.exit(verdict("load", sessions, ours, data, minutes * 60, more))


@click.command()
@click.option("--sessions", default=100, show_default=True)
@click.option("--rate", default=10.0, show_default=True)
@click.option("--minutes", default=30.0, show_default=True)
def soak(sessions: int, rate: float, minutes: float) -> None:
    """Run the app for half an hour and report the memory growth over the second half."""
    click.echo(head())
    with fresh_folder() as folder:
        crowd = make_crowd(folder / "data", sessions)
        with running(APP, folder, folder / "data") as server:
            phase = asyncio.run(load_server(server, crowd, rate, minutes * 60))
        print_phase("app", phase)
        for at, size in phase.measured.memory[:: max(1, len(phase.measured.memory) // 10)]:
            click.echo(f"after {at:.0f} s: {size:.0f} MB")
        slope, half_width = slope_per_hour(phase.measured.memory)
        more = f", memory {slope:+.0f} ± {half_width:.0f} MB/h in the last {minutes / 2:.1f} min"
        sys.exit(verdict("soak", sessions, phase, folder / "data", minutes * 60, more))
