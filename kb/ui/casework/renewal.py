"""Draw published cases due for review or expiry, for reviewers to renew and for authors to see."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from cases.service import list_reminders, renew_case
from cases.upkeep import Reminder
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain

_ANOTHER_YEAR = timedelta(days=365)


def remind_author(person: Person) -> None:
    """Draw the person's own cases that are due, one per line."""
    for reminder in list_reminders(get_library().database, person, now=utc_now()):
        if reminder.record.owner_id == person.id:
            st.info(_("{title}: {due}").format(title=plain(reminder.record.title), due=_due(reminder)))


def offer_renewal(person: Person) -> None:
    """Draw other people's cases that are due, each with a link to it and a form to renew it."""
    reminders = [
        each
        for each in list_reminders(get_library().database, person, now=utc_now())
        if each.record.owner_id != person.id
    ]
    if not reminders:
        return
    st.subheader(_("Due for review"), anchor=False)
    for reminder in reminders:
        record = reminder.record
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link("views/review_case.py", label=plain(record.title), query_params={"id": record.id})
                facts = (plain(record.owner_name), plain(record.unit_name), _due(reminder))
                st.caption(" · ".join(fact for fact in facts if fact))
            if reminder.may_renew:
                _offer(person, reminder)


def _offer(person: Person, reminder: Reminder) -> None:
    record = reminder.record
    with st.popover(_("Still valid"), icon=":material/event_repeat:"), show_errors():
        today = date.fromisoformat(day_of(utc_now()))
        review_date = st.date_input(_("Review date"), today + _ANOTHER_YEAR, key=f"renew_review_{record.id}")
        expires = st.date_input(_("Valid until"), _next_expiry(record.expires, today), key=f"renew_expires_{record.id}")
        note = st.text_input(_("What you checked"), key=f"renew_note_{record.id}")
        if st.button(_("Renew"), key=f"renew_{record.id}", type="primary"):
            renew_case(
                get_library(),
                person,
                record.id,
                record.revision,
                review_date.isoformat() if review_date else "",
                expires=expires.isoformat() if expires else "",
                note=note,
                now=utc_now(),
            )
            st.rerun()


def _next_expiry(expires: str, today: date) -> date | None:
    if not expires:
        return None
    return max(date.fromisoformat(expires), today + _ANOTHER_YEAR)


def _due(reminder: Reminder) -> str:
    review, expires = reminder.record.review_date, reminder.record.expires
    if reminder.days_to_expiry is not None and reminder.days_to_expiry < 0:
        return _("expired on {day}").format(day=expires)
    if expires and (not review or expires <= review):
        return _("valid until {day}").format(day=expires)
    return _("review due by {day}").format(day=review)
