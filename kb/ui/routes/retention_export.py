"""The retention of a cohort as a workbook, as CSV, and as a report to print."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.clock import utc_now
from kb.db import Reader
from kb.errors import NotFound
from kb.i18n import current_language
from kb.i18n import translate as _
from kb.learning.retention_service import CohortFacts, judge_items, open_cohort, read_answers
from kb.learning.retention_tables import (
    competency_table,
    control_table,
    curve_table,
    definitions_table,
    item_table,
    option_table,
    unit_table,
)
from kb.people.person import Person
from kb.spreadsheets import CSV_TYPE, XLSX_TYPE, Table, to_csv, to_xlsx
from kb.ui.competency_names import competency_names
from kb.ui.routes.answering import FileAnswer, answer_file
from kb.ui.routes.report import Report, print_report


def retention_link(path: str, cohort_id: str) -> str:
    """The address of a file or report about a cohort."""
    return f"{path}?{urlencode({'cohort': cohort_id, 'lang': current_language()})}"


async def export_retention(request: Request) -> Response:
    """All tables of a cohort as a workbook, or its curve as CSV. Nobody is named in them."""
    form = request.path_params["form"]

    def _export(tx: Reader, person: Person) -> FileAnswer:
        if form not in ("csv", "xlsx"):
            raise NotFound("There is no such file.")
        facts = _open(tx, person, request)
        name = f"{_('Retention')} {facts.cohort.title}.{form}"
        if form == "csv":
            return FileAnswer(name, CSV_TYPE, to_csv(curve_table(facts)))
        sheets = dict(_tables(tx, facts)) | {_("Definitions"): definitions_table()}
        return FileAnswer(name, XLSX_TYPE, to_xlsx(sheets))

    return await answer_file(request, _export)


async def print_retention(request: Request) -> Response:
    """The report of a cohort."""

    def _print(tx: Reader, person: Person) -> FileAnswer:
        facts = _open(tx, person, request)
        about = [facts.cohort.title, _("course of {day}").format(day=facts.cohort.starts_on)]
        return print_report(person, Report(_("Retention"), about, _tables(tx, facts), definitions_table()))

    return await answer_file(request, _print)


def _open(tx: Reader, person: Person, request: Request) -> CohortFacts:
    return open_cohort(tx, person, request.query_params.get("cohort", ""), utc_now())


def _tables(tx: Reader, facts: CohortFacts) -> list[tuple[str, Table]]:
    answers = read_answers(tx, facts, utc_now())
    judged = judge_items(tx, answers)
    tables = [
        (_("Curve"), curve_table(facts)),
        (_("Competencies"), competency_table(facts, answers, competency_names())),
        (_("Units"), unit_table(facts)),
        (_("Questions"), item_table(judged)),
        (_("Options"), option_table(judged)),
    ]
    return [tables[0], (_("Control"), control_table(facts)), *tables[1:]] if facts.control else tables
