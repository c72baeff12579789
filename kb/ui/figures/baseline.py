"""Freezing the window that later figures are compared with, for the administrators of the house."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.permissions import Action, allowed
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import errors_here
from kb.ui.parts.markdown import plain
from kb.usage.figures.baselines import clear_baseline, freeze_baseline, get_baseline
from kb.usage.figures.selection import Window


def offer_baseline(person: Person, window: Window) -> None:
    """Show the baseline; offer to freeze the chosen days as a new one to who may."""
    if not allowed(person, Action.MANAGE_UNITS, unit=HOUSE_PATH):
        return
    database = get_library().database
    with database.read() as tx:
        baseline = get_baseline(tx)
    with st.expander(_("Baseline"), icon=":material/anchor:"), errors_here():
        if baseline is not None:
            st.markdown(
                _("**{name}**: {first} to {last}").format(
                    name=plain(baseline.name), first=baseline.window.first, last=baseline.window.last
                )
            )
            if st.button(_("Remove the baseline"), key="stats_baseline_clear"):
                with database.write() as tx:
                    clear_baseline(tx, person, utc_now())
                st.rerun()
        before = window.before()
        name = st.text_input(_("Name of the baseline"), key="stats_baseline_name", placeholder=_("Before the training"))
        left, right = st.columns(2)
        first = left.date_input(_("From"), before.first, key="stats_baseline_first")
        last = right.date_input(_("Until"), before.last, key="stats_baseline_last")
        if st.button(_("Freeze these days as the baseline"), key="stats_baseline_freeze") and first and last:
            with database.write() as tx:
                freeze_baseline(tx, person, name, Window(first, last), utc_now())
            st.rerun()
