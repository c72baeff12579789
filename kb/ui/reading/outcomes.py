"""Draw outcomes of uses: the form to record one, its summary, and the button to attest someone else's."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.usage.ledger.entries import RESULTS, SUCCESS
from kb.usage.ledger.measured import (
    BASELINE,
    MAX_CHARACTERS,
    PERIOD,
    UNIT,
    VALUE,
    Figures,
    figure_line,
    measured_figure,
)
from kb.usage.ledger.service import attest_outcome, record_outcome


def ask_for_outcome(person: Person, apply: Row) -> None:
    """Draw the outcome form of a use, filled with the recorded outcome if there is one."""
    revision = apply.get("revision", 0)
    key = f"{apply['id']}_{revision}"
    with st.form(f"outcome_{key}", border=False):
        result = st.radio(
            _("Did it work?"),
            list(RESULTS),
            index=list(RESULTS).index(apply.get("result", SUCCESS)),
            format_func=lambda name: _(RESULTS[name]),
            horizontal=True,
            key=f"outcome_result_{key}",
        )
        text = st.text_area(
            _("What was the outcome?"), value=apply.get("text", ""), key=f"outcome_text_{key}", max_chars=2000
        )
        value, unit, baseline, period = _ask_for_figure(apply.get("figures", {}), key)
        told = st.form_submit_button(_("Revise the outcome") if revision else _("Record the outcome"), type="primary")
    if told:
        with show_errors():
            figures = measured_figure(value, unit, baseline, period)
            record_outcome(
                get_library().database,
                person,
                apply["id"],
                now=utc_now(),
                result=result,
                text=text,
                figures=figures,
                based_on=revision,
            )
            rerun_with_message(_("Thank you. The outcome is recorded."))


def ask_for_attestation(person: Person, apply: Row) -> None:
    """Draw the outcome of someone else's use, with a button to attest it."""
    st.caption(_("{name}, used on {day}").format(name=plain(apply["name"]), day=apply["used_on"]))
    for text in (apply["adapted"], apply["text"]):
        if text:
            st.markdown(plain(text))
    show_figures(apply["figures"])
    if st.button(_("I can attest this"), key=f"attest_{apply['id']}_{apply['revision']}", icon=":material/verified:"):
        with show_errors():
            attest_outcome(get_library().database, person, apply["id"], apply["revision"], now=utc_now())
            rerun_with_message(_("Attested."))


def show_figures(figures: Figures) -> None:
    """Draw the figures of an outcome, if it has any."""
    if line := figure_line(figures):
        st.caption(f":material/monitoring: {plain(line)}")


def outcome_line(apply: Row) -> str:
    """Return a use and its result as a heading."""
    return f"{_(RESULTS[apply['result']])} · {plain(apply['situation'])} ({apply['used_on']})"


def rerun_with_message(text: str) -> None:
    """Rerun the page and show a short message."""
    st.session_state["use_said"] = text
    st.rerun()


def show_message() -> None:
    """Show the message left by the previous run."""
    if said := st.session_state.pop("use_said", ""):
        st.toast(said, icon=":material/check:")


def _ask_for_figure(figures: Figures, key: str) -> tuple[float | None, str, float | None, str]:
    def number(name: str) -> float | None:
        return float(figures[name]) if name in figures else None

    with st.container(horizontal=True):
        value = st.number_input(
            _("Figure (optional)"), value=number(VALUE), format="%0.10g", key=f"outcome_value_{key}"
        )
        unit = st.text_input(
            _("Unit of measure"), value=str(figures.get(UNIT, "")), max_chars=MAX_CHARACTERS, key=f"outcome_unit_{key}"
        )
    with st.container(horizontal=True):
        baseline = st.number_input(
            _("Before (optional)"), value=number(BASELINE), format="%0.10g", key=f"outcome_baseline_{key}"
        )
        period = st.text_input(
            _("In which time (optional)"),
            value=str(figures.get(PERIOD, "")),
            max_chars=MAX_CHARACTERS,
            key=f"outcome_period_{key}",
        )
    return value, unit, baseline, period
