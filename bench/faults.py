"""`python -m bench faults`: what survives kill -9, a full disk, a broken page and the like."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import click

from bench.fault_cases import CASES
from bench.kill_scenarios import SCENARIOS
from bench.killing import Outcome, kill_again_and_again
from bench.timing import machine
from kb.clock import utc_now

_PART = re.compile(r"<!-- faults -->\n.*?\n<!-- /faults -->", re.S)


@click.command()
@click.option("--times", type=click.IntRange(1), default=50, show_default=True, help="How often each work is killed.")
@click.option("--record", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Page for the table.")
def faults(times: int, record: Path | None) -> None:
    """Kill the work at random moments and cause other faults; check after each. Exit status 1: something was lost."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for scenario in SCENARIOS:
            outcome = kill_again_and_again(scenario, Path(folder) / scenario.name, times)
            outcome.name = f"kill -9: {scenario.name}"
            outcomes.append(outcome)
            _tell(outcome)
        for name, case in CASES.items():
            place = Path(folder) / name
            place.mkdir()
            found = case(place)
            outcome = Outcome(name, 1 if found is not None else 0, 0, found or [])
            outcomes.append(outcome)
            _tell(outcome)
    table = _table(outcomes)
    click.echo(table)
    if record is not None:
        page = record.read_text("utf-8")
        record.write_text(_PART.sub(lambda _old: f"<!-- faults -->\n{table}\n<!-- /faults -->", page), "utf-8")
    sys.exit(1 if any(outcome.problems for outcome in outcomes) else 0)


def _tell(outcome: Outcome) -> None:
    click.echo(f"{outcome.name}: {outcome.rounds} times, {len(outcome.problems)} problems", err=True)
    for problem in outcome.problems[:10]:
        click.echo(f"  {problem}", err=True)


def _table(outcomes: list[Outcome]) -> str:
    lines = [
        f"Made by `python -m bench faults` on {utc_now()[:10]} ({machine()}).",
        "",
        "| fault | times | steps acknowledged before | lost or broken |",
        "|---|---:|---:|---:|",
    ]
    for outcome in outcomes:
        times = str(outcome.rounds) if outcome.rounds else "not possible here"
        acknowledged = str(outcome.acknowledged) if outcome.name.startswith("kill") else "–"
        lines.append(f"| {outcome.name} | {times} | {acknowledged} | {len(outcome.problems)} |")
    return "\n".join(lines)
