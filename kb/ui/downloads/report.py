"""Reports to print: pages without scripts that the browser prints or saves as PDF."""

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
    """What is on paper: `about` is one line, `sections` are tables under their names, the appendix begins a page."""

    title: str
    about: Sequence[str]
    sections: Sequence[tuple[str, Table]]
    appendix: Table


def print_report(person: Person, report: Report) -> FileAnswer:
    """The report as a page, with who made it and when."""
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
