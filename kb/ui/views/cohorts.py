"""Draw cohorts: the people of a course, their tests, and the attendance."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.cohorts.outlook import look_ahead
from kb.learning.cohorts.service import get_board, list_cohorts
from kb.ui.cohorts.board import show_attendance, show_closing, show_excuse, show_facts, show_list, show_people
from kb.ui.cohorts.setup import CHOSEN, SETUPS, show_setup
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.competency_names import competency_names
from kb.ui.parts.markdown import plain

actor = current_person()
database = get_library().database
cohorts = {one.id: (one, count) for one, count in list_cohorts(database, actor)}

st.title(_("Cohorts"), anchor=False)
setup = f"cohort_setup_{st.session_state.get(SETUPS, 0)}"
with st.expander(_("Set up a cohort"), icon=":material/group_add:", expanded=not cohorts, key=setup):
    show_setup(actor, [one for one, _count in cohorts.values()])
if not cohorts:
    st.info(_("The people of a course, tested at its end and after 7, 30, 60 and 90 days: how much do they retain?"))
    st.stop()

show_list(list(cohorts.values()), utc_now())
names = {key: f"{one.title} · {one.starts_on.isoformat()} · {count}" for key, (one, count) in cohorts.items()}
chosen = st.selectbox(_("Cohort"), list(names), format_func=names.__getitem__, key=CHOSEN)
board = get_board(database, actor, chosen, now=utc_now())
lacks = look_ahead(database, actor, chosen, competency_names(), now=utc_now())
st.header(plain(board.cohort.title), anchor=False)
show_facts(board)
if lacks:
    st.warning(
        _("There are not enough live questions for the tests to come. Needed: {lacks}.").format(lacks=plain(lacks))
    )
show_attendance(board)
with st.expander(_("Excuse a person"), icon=":material/event_busy:"):
    show_excuse(actor, board)
if board.people_may_change:
    with st.expander(_("Change the people"), icon=":material/manage_accounts:"):
        show_people(actor, board)
if board.cohort.closed_at is None:
    show_closing(actor, board)
