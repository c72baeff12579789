"""What the files and the report about a cohort's retention hold. Loads the statistics, half a second the first time."""

from __future__ import annotations

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.retention.service import CohortFacts, judge_items, open_cohort, read_answers
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
from kb.store import Reader
from kb.ui.downloads.answering import FileAnswer
from kb.ui.downloads.report import Report, print_report
from kb.ui.parts.competency_names import competency_names


def retention_file(tx: Reader, person: Person, cohort_id: str, form: str) -> FileAnswer:
    """All tables of a cohort as a workbook ("xlsx"), or its curve as CSV ("csv"). Nobody is named in them."""
    facts = open_cohort(tx, person, cohort_id, utc_now())
    name = f"{_('Retention')} {facts.cohort.title}.{form}"
    if form == "csv":
        return FileAnswer(name, CSV_TYPE, to_csv(curve_table(facts)))
    sheets = dict(_tables(tx, facts)) | {_("Definitions"): definitions_table()}
    return FileAnswer(name, XLSX_TYPE, to_xlsx(sheets))


def retention_report(tx: Reader, person: Person, cohort_id: str) -> FileAnswer:
    """The report of a cohort, to print."""
    facts = open_cohort(tx, person, cohort_id, utc_now())
    about = [facts.cohort.title, _("course of {day}").format(day=facts.cohort.starts_on)]
    return print_report(person, Report(_("Retention"), about, _tables(tx, facts), definitions_table()))


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
