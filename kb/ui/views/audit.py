"""Draw the audit log: who did what, to what, and when."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from kb.clock import start_of_day
from kb.i18n import translate as _
from kb.people.audit import AuditFilter, check_chain, list_actions, list_audit
from kb.people.audit_export import action_name, audit_table
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.routes.audit_export import audit_export_link

PAGE = 50
actor = current_person()
library = get_library()
actions = list_actions(library.database, actor)

st.title(_("Audit log"), anchor=False)
with st.container(horizontal=True):
    who = st.text_input(_("Who (name or sign-in name)"), key="audit_person")
    subject = st.text_input(_("About (name or id)"), key="audit_subject")
with st.container(horizontal=True):
    action = st.selectbox(_("Deed"), actions, None, format_func=action_name, placeholder=_("Any"), key="audit_action")
    since = st.date_input(_("From"), value=None, key="audit_since")
    until = st.date_input(_("Until"), value=None, key="audit_until")

filters = AuditFilter(
    person=who.strip(),
    subject=subject.strip(),
    action=action or "",
    since=start_of_day(since) if since else "",
    until=start_of_day(until + timedelta(days=1)) if until else "",
)
starts: list[int | None] = st.session_state.get("audit_starts", {}).get(filters, [None])
entries = list_audit(library.database, actor, filters, before=starts[-1], limit=PAGE + 1)

if entries:
    table = audit_table(entries[:PAGE])
    st.dataframe(
        [dict(zip(table.headings, row, strict=True)) for row in table.rows],
        hide_index=True,
        key="audit_table",
        alt=_("Audit log"),
    )
else:
    st.info(_("No entries. Try fewer filters."), icon=":material/search_off:")
with st.container(horizontal=True):
    if len(starts) > 1 and st.button(_("Newer entries"), key="audit_newer"):
        st.session_state["audit_starts"] = {filters: starts[:-1]}
        st.rerun()
    if len(entries) > PAGE and st.button(_("Older entries"), key="audit_older"):
        st.session_state["audit_starts"] = {filters: [*starts, entries[PAGE - 1]["number"]]}
        st.rerun()
with st.container(horizontal=True):
    for form, label in (("xlsx", _("Export to Excel")), ("csv", _("Export as CSV"))):
        st.link_button(label, audit_export_link(form, filters), icon=":material/download:")
    checked = st.button(_("Verify the log"), key="audit_check", icon=":material/verified:")

if checked:
    problems = check_chain(library.database, actor)
    for problem in problems:
        st.error(problem, icon=":material/error:")
    if not problems:
        st.success(_("The log is complete and unchanged."), icon=":material/verified:")
