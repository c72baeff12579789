"""Draw the use of a document: counts, "I used this", and outcomes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.reading.outcomes import (
    ask_for_attestation,
    ask_for_outcome,
    outcome_line,
    rerun_with_message,
    show_figures,
    show_message,
)
from kb.usage.ledger.service import (
    Counts,
    document_use,
    list_open_applies,
    record_apply,
)

_DUE_SHOWN = 3


def show_use(person: Person, document: Row, search_id: str = "") -> None:
    """Draw a document's counts, the form to record a use, the person's own outcomes, and outcomes to attest."""
    use = document_use(get_library().database, person, document["id"])
    show_message()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counts_line(use.counts))
        uses_stated = st.session_state.get("uses_stated", 0)
        with st.popover(_("I used this"), icon=":material/handshake:", key=f"use_popover_{uses_stated}"):
            _ask_for_use(person, document, search_id, uses_stated)
    if use.is_author:
        st.caption(_("You wrote this: your own uses are recorded, but not counted."))
    for apply in use.open_applies:
        with st.expander(
            _("What was the outcome? {situation} ({day})").format(
                situation=plain(apply["situation"]), day=apply["used_on"]
            )
        ):
            ask_for_outcome(person, apply)
    for apply in use.told_applies:
        with st.expander(outcome_line(apply), icon=":material/verified:" if apply["attested_by_name"] else None):
            if apply["attested_by_name"]:
                st.caption(_("Attested by {name}").format(name=plain(apply["attested_by_name"])))
            show_figures(apply["figures"])
            ask_for_outcome(person, apply)
    for apply in use.attestable:
        with st.expander(_("To attest: {outcome}").format(outcome=outcome_line(apply))):
            ask_for_attestation(person, apply)


def show_due(person: Person) -> None:
    """Draw the person's uses of at least 30 days ago without an outcome, each with the form to record it."""
    due = list_open_applies(get_library().database, person, now=utc_now())
    show_message()
    if not due:
        return
    st.subheader(_("What was the outcome?"), anchor=False)
    for apply in due[:_DUE_SHOWN]:
        with st.expander(f"{plain(apply['title'])} · {plain(apply['situation'])} ({apply['used_on']})"):
            ask_for_outcome(person, apply)


def counts_line(counts: Counts) -> str:
    """Return the counts as one line."""
    return _("{viewed} viewed · {downloaded} downloaded · {used} used, {succeeded} with success").format(
        viewed=counts.viewed, downloaded=counts.downloaded, used=counts.used, succeeded=counts.succeeded
    )


def _ask_for_use(person: Person, document: Row, search_id: str, number: int) -> None:
    now = utc_now()
    today = date.fromisoformat(day_of(now))
    with st.form(f"use_{number}", border=False):
        situation = st.text_area(
            _("In which situation? Without names of clients"), key=f"use_situation_{number}", max_chars=300
        )
        used_on = st.date_input(_("Used on"), value=today, max_value=today, key=f"use_day_{number}")
        adapted = st.text_area(
            _("What did you do differently? (optional)"), key=f"use_adapted_{number}", max_chars=2000
        )
        stated = st.form_submit_button(_("Record my use"), type="primary")
    if stated:
        with show_errors():
            record_apply(
                get_library().database,
                person,
                document["id"],
                document["version"],
                now=now,
                situation=situation,
                used_on=used_on,
                adapted=adapted,
                search_id=search_id,
            )
            st.session_state["uses_stated"] = number + 1
            rerun_with_message(_("Recorded. Come back here to record the outcome."))
