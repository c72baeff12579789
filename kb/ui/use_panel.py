"""What readers did with a document, and the reader's own word: "I used this", and what came of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kb.clock import day_of, utc_now
from kb.db import Row
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.markdown import plain
from kb.ui.resources import get_library
from kb.usage.ledger import (
    RESULTS,
    SUCCESS,
    Counts,
    attest_outcome,
    counts_of,
    is_author,
    list_attestable,
    list_open_applies,
    list_told_applies,
    record_apply,
    record_outcome,
)

_DUE_SHOWN = 3


def show_use(person: Person, document: Row, search_id: str = "") -> None:
    """The counts of a document, a form to state one's own use, what came of one's uses, and outcomes to attest."""
    now = utc_now()
    with get_library().database.read() as tx:
        counts = counts_of(tx, document["id"])
        wrote_it = is_author(tx, person, document["id"])
        open_applies = list_open_applies(tx, person, now, document_id=document["id"], due_only=False)
        told_applies = list_told_applies(tx, person, document["id"])
        attestable = list_attestable(tx, person, document["id"])
    if said := st.session_state.pop("use_said", ""):
        st.toast(said, icon=":material/check:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counts_line(counts))
        uses_stated = st.session_state.get("uses_stated", 0)
        with st.popover(_("I used this"), icon=":material/handshake:", key=f"use_popover_{uses_stated}"):
            _ask_for_use(person, document, search_id, uses_stated)
    if wrote_it:
        st.caption(_("You wrote this: what you do with it yourself is kept, but not counted."))
    for apply in open_applies:
        with st.expander(
            _("What came of it? {situation} ({day})").format(situation=plain(apply["situation"]), day=apply["used_on"])
        ):
            _ask_for_outcome(person, apply)
    for apply in told_applies:
        with st.expander(_outcome_line(apply), icon=":material/verified:" if apply["attested_by_name"] else None):
            if apply["attested_by_name"]:
                st.caption(_("Attested by {name}").format(name=plain(apply["attested_by_name"])))
            _ask_for_outcome(person, apply)
    for apply in attestable:
        with st.expander(_("To attest: {outcome}").format(outcome=_outcome_line(apply))):
            _ask_for_attestation(person, apply)


def show_due(person: Person) -> None:
    """The person's uses of 30 days ago or more whose outcome is not told, to tell it here and now."""
    with get_library().database.read() as tx:
        due = list_open_applies(tx, person, utc_now())
    if said := st.session_state.pop("use_said", ""):
        st.toast(said, icon=":material/check:")
    if not due:
        return
    st.subheader(_("What came of it?"), anchor=False)
    for apply in due[:_DUE_SHOWN]:
        with st.expander(f"{plain(apply['title'])} · {plain(apply['situation'])} ({apply['used_on']})"):
            _ask_for_outcome(person, apply)


def counts_line(counts: Counts) -> str:
    """The counts as one line."""
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
        with get_library().database.write() as tx:
            record_apply(
                tx,
                person,
                document["id"],
                document["version"],
                now,
                situation=situation,
                used_on=used_on,
                adapted=adapted,
                query_id=search_id,
            )
        st.session_state["uses_stated"] = number + 1
        _say_and_draw_again(_("Recorded. Come back here to say what came of it."))


def _ask_for_outcome(person: Person, apply: Row) -> None:
    """A form for a use: empty, or with the outcome as it was told last, to revise it."""
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
            _("What came of it?"), value=apply.get("text", ""), key=f"outcome_text_{key}", max_chars=2000
        )
        told = st.form_submit_button(_("Revise the outcome") if revision else _("Record the outcome"), type="primary")
    if told:
        with get_library().database.write() as tx:
            record_outcome(tx, person, apply["id"], utc_now(), result=result, text=text, based_on=revision)
        _say_and_draw_again(_("Thank you. The outcome is recorded."))


def _ask_for_attestation(person: Person, apply: Row) -> None:
    st.caption(_("{name}, used on {day}").format(name=plain(apply["name"]), day=apply["used_on"]))
    for text in (apply["adapted"], apply["text"]):
        if text:
            st.markdown(plain(text))
    if st.button(_("I can attest this"), key=f"attest_{apply['id']}_{apply['revision']}", icon=":material/verified:"):
        with get_library().database.write() as tx:
            attest_outcome(tx, person, apply["id"], apply["revision"], utc_now())
        _say_and_draw_again(_("Attested."))


def _outcome_line(apply: Row) -> str:
    return f"{_(RESULTS[apply['result']])} · {plain(apply['situation'])} ({apply['used_on']})"


def _say_and_draw_again(text: str) -> None:
    st.session_state["use_said"] = text
    st.rerun()
