"""`python -m bench …`."""

from __future__ import annotations

import click

from bench.cold_start import cold_start
from bench.ingest_speed import ingest_speed
from bench.interval_methods import interval_methods
from bench.load.command import load, soak
from bench.load.comparisons import start_times, view_cost
from bench.practice_load import practice_load
from bench.retention_truth import retention_truth
from bench.scheduler_histories import scheduler_histories
from bench.search_speed import search_speed


@click.group()
def main() -> None:
    """Measure speed and size. Times belong to the machine; read the ratios."""


for command in (
    ingest_speed,
    search_speed,
    cold_start,
    retention_truth,
    scheduler_histories,
    practice_load,
    interval_methods,
    load,
    soak,
    view_cost,
    start_times,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
