"""Draw the baseline that later figures are compared with, for administrators of the whole bank."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.permissions import Action, allowed
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.usage.figures.baselines import clear_baseline, current_baseline, freeze_baseline
from kb.usage.figures.selection import Window


def offer_baseline(person: Person, window: Window) -> None:
    """Draw the baseline and a form that freezes a new one; nothing for people who may not."""
    if not allowed(person, Action.MANAGE_UNITS, unit=HOUSE_PATH):
        return
    database = get_library().database
    baseline = current_baseline(database)
    with st.expander(_("Baseline"), icon=":material/anchor:"), show_errors():
        if baseline is not None:
            st.markdown(
                _("**{name}**: {first} to {last}").format(
                    name=plain(baseline.name), first=baseline.window.first, last=baseline.window.last
                )
            )
            if st.button(_("Remove the baseline"), key="stats_baseline_clear"):
                clear_baseline(database, person, now=utc_now())
                st.rerun()
        before = window.before()
        name = st.text_input(_("Name of the baseline"), key="stats_baseline_name", placeholder=_("Before the training"))
        left, right = st.columns(2)
        first = left.date_input(_("From"), before.first, key="stats_baseline_first")
        last = right.date_input(_("Until"), before.last, key="stats_baseline_last")
        if st.button(_("Freeze these days as the baseline"), key="stats_baseline_freeze") and first and last:
            freeze_baseline(database, person, name, Window(first, last), now=utc_now())
            st.rerun()
