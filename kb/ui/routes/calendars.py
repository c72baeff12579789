"""Checkpoints as calendar files: those of a cohort, and one's own."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kb.clock import utc_now
from kb.i18n import current_language
from kb.i18n import translate as _
from kb.learning.cohorts.calendar import CALENDAR_TYPE, cohort_calendar, own_calendar
from kb.people.person import Person
from kb.store import Reader
from kb.ui.downloads.answering import FileAnswer, answer_file

_COHORT, _OWN = "/export/cohort-calendar.ics", "/export/my-tests.ics"


def cohort_calendar_link(cohort_id: str) -> str:
    """Where the calendar of a cohort is handed out."""
    return f"{_COHORT}?{urlencode({'cohort': cohort_id, 'lang': current_language()})}"


def own_calendar_link() -> str:
    """Where a person's own calendar is handed out."""
    return f"{_OWN}?{urlencode({'lang': current_language()})}"


async def hand_out_cohort_calendar(request: Request) -> Response:
    """The checkpoints of the cohort in the address."""

    def _make(tx: Reader, person: Person) -> FileAnswer:
        content = cohort_calendar(tx, person, request.query_params.get("cohort", ""), utc_now())
        return FileAnswer(_("Tests of a cohort") + ".ics", CALENDAR_TYPE, content)

    return await answer_file(request, _make)


async def hand_out_own_calendar(request: Request) -> Response:
    """The checkpoints of the person who asks."""

    def _make(tx: Reader, person: Person) -> FileAnswer:
        return FileAnswer(_("My tests") + ".ics", CALENDAR_TYPE, own_calendar(tx, person, utc_now()))

    return await answer_file(request, _make)
