"""Build the files and the report about a cohort's retention. Importing this loads scipy, which takes half a second."""

from __future__ import annotations

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.retention.service import CohortFacts, CohortReport, open_curves, open_report
from kb.learning.retention.tables import (
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
from kb.store import Database
from kb.ui.downloads.answering import FileAnswer
from kb.ui.downloads.report import Report, print_report
from kb.ui.parts.competency_names import competency_names


def retention_file(database: Database, person: Person, cohort_id: str, form: str) -> FileAnswer:
    """Return all tables of a cohort as a workbook ("xlsx"), or its curve as CSV ("csv"). No one is named in them."""
    if form == "csv":
        curves = open_curves(database, person, cohort_id, now=utc_now())
        return FileAnswer(_file_name(curves.facts, form), CSV_TYPE, to_csv(curve_table(curves.curve)))
    report = open_report(database, person, cohort_id, now=utc_now())
    sheets = dict(_tables(report)) | {_("Definitions"): definitions_table()}
    return FileAnswer(_file_name(report.curves.facts, form), XLSX_TYPE, to_xlsx(sheets))


def retention_report(database: Database, person: Person, cohort_id: str) -> FileAnswer:
    """Return the printable report of a cohort."""
    report = open_report(database, person, cohort_id, now=utc_now())
    cohort = report.curves.facts.cohort
    about = [cohort.title, _("course of {day}").format(day=cohort.starts_on)]
    return print_report(person, Report(_("Retention"), about, _tables(report), definitions_table()))


def _file_name(facts: CohortFacts, form: str) -> str:
    return f"{_('Retention')} {facts.cohort.title}.{form}"


def _tables(report: CohortReport) -> list[tuple[str, Table]]:
    curves, facts = report.curves, report.curves.facts
    control = [(_("Control"), control_table(curves.differences))] if curves.control else []
    return [
        (_("Curve"), curve_table(curves.curve)),
        *control,
        (_("Competencies"), competency_table(facts, report.answers, competency_names())),
        (_("Units"), unit_table(facts)),
        (_("Questions"), item_table(report.judged)),
        (_("Options"), option_table(report.judged)),
    ]
