"""Serve checkpoints as calendar files, for a cohort and for oneself."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.clock import utc_now
from kb.i18n import current_language
from kb.i18n import translate as _
from kb.learning.cohorts.calendar import CALENDAR_TYPE, cohort_calendar, own_calendar
from kb.people.person import Person
from kb.ui.downloads.answering import FileAnswer, answer_file
from kb.ui.frame.resources import get_library

_COHORT, _OWN = "/export/cohort-calendar.ics", "/export/my-tests.ics"


def cohort_calendar_link(cohort_id: str) -> str:
    """Return the URL of the calendar of a cohort."""
    return f"{_COHORT}?{urlencode({'cohort': cohort_id, 'lang': current_language()})}"


def own_calendar_link() -> str:
    """Return the URL of the person's own calendar."""
    return f"{_OWN}?{urlencode({'lang': current_language()})}"


async def serve_cohort_calendar(request: Request) -> Response:
    """Return the checkpoints of the cohort in the URL."""

    def _make(person: Person) -> FileAnswer:
        content = cohort_calendar(get_library().database, person, request.query_params.get("cohort", ""), now=utc_now())
        return FileAnswer(_("Tests of a cohort") + ".ics", CALENDAR_TYPE, content)

    return await answer_file(request, _make)


async def serve_own_calendar(request: Request) -> Response:
    """Return the checkpoints of the signed-in person."""

    def _make(person: Person) -> FileAnswer:
        content = own_calendar(get_library().database, person, now=utc_now())
        return FileAnswer(_("My tests") + ".ics", CALENDAR_TYPE, content)

    return await answer_file(request, _make)
