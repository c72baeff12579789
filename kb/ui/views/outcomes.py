"""Draw the outcomes that the person can attest, one click each."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.markdown import plain
from kb.ui.reading.outcomes import ask_for_attestation, outcome_line, show_message
from kb.usage.ledger.service import list_attestable

PAGE = 20
person = current_person()
require(person, Action.ATTEST_OUTCOME, unit=person.unit_path)
waiting = list_attestable(get_library().database, person)
show_message()

st.title(_("Outcomes to attest"), anchor=False)
st.markdown(
    _(
        "What colleagues of your units say came of a use. Attest what you know to be true; "
        "your own uses and what you wrote yourself are for others to attest."
    )
)
if not waiting:
    st.info(_("Nothing to attest."), icon=":material/verified:")
    st.stop()
st.caption(_("{count} waiting, the oldest first").format(count=len(waiting)))
shown = st.session_state.get("outcomes_shown", PAGE)
for apply in waiting[:shown]:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{outcome_line(apply)}**")
        st.page_link(
            DOCUMENT_PAGE,
            label=plain(apply["title"]),
            icon=":material/description:",
            query_params={"id": apply["document_id"]},
        )
        ask_for_attestation(person, apply)
if len(waiting) > shown and st.button(_("Show more"), key="outcomes_more", width="stretch"):
    st.session_state["outcomes_shown"] = shown + PAGE
    st.rerun()
