"""`python -m bench …`."""

from __future__ import annotations

import click

from bench.case_life import case_life
from bench.cohort_page import cohort_page
from bench.cold_start import cold_start
from bench.faults import faults
from bench.fuzz.command import fuzz
from bench.ingest_speed import ingest_speed
from bench.interval_methods import interval_methods
from bench.library_counts import library_counts
from bench.load.command import load, soak
from bench.load.start_times import start_times
from bench.load.view_cost import view_cost
from bench.office_reading.command import office_reading
from bench.peers.compare import peers
from bench.personal_data import personal_data
from bench.practice_load import practice_load
from bench.retention_truth import retention_truth
from bench.scans import scans
from bench.scheduler_histories import scheduler_histories
from bench.search_speed import search_speed
from bench.usage_truth import usage_truth


@click.group()
def main() -> None:
    """Measure speed and size. Times belong to the machine; read the ratios."""


for command in (
    case_life,
    cohort_page,
    cold_start,
    faults,
    fuzz,
    ingest_speed,
    interval_methods,
    library_counts,
    load,
    office_reading,
    peers,
    personal_data,
    practice_load,
    retention_truth,
    scheduler_histories,
    scans,
    search_speed,
    soak,
    start_times,
    usage_truth,
    view_cost,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
