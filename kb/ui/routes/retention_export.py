"""The retention of a cohort as a workbook, as CSV, and as a report to print."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import NotFound
from kb.i18n import current_language
from kb.people.person import Person
from kb.store import Reader
from kb.ui.downloads.answering import FileAnswer, answer_file


def retention_link(path: str, cohort_id: str) -> str:
    """The address of a file or report about a cohort."""
    return f"{path}?{urlencode({'cohort': cohort_id, 'lang': current_language()})}"


async def export_retention(request: Request) -> Response:
    """All tables of a cohort as a workbook, or its curve as CSV. Nobody is named in them."""
    form = request.path_params["form"]

    def _export(tx: Reader, person: Person) -> FileAnswer:
        from kb.ui.retention.exports import retention_file  # here, so that the app starts without scipy's statistics

        if form not in ("csv", "xlsx"):
            raise NotFound("There is no such file.")
        return retention_file(tx, person, request.query_params.get("cohort", ""), form)

    return await answer_file(request, _export)


async def print_retention(request: Request) -> Response:
    """The report of a cohort."""

    def _print(tx: Reader, person: Person) -> FileAnswer:
        from kb.ui.retention.exports import retention_report

        return retention_report(tx, person, request.query_params.get("cohort", ""))

    return await answer_file(request, _print)
