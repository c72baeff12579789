"""Export the checkpoints of a cohort as a calendar file (RFC 5545): one entry over the days of each window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from kb.i18n import translate as _
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.checkpoint_service import list_checkpoints
from kb.learning.cohorts.cohort import Window, checkpoint_name
from kb.learning.cohorts.facts import find_cohort
from kb.people.person import Person
from kb.store import Database

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_NINE_O_CLOCK = timedelta(hours=9)


def cohort_calendar(database: Database, actor: Person, cohort_id: str, *, now: str) -> bytes:
    """Return a calendar file of all checkpoints of a cohort that the actor manages."""
    with database.read() as tx:
        cohort = find_cohort(tx, actor, cohort_id)
        people = len(cohort_store.list_people(tx, cohort_id))
    about = _("{people} people, {questions} questions, {minutes} minutes").format(
        people=people, questions=cohort.questions, minutes=cohort.minutes
    )
    return _calendar([_event(cohort.id, cohort.title, window, about, now) for window in cohort.windows])


def own_calendar(database: Database, person: Person, *, now: str) -> bytes:
    """Return a calendar file of the person's own checkpoints that are open or to come."""
    return _calendar(
        [
            _event(
                one.cohort_id,
                one.title,
                one.window,
                _("{questions} questions, {minutes} minutes. Open “My tests” in the library.").format(
                    questions=one.questions, minutes=one.minutes
                ),
                now,
            )
            for one in list_checkpoints(database, person, now=now)
            if not one.form_id
        ]
    )


def _event(cohort_id: str, title: str, window: Window, about: str, now: str) -> Event:
    event = Event()
    event.add("uid", f"{cohort_id}-d{window.day}@kb")
    event.add("dtstamp", datetime.fromisoformat(now))
    event.add("dtstart", window.first)
    event.add("dtend", window.last + timedelta(days=1))
    event.add("summary", _("{title}: {test}").format(title=title, test=checkpoint_name(window.day)))
    event.add("description", about)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _NINE_O_CLOCK)
    event.add_component(alarm)
    return event


def _calendar(events: Sequence[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//kb//checkpoints//")
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
