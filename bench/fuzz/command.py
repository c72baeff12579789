"""`python -m bench fuzz`: bad input at scale."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from bench.fuzz.http import running
from bench.fuzz.outcome import Outcome
from bench.fuzz.running import Tally, run
from bench.fuzz.targets import targets
from bench.fuzz.world import small_world


@click.command()
@click.option("--inputs", type=click.IntRange(1), default=100_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Which: the same seed makes the same inputs.")
@click.option("--only", default="", help="Only targets whose names contain this.")
@click.option("--minutes", type=float, default=60.0, show_default=True, help="Stop after this time.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("fuzz-failures"),
    show_default=True,
    help="Folder for inputs that must not do what they did.",
)
def fuzz(inputs: int, seed: int, only: str, minutes: float, keep: Path) -> None:
    """Mutate valid files and requests and have them read. Exit status 1: a defect was found."""
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fuzz-")))
        world = stack.enter_context(small_world(folder))
        chosen = [target for target in targets(world) if only in target.name]
        if only in "http":
            chosen.append(stack.enter_context(running(folder / "app", share=15)))
        tallies = run(
            chosen, inputs, seed, keep, until=started + 60 * minutes, tell=lambda line: click.echo(line, err=True)
        )
    click.echo(table(tallies))
    defects = [f"{tally.name}: {defect}" for tally in tallies for defect in tally.defects]
    for defect in defects[:20]:
        click.echo(defect.encode("utf-8", "backslashreplace").decode())
    slowest = max(tallies, key=lambda tally: tally.slowest)
    click.echo(
        f"{sum(tally.inputs for tally in tallies)} inputs, seed {seed}, {time.monotonic() - started:.0f} s: "
        f"{len(defects)} defects; slowest {slowest.slowest:.1f} s ({slowest.name} {slowest.slowest_input})"
    )
    if defects:
        click.echo(f"Kept in {keep}")
    sys.exit(1 if defects else 0)


def table(tallies: Sequence[Tally]) -> str:
    """Return a Markdown table with a line for each target."""
    lines = ["| target | inputs | taken | refused | stopped | defects | slowest s | mean ms |", "|---|" + "---:|" * 7]
    for tally in tallies:
        counts = " | ".join(str(tally.outcomes[outcome]) for outcome in Outcome)
        mean = 1000 * tally.seconds / max(1, tally.inputs)
        lines.append(
            f"| {tally.name} | {tally.inputs} | {counts} | {len(tally.defects)} | {tally.slowest:.2f} | {mean:.1f} |"
        )
    return "\n".join(lines)
