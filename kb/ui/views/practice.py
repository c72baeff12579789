"""Draw daily practice: a few questions a day, one at a time, each with its explanation."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.practice.service import answer, plan_today
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.questions.asking import ask, show_feedback, show_stem

FEEDBACK, ASKED = "practice_feedback", "practice_asked"


def go_on() -> None:
    """Clear the feedback, so that the next question is drawn."""
    st.session_state.pop(FEEDBACK, None)


person = current_person()
library = get_library()
today = plan_today(library.database, person, now=utc_now(), first=st.session_state.get(ASKED, ""))

st.title(_("Daily practice"), anchor=False)
if today.total:
    st.progress(
        today.answered / today.total,
        _("Today: {total} questions, {answered} answered").format(total=today.total, answered=today.answered),
    )

feedback = st.session_state.get(FEEDBACK)
if feedback is not None:
    show_stem(feedback.question.stem, feedback.question.type)
    show_feedback(feedback)
    st.button(
        _("Next question") if today.waiting else _("Done"),
        type="primary",
        on_click=go_on,
        icon=":material/arrow_forward:",
    )
elif today.waiting:
    asked = today.waiting[0]
    st.session_state[ASKED] = asked.shown.id
    show_stem(asked.shown.stem, asked.shown.type)
    with st.form(f"practice_{asked.shown.id}_{asked.version}", border=False):
        given = ask(asked.shown, f"answer_{asked.shown.id}_{asked.version}_{today.answered}")
        sent = st.form_submit_button(_("Answer"), type="primary", icon=":material/send:")
    if sent and given is None:
        st.warning(_("Answer the question completely first."))
    elif sent and given is not None:
        st.session_state[FEEDBACK] = answer(
            library.database, person, asked.shown.id, asked.version, given, now=utc_now()
        )
        st.rerun()
elif today.answered:
    st.success(_("Done for today. Come back tomorrow."), icon=":material/celebration:")
else:
    st.info(_("There is nothing to practise yet. Questions come with the library."), icon=":material/school:")
