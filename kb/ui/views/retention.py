"""Draw retention, how much of a course is still known, for a person and for cohorts."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.retention.service import list_own, list_readable_cohorts
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.competency_names import competency_names
from kb.ui.retention.sections import CURVE, SECTIONS, show_own, show_section
from kb.ui.routes.retention_export import retention_link

person = current_person()
database = get_library().database
st.title(_("Retention"), anchor=False)
own = list_own(database, person, now=utc_now())
cohorts = {cohort.id: cohort for cohort in list_readable_cohorts(database, person)}
if own:
    st.subheader(_("My courses"), anchor=False)
    for course in own:
        with st.container(border=True):
            show_own(course, competency_names())
if cohorts:
    st.subheader(_("Cohorts"), anchor=False)
    chosen = st.selectbox(
        _("Cohort"),
        list(cohorts),
        format_func=lambda name: f"{cohorts[name].title} · {cohorts[name].starts_on}",
        key="retention_cohort",
    )
    section = st.segmented_control(
        _("Look closer"),
        list(SECTIONS),
        format_func=lambda name: _(name),
        default=CURVE,
        required=True,
        key="retention_section",
    )
    show_section(person, chosen, str(section))
    with st.container(horizontal=True):
        for path, label, icon in (
            ("/report/retention", _("Printable report"), "print"),
            ("/export/retention.xlsx", _("Export to Excel"), "download"),
            ("/export/retention.csv", _("Export as CSV"), "download"),
        ):
            st.link_button(label, retention_link(path, chosen), icon=f":material/{icon}:")
if not own and not cohorts:
    st.info(_("Nothing yet. Results appear after the first test of a course."), icon=":material/school:")
