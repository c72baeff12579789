"""Provide `python -m kb stats`: usage and reuse, as on the page; and `roll-up`: pack months, drop raw events."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.i18n import translate as _
from kb.library import open_library
from kb.people.units import HOUSE, get_unit
from kb.privacy.groups import MIN_PEOPLE
from kb.usage.facts.facts import UsageFacts
from kb.usage.facts.rollups import roll_up as roll_up_usage
from kb.usage.figures import statistics
from kb.usage.figures.model import FIGURE_NAMES, Change, Figure, Headline
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.words import shown_basis, shown_change, shown_value

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, required=True, help="First day, such as 2026-07-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, included.")
@click.option("--unit", default=HOUSE, show_default=True, help="Id of a unit; the units below it are included.")
@click.option("--line", default="", help="Only documents of this business line.")
@click.option("--kind", default="", help="Only documents of this kind, such as case.")
@click.option("--json", "as_json", is_flag=True, help="Print one object with every figure of the page.")
@click.pass_obj
def stats(settings: Settings, first: datetime, last: datetime, unit: str, line: str, kind: str, as_json: bool) -> None:
    """Print usage and reuse in a window of days, against the period before and the baseline."""
    window = Window(first.date(), last.date())
    with open_library(settings).database.read() as tx:
        selection = Selection(window, get_unit(tx, unit).path, line, kind)
        view = statistics.make_view(tx, UsageFacts(), selection, utc_now())
    if as_json:
        click.echo(json.dumps(_everything(view), ensure_ascii=False, indent=2, default=str))
        return
    for text in _lines(statistics.headline(view)):
        click.echo(text)


@click.command("roll-up")
@click.pass_obj
def roll_up(settings: Settings) -> None:
    """Pack months of usage that are over, and drop raw events older than KB_USAGE_RAW_MONTHS; the app does so too."""
    done = roll_up_usage(open_library(settings).database, utc_now(), settings.usage_raw_months)
    click.echo(
        _("Months packed: {packed}, rolled up: {rolled_up}, rows dropped: {rows}").format(
            packed=len(done.packed), rolled_up=len(done.rolled_up), rows=done.rows
        )
    )


def _everything(view: statistics.View) -> dict[str, object]:
    return {
        "selection": asdict(view.selection),
        "headline": asdict(statistics.headline(view)),
        "trend": asdict(statistics.trend(view)),
        "funnel": asdict(statistics.funnel(view)),
        "top_documents": asdict(statistics.top_documents(view)),
        "unused_documents": asdict(statistics.unused_documents(view)),
        "contributors": [asdict(row) for row in statistics.contributors(view)],
        "units_by_kind": asdict(statistics.heat_map(view)),
        "units_by_line": asdict(statistics.heat_map(view, "line")),
        "first_reuse": asdict(statistics.first_reuse(view)),
        "half_life": asdict(statistics.half_life(view)),
    }


def _lines(made: Headline) -> list[str]:
    lines = [f"{made.window.first} – {made.window.last}"]
    if made.before:
        lines.append(_("Before: {first} – {last}").format(first=made.before.first, last=made.before.last))
    if made.baseline:
        window = made.baseline.window
        lines.append(
            _("Baseline: {name}, {first} – {last}").format(
                name=made.baseline.name, first=window.first, last=window.last
            )
        )
    return lines + [_line(figure) for figure in made.figures]


def _line(figure: Figure) -> str:
    text = f"{_(FIGURE_NAMES[figure.name])}: "
    if figure.hidden:
        return text + _("hidden: fewer than {count} people").format(count=MIN_PEOPLE)
    text += shown_value(figure.value, figure.unit)
    if basis := shown_basis(figure):
        text += f" ({basis})"
    return text + _against(figure, figure.before) + _against(figure, figure.baseline)


def _against(figure: Figure, change: Change | None) -> str:
    if change is None:
        return ""
    return " · " + _("{change} against {before}").format(
        change=shown_change(change, figure.unit), before=shown_value(change.baseline, figure.unit)
    )
