"""Provide `python -m kb retention`: the retention of a cohort."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.learning.retention.service import list_all_cohorts, open_curves
from kb.learning.retention.tables import control_table, curve_table
from kb.library import open_library
from kb.spreadsheets import Table


@click.command()
@click.option("--cohort", "cohort_id", help="Id of a cohort; without one, all cohorts are listed.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def retention(settings: Settings, cohort_id: str | None, as_json: bool) -> None:
    """Print the retention of a cohort at each checkpoint, with intervals, absentee bounds and control."""
    database = open_library(settings).database
    if cohort_id is None:
        for one in list_all_cohorts(database):
            click.echo(f"{one.id}  {one.starts_on}  {one.title}")
        return
    curves = open_curves(database, None, cohort_id, now=utc_now())
    if as_json:
        cohort = curves.facts.cohort
        found = {
            "cohort": cohort.id,
            "title": cohort.title,
            "curve": asdict(curves.curve),
            "against_control": [asdict(each) for each in curves.differences],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _print(curve_table(curves.curve))
    if curves.control:
        _print(control_table(curves.differences))


def _print(table: Table) -> None:
    for row in (table.headings, *table.rows):
        click.echo("\t".join("" if cell is None else str(cell) for cell in row))
