"""`python -m bench …`."""

from __future__ import annotations

import click

from bench.cold_start import cold_start
from bench.faults import faults
from bench.ingest_speed import ingest_speed
from bench.search_speed import search_speed


@click.group()
def main() -> None:
    """Measure speed and size. Times belong to the machine; read the ratios."""


for command in (ingest_speed, search_speed, cold_start, faults):
    main.add_command(command)

if __name__ == "__main__":
    main()
