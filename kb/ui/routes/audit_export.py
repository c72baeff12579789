"""Serve the audit log as a file."""

from __future__ import annotations

from dataclasses import asdict, fields
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import NotFound
from kb.i18n import current_language
from kb.i18n import translate as _
from kb.people.audit import AuditFilter
from kb.people.audit_export import export_audit_table
from kb.people.person import Person
from kb.spreadsheets import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library


def audit_export_link(form: str, filters: AuditFilter) -> str:
    """Return the URL of the filtered entries; `form` is csv or xlsx."""
    chosen = {name: value for name, value in asdict(filters).items() if value}
    return f"/export/audit.{form}?{urlencode(chosen | {'lang': current_language()})}"


async def export_audit(request: Request) -> Response:
    """Return the entries that the person may read and that match the filters in the URL."""
    form, asked = request.path_params["form"], request.query_params
    filters = AuditFilter(**{field.name: asked.get(field.name, "") for field in fields(AuditFilter)})

    def _export(person: Person) -> FileAnswer:
        if form not in ("csv", "xlsx"):
            raise NotFound("There is no such file.")
        table = export_audit_table(get_library().database, person, filters)
        name = f"{_('Audit log')}.{form}"
        if form == "csv":
            return FileAnswer(name, CSV_TYPE, to_csv(table))
        return FileAnswer(name, XLSX_TYPE, to_xlsx({_("Audit log"): table}))

    return await answer_file(request, _export)
