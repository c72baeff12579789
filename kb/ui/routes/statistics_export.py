"""Serve the statistics as a workbook, as CSV, and as a printable report."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kb.clock import utc_now
from kb.errors import NotFound
from kb.i18n import translate as _
from kb.people.person import Person
from kb.spreadsheets import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.downloads.report import Report, print_report
from kb.ui.figures.controls import selection_of
from kb.ui.frame.resources import get_library, get_usage_facts
from kb.usage.figures.statistics import View, open_statistics
from kb.usage.figures.tables import TABLES, definitions_table

_ON_PAPER = ("figures", "trend", "path", "documents", "unused", "authors", "units")


async def export_statistics(request: Request) -> Response:
    """Return all tables as a workbook, or the one named by `?table=` as CSV."""
    form, table = request.path_params["form"], request.query_params.get("table", "values")

    def _export(person: Person) -> FileAnswer:
        if form not in ("csv", "xlsx") or table not in TABLES:
            raise NotFound("There is no such file.")
        view = _open(person, request)
        name = f"{_('Use and reuse')} {view.selection.window.first} {view.selection.window.last}.{form}"
        if form == "csv":
            return FileAnswer(name, CSV_TYPE, to_csv(TABLES[table][1](view)))
        sheets = {_(title): make(view) for title, make in TABLES.values()} | {_("Definitions"): definitions_table()}
        return FileAnswer(name, XLSX_TYPE, to_xlsx(sheets))

    return await answer_file(request, _export)


async def print_statistics(request: Request) -> Response:
    """Return the report of a period."""

    def _print(person: Person) -> FileAnswer:
        view = _open(person, request)
        window = view.selection.window
        about = [
            _("{first} to {last}").format(first=window.first, last=window.last),
            *(unit.name for unit in view.units if unit.path == view.selection.unit),
            *([view.selection.line] if view.selection.line else []),
        ]
        sections = [(_(TABLES[name][0]), TABLES[name][1](view)) for name in _ON_PAPER]
        return print_report(person, Report(_("Use and reuse"), about, sections, definitions_table()))

    return await answer_file(request, _print)


def _open(person: Person, request: Request) -> View:
    selection = selection_of(request.query_params, person)
    view = open_statistics(get_library().database, get_usage_facts(), person, selection, now=utc_now())
    if all(unit.path != selection.unit for unit in view.units):
        raise NotFound("This unit no longer exists.")
    return view
