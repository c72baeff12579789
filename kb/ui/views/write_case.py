"""Draw the editor of a case, section by section, saved at every change and checked before submission."""

from __future__ import annotations

import streamlit as st

from cases.competencies import read_competencies
from cases.fields import CLIENT, TAGS
from cases.service import check_draft, get_work, submit_case
from cases.states import STATE_NAMES, State, Step
from kb.clock import utc_now
from kb.i18n import marked
from kb.i18n import translate as _
from kb.ui.casework.attachments import check_older_files, offer_upload
from kb.ui.casework.changes import show_changes
from kb.ui.casework.check import show_completeness, show_duplicates, show_findings
from kb.ui.casework.commissions import show_commission_of
from kb.ui.casework.draft import autosave, replace_content, reset_draft, revision_of, saved_at, stamp_of
from kb.ui.casework.form import SECTIONS, draw_section
from kb.ui.casework.suggestions import offer_suggestions
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain

FILES, CHANGES, CHECK = marked("Files"), marked("Changes"), marked("Check and submit")
person = current_person()
library = get_library()
work = get_work(library.database, person, st.query_params.get("id", ""))
record, case, stamp = work.record, work.case, stamp_of(work)

st.page_link("views/my_cases.py", label=_("My cases"), icon=":material/arrow_back:")
st.title(plain(record.title) or _("A new case"), anchor=False)
show_commission_of(person, record.id)
if Step.SAVE not in work.steps:
    st.info(_("State: {state}. It cannot be changed now.").format(state=_(STATE_NAMES[record.state])))
    st.stop()
if record.state is State.RETURNED:
    st.caption(_("Returned. The reviewer's comments are under My cases."))

section = st.segmented_control(
    _("Section"),
    [*SECTIONS, FILES, CHANGES, CHECK],
    format_func=lambda name: _(name),
    default=CLIENT,
    key=f"case_section_{record.id}",
    label_visibility="collapsed",
)
competencies = read_competencies(library.settings.library_dir)
with show_errors():
    before = st.session_state.get(f"case_drawn_{record.id}", section)
    if before != section and before in SECTIONS:
        # Typing and then choosing another section at once arrives in a single run: save the typed text first.
        place = st.empty()
        with place.container():
            case = draw_section(before, case, competencies, stamp)
        place.empty()
        autosave(person, work, case)
    st.session_state[f"case_drawn_{record.id}"] = section
    if section in SECTIONS:
        typed = draw_section(section, case, competencies, stamp)
        autosave(person, work, typed)
        taken = offer_suggestions(typed, competencies) if section == TAGS else None
        if taken is not None:
            replace_content(person, work, taken)
            st.rerun()
    elif section == FILES:
        changed = offer_upload(person, record.id, case, stamp)
        if changed is not None:
            replace_content(person, work, changed)
            st.rerun()
    elif section == CHANGES:
        show_changes(person, work)
    elif section == CHECK:
        check_older_files(person, record.id)
        report = check_draft(library, person, record.id)
        show_completeness(report)
        masked = show_findings(report, case)
        if masked is not None:
            replace_content(person, work, masked)
            st.rerun()
        show_duplicates(report, person, record.id, case)
        for reason in report.reasons:
            st.markdown(f"- {plain(reason)}")
        if st.button(
            _("Submit for review"),
            key="case_submit",
            type="primary",
            icon=":material/send:",
            disabled=not report.is_open,
        ):
            submit_case(library, person, record.id, revision_of(work), now=utc_now())
            reset_draft(record.id)
            st.switch_page("views/my_cases.py")
if at := saved_at(work):
    st.caption(_("Saved at {time}").format(time=at))
