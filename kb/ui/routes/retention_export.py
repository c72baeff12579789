"""Serve the retention of a cohort as a workbook, as CSV, and as a printable report."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import NotFound
from kb.i18n import current_language
from kb.people.person import Person
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library


def retention_link(path: str, cohort_id: str) -> str:
    """Return the URL of a file or report about a cohort."""
    return f"{path}?{urlencode({'cohort': cohort_id, 'lang': current_language()})}"


async def export_retention(request: Request) -> Response:
    """Return all tables of a cohort as a workbook, or its curve as CSV. No person is named in them."""
    form = request.path_params["form"]

    def _export(person: Person) -> FileAnswer:
        from kb.ui.retention.exports import retention_file  # lazy: loads scipy

        if form not in ("csv", "xlsx"):
            raise NotFound("There is no such file.")
        return retention_file(get_library().database, person, request.query_params.get("cohort", ""), form)

    return await answer_file(request, _export)


async def print_retention(request: Request) -> Response:
    """Return the report of a cohort."""

    def _print(person: Person) -> FileAnswer:
        from kb.ui.retention.exports import retention_report  # lazy: loads scipy

        return retention_report(get_library().database, person, request.query_params.get("cohort", ""))

    return await answer_file(request, _print)
