"""Draw the statistics of use: is the library used, by whom, and does it help?"""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.ui.figures.baseline import offer_baseline
from kb.ui.figures.controls import choose_selection, statistics_link
from kb.ui.figures.sections import SECTIONS, show_headline
from kb.ui.frame.resources import get_library, get_usage_facts
from kb.ui.frame.session import current_person
from kb.usage.figures.statistics import open_statistics

person = current_person()
st.title(_("Use and reuse"), anchor=False)
selection = choose_selection(person)
view = open_statistics(get_library().database, get_usage_facts(), person, selection, now=utc_now())

if view.hidden:
    st.info(_("Fewer than 5 people: not shown. Choose a larger unit or a longer period."), icon=":material/group_off:")
show_headline(view)
section = st.segmented_control(
    _("Look closer"),
    list(SECTIONS),
    format_func=lambda name: _(name),
    default=next(iter(SECTIONS)),
    required=True,
    key="stats_section",
)
SECTIONS[str(section)](view)

with st.container(horizontal=True):
    for path, label, icon in (
        ("/report/usage", _("Printable report"), "print"),
        ("/export/statistics.xlsx", _("Export to Excel"), "download"),
        ("/export/statistics.csv", _("Export as CSV"), "download"),
    ):
        st.link_button(label, statistics_link(path, selection), icon=f":material/{icon}:")
offer_baseline(person, selection.window)
