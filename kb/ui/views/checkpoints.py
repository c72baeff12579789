"""Draw the person's own tests: open and coming ones, the running one, and results."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.cohorts.checkpoint_service import get_result, get_running, list_checkpoints
from kb.ui.cohorts.checkpoint import AFTER, FORM, PAGE, show_checkpoint, show_question, show_result
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.routes.calendars import own_calendar_link

person = current_person()
now = utc_now()
database = get_library().database
running = get_running(database, person, now=now, after=st.session_state.get(AFTER, 0))
form_id = "" if running else st.query_params.get(FORM, "")
result = get_result(database, person, form_id, now=now) if form_id else None
mine = [] if running or result else list_checkpoints(database, person, now=now)

if running:
    show_question(person, running)
elif result:
    st.page_link(PAGE, label=_("My tests"), icon=":material/arrow_back:")
    st.title(_("Your answers"), anchor=False)
    show_result(result)
else:
    st.title(_("My tests"), anchor=False)
    if not mine:
        st.info(_("You have no tests now. They come with the courses you take part in."))
    for one in mine:
        show_checkpoint(person, one, now)
    if any(not one.form_id for one in mine):
        st.link_button(_("My dates for the calendar"), own_calendar_link(), icon=":material/calendar_month:")
