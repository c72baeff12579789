"""Render printable reports: pages without scripts that the browser prints or saves as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.clock import shown_time, utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.spreadsheets import Table
from kb.ui.downloads.answering import FileAnswer
from kb.ui.parts.html_pages import fill_template


@dataclass(frozen=True)
class Report:
    """Content of a report: `about` is one line, `sections` are named tables, the appendix starts a new page."""

    title: str
    about: Sequence[str]
    sections: Sequence[tuple[str, Table]]
    appendix: Table


def print_report(person: Person, report: Report) -> FileAnswer:
    """Return the report as an HTML page, with its author and time."""
    made = _("made on {time} by {name}").format(time=shown_time(utc_now()), name=person.name)
    text = fill_template(
        "report.html",
        title=report.title,
        about=[*report.about, made],
        sections=report.sections,
        appendix=(_("Definitions"), report.appendix),
        empty=_("Nothing to show yet."),
    )
    return FileAnswer("report.html", "text/html; charset=utf-8", text.encode(), inline=True)
