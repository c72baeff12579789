"""`python -m kb retention`: what a cohort still knows."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.errors import NotFound
from kb.learning.cohorts import store as cohort_store
from kb.learning.retention.curve import cohort_curve, differences
from kb.learning.retention.service import read_cohort
from kb.learning.retention.tables import control_table, curve_table
from kb.library import open_library
from kb.spreadsheets import Table


@click.command()
@click.option("--cohort", "cohort_id", help="Id of a cohort; without one, all cohorts are listed.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def retention(settings: Settings, cohort_id: str | None, as_json: bool) -> None:
    """Retention of a cohort at each checkpoint, with intervals, absentee bounds and control."""
    with open_library(settings).database.read() as tx:
        cohorts = cohort_store.list_cohorts(tx)
        if cohort_id is None:
            for one in cohorts:
                click.echo(f"{one.id}  {one.starts_on}  {one.title}")
            return
        cohort = next((one for one in cohorts if one.id == cohort_id), None)
        if cohort is None:
            raise NotFound("There is no such cohort.")
        facts = read_cohort(tx, cohort, utc_now())
    if as_json:
        found = {
            "cohort": cohort.id,
            "title": cohort.title,
            "curve": asdict(cohort_curve(facts.sittings)),
            "against_control": [asdict(each) for each in differences(facts.sittings, facts.control_sittings)],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _print(curve_table(facts))
    if facts.control:
        _print(control_table(facts))


def _print(table: Table) -> None:
    for row in (table.headings, *table.rows):
        click.echo("\t".join("" if cell is None else str(cell) for cell in row))
