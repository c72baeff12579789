"""Draw a case in review, with similar cases, changes, comments and the decision."""

from __future__ import annotations

import streamlit as st

from cases.exchange import case_text
from cases.model import FIELD_NAMES
from cases.service import (
    check_draft,
    claim_case,
    comment_on_case,
    get_review,
    list_comments,
    publish_case,
    release_case,
    return_case,
    take_over_review,
    withdraw_case,
)
from cases.states import STATE_NAMES, Step
from cases.templates import filled_in
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.ui.casework.attachments import check_older_files
from kb.ui.casework.changes import show_changes
from kb.ui.casework.check import show_duplicates, show_findings
from kb.ui.casework.history import show_comments, show_history
from kb.ui.casework.methods import show_templates
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import document_markdown, plain

person = current_person()
library = get_library()
database = library.database
case_id = st.query_params.get("id", "")
work = get_review(database, person, case_id)
record, case, steps = work.record, work.case, work.steps
# Revision this visit has read; a decision on another one is refused with a message.
seen = st.session_state.setdefault(f"review_seen_{case_id}", record.revision)

st.page_link("views/review.py", label=_("Back to the queue"), icon=":material/arrow_back:")
st.title(plain(record.title), anchor=False)
st.caption(" · ".join(plain(part) for part in (_(STATE_NAMES[record.state]), record.owner_name, record.unit_name)))
if seen != record.revision:
    st.warning(_("The case changed while you were reading."), icon=":material/sync_problem:")
    if st.button(_("Load the current version"), key="review_read_again"):
        del st.session_state[f"review_seen_{case_id}"]
        st.rerun()

text, likeness, changes, history = st.tabs([_("Case"), _("Similar cases"), _("Changes"), _("History")])
with text:
    st.markdown(document_markdown(case_text(case), authored=True))
    show_templates(filled_in(case))
    for figure in case.figures:
        st.caption(plain(f"{figure.name}: {figure.value} {figure.unit} · {figure.baseline} · {figure.period}"))
    show_comments(list_comments(database, person, case_id))
    with show_errors(), st.form("review_comment", clear_on_submit=True):
        field = st.selectbox(
            _("About"), ["", *FIELD_NAMES], format_func=lambda name: _(FIELD_NAMES.get(name, "The whole case"))
        )
        said = st.text_area(_("Comment"), height=80)
        if st.form_submit_button(_("Add the comment")):
            comment_on_case(database, person, case_id, field, said, now=utc_now())
            st.rerun()
with likeness:
    check_older_files(person, case_id)
    report = check_draft(library, person, case_id)
    show_findings(report, case, may_mask=False)
    show_duplicates(report, person, case_id, case)
with changes:
    show_changes(person, work)
with history:
    show_history(person, case_id)

st.divider()


def decided(publicly: str) -> None:
    """Show what was done and return to the queue."""
    st.session_state.pop(f"review_seen_{case_id}", None)
    st.toast(publicly)
    st.switch_page("views/review.py")


with show_errors():
    reason = ""
    if {Step.RETURN, Step.WITHDRAW, Step.TAKE_OVER} & set(steps):
        reason = st.text_input(_("Reason (for returning, withdrawing or taking over)"), key=f"review_reason_{case_id}")
    if Step.PUBLISH in steps:
        left, right = st.columns(2)
        review_date = left.date_input(_("Review date"), None, key="review_date")
        expires = right.date_input(_("Valid until"), None, key="review_expires")
    with st.container(horizontal=True):
        if Step.CLAIM in steps and st.button(_("Start review"), key="review_claim", type="primary"):
            claim_case(database, person, case_id, now=utc_now())
            del st.session_state[f"review_seen_{case_id}"]
            st.rerun()
        if Step.PUBLISH in steps and st.button(_("Publish"), key="review_publish", type="primary"):
            days = {"review_date": review_date, "expires": expires}
            publish_case(
                library,
                person,
                case_id,
                seen,
                **{name: day.isoformat() if day else "" for name, day in days.items()},
                now=utc_now(),
            )
            decided(_("Published"))
        if Step.RETURN in steps and st.button(_("Return"), key="review_return"):
            return_case(database, person, case_id, seen, reason, now=utc_now())
            decided(_("Returned"))
        if Step.RELEASE in steps and st.button(_("Return to queue"), key="review_release"):
            release_case(database, person, case_id, reason, now=utc_now())
            decided(_("Waiting for review"))
        if Step.TAKE_OVER in steps and st.button(_("Take over review"), key="review_take_over"):
            take_over_review(database, person, case_id, reason, now=utc_now())
            del st.session_state[f"review_seen_{case_id}"]
            st.rerun()
        if Step.WITHDRAW in steps and st.button(_("Withdraw"), key="review_withdraw"):
            withdraw_case(database, person, case_id, reason, now=utc_now())
            decided(_("Withdrawn"))
