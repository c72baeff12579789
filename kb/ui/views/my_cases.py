"""Draw the person's own cases: state, review comments, and possible steps."""

from __future__ import annotations

import streamlit as st

from cases.service import discard_revision, list_own, recall_case, revise_case, start_case, withdraw_case
from cases.states import STATE_NAMES, State, Step
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.ui.casework.commissions import show_wanted
from kb.ui.casework.draft import reset_draft
from kb.ui.casework.history import show_comments
from kb.ui.casework.renewal import remind_author
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain

WRITE_PAGE = "views/write_case.py"
_COLOURS = {State.PUBLISHED: "green", State.RETURNED: "orange", State.IN_REVIEW: "blue", State.SUBMITTED: "blue"}

person = current_person()
require(person, Action.SUBMIT_CASE, owner=person.id)
database = get_library().database

st.title(_("My cases"), anchor=False)
if st.button(_("Write a new case"), key="my_cases_new", type="primary", icon=":material/edit_note:"):
    begun = start_case(database, person, now=utc_now())
    st.switch_page(WRITE_PAGE, query_params={"id": begun.id})

remind_author(person)
show_wanted(person)
own = list_own(database, person)
if not own:
    st.info(_("You have not written a case yet. What worked with a client helps your colleagues with the next one."))
for each in own:
    record, steps = each.record, each.steps
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(record.title) or _('Untitled')}**")
            st.badge(_(STATE_NAMES[record.state]), color=_COLOURS.get(record.state, "gray"))  # type: ignore[arg-type]
            st.caption(_("changed {day}").format(day=day_of(record.changed_at)))
        if record.state is State.RETURNED:
            st.warning(plain(each.reason), icon=":material/undo:")
            show_comments(each.comments)
        with show_errors(), st.container(horizontal=True, vertical_alignment="bottom"):
            if Step.SAVE in steps:
                st.page_link(
                    WRITE_PAGE, label=_("Continue writing"), icon=":material/edit:", query_params={"id": record.id}
                )
            if Step.RECALL in steps and st.button(_("Recall"), key=f"my_cases_recall_{record.id}"):
                recall_case(database, person, record.id, now=utc_now())
                st.rerun()
            if Step.REVISE in steps and st.button(_("Revise"), key=f"my_cases_revise_{record.id}"):
                revise_case(database, person, record.id, now=utc_now())
                st.switch_page(WRITE_PAGE, query_params={"id": record.id})
            if Step.DISCARD in steps:
                with st.popover(_("Discard the changes"), icon=":material/undo:"):
                    st.caption(_("Readers continue to see the published version. Your changes stay in the history."))
                    if st.button(_("Discard the changes"), key=f"my_cases_discard_{record.id}"):
                        discard_revision(database, person, record.id, now=utc_now())
                        reset_draft(record.id)
                        st.rerun()
            if Step.WITHDRAW in steps:
                never_public = record.public_version is None
                with st.popover(_("Abandon") if never_public else _("Withdraw"), icon=":material/delete:"):
                    reason = st.text_input(_("Reason"), key=f"my_cases_reason_{record.id}")
                    sure = _("Abandon the case") if never_public else _("Withdraw the case")
                    if st.button(sure, key=f"my_cases_withdraw_{record.id}"):
                        withdraw_case(database, person, record.id, reason, now=utc_now())
                        st.rerun()
