"""`python -m kb stats`: usage and reuse."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

import click

from kb.clock import day_of, utc_now
from kb.config import Settings
from kb.i18n import translate as _
from kb.library import open_library
from kb.people.permissions import HOUSE
from kb.people.units import get_unit
from kb.usage.statistics import LEAST_PEOPLE, Change, Statistics, Window, make_statistics

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, required=True, help="First day, such as 2026-07-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, included.")
@click.option("--baseline-from", type=_DAY, help="First day of the window to compare with.")
@click.option("--baseline-to", type=_DAY, help="Last day of the window to compare with.")
@click.option("--unit", default=HOUSE, show_default=True, help="Id of a unit; the units below it are included.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_obj
def stats(
    settings: Settings,
    first: datetime,
    last: datetime,
    baseline_from: datetime | None,
    baseline_to: datetime | None,
    unit: str,
    as_json: bool,
) -> None:
    """Usage and reuse in a window of days, against a baseline where one is named."""
    if (baseline_from is None) != (baseline_to is None):
        raise click.UsageError("--baseline-from and --baseline-to go together")
    baseline = Window(baseline_from.date(), baseline_to.date()) if baseline_from and baseline_to else None
    with open_library(settings).database.read() as tx:
        below = get_unit(tx, unit).path
        today = date.fromisoformat(day_of(utc_now()))
        made = make_statistics(tx, Window(first.date(), last.date()), today, below=below, baseline=baseline)
    if as_json:
        click.echo(json.dumps(asdict(made) | {"unit": unit}, ensure_ascii=False, indent=2, default=str))
        return
    for line in _lines(made):
        click.echo(line)


def _lines(made: Statistics) -> list[str]:
    reuse, searching = made.reuse, made.searching
    hidden = _("hidden: fewer than {count} people").format(count=LEAST_PEOPLE)
    lines = [
        f"{made.window.first} – {made.window.last}",
        _("Valid cases: {count}").format(count=reuse.valid_cases),
        _("Documents published for 30 days or more: {count}").format(count=reuse.eligible_documents),
    ]
    if reuse.hidden:
        lines.append(_("Reuse: {text}").format(text=hidden))
    else:
        lines += [
            _("Active readers: {count}").format(count=reuse.active_readers),
            _("Views: {views}, downloads: {downloads}, uses: {uses}, outcomes: {outcomes}").format(
                views=reuse.views, downloads=reuse.downloads, uses=reuse.applies, outcomes=reuse.outcomes
            ),
            _("Reuse rate: {rate} ({part} of {whole} documents)").format(
                rate=_percent(reuse.reuse_rate), part=reuse.reused_documents, whole=reuse.eligible_documents
            )
            + _against(made.reuse_rate_change, "pp", scale=100),
            _("Reuse per active reader: {figure}").format(figure=_number(reuse.reuse_per_reader))
            + _against(made.reuse_per_reader_change, ""),
        ]
    if searching.hidden:
        lines.append(_("Searches: {text}").format(text=hidden))
    else:
        lines.append(
            _(
                "Searches: {count}, a document opened: {opened}, used: {used}, no result: {none}, no click: {ignored}"
            ).format(
                count=searching.searches,
                opened=_percent(searching.success_rate),
                used=_percent(searching.apply_rate),
                none=searching.zero_result,
                ignored=searching.no_click,
            )
        )
    return lines


def _against(change: Change | None, unit: str, scale: int = 1) -> str:
    if change is None:
        return ""
    parts = [f"{change.difference:+.2f} {unit}".strip()]
    if change.percent is not None:
        parts.append(f"{change.percent:+.1f} %")
    before = f"{change.baseline * scale:.2f}{' %' if unit else ''}"
    return " · " + _("{change} against {before}").format(change=" / ".join(parts), before=before)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _number(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"
