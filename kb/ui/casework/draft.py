"""The draft that a page works on: kept after every change, with the revision that the typing began with."""

from __future__ import annotations

import streamlit as st

from cases.model import Case, tidy
from cases.reading import Work
from cases.service import save_draft
from kb.clock import shown_time, utc_now
from kb.people.person import Person
from kb.ui.frame.resources import get_library


def stamp_of(work: Work) -> str:
    """The keys' stamp: another one after content changed by other means than typing."""
    return f"{work.record.id}_{st.session_state.get(_name(work, 'stamp'), 0)}"


def keep_typing(person: Person, work: Work, typed: Case) -> None:
    """Save what was typed since the last run. Raises InvalidCase, and Conflict where somebody else changed it."""
    typed = tidy(typed)
    if typed == st.session_state.get(_name(work, "typed"), tidy(work.case)):
        st.session_state.setdefault(_name(work, "revision"), work.record.revision)
        return
    revision = st.session_state.get(_name(work, "revision"), work.record.revision)
    saved = save_draft(get_library().database, person, work.record.id, typed, revision)
    st.session_state[_name(work, "typed")] = typed
    st.session_state[_name(work, "revision")] = saved.revision
    st.session_state[_name(work, "saved_at")] = shown_time(utc_now(), seconds=True)[11:]


def put_content(person: Person, work: Work, changed: Case) -> None:
    """Save content that the page itself changed, and draw the widgets anew from it."""
    keep_typing(person, work, changed)
    st.session_state[_name(work, "stamp")] = st.session_state.get(_name(work, "stamp"), 0) + 1


def revision_of(work: Work) -> int:
    """The revision that this page has seen last."""
    return int(st.session_state.get(_name(work, "revision"), work.record.revision))


def saved_at(work: Work) -> str:
    """The time of the last save in this visit, "" where nothing was saved."""
    return str(st.session_state.get(_name(work, "saved_at"), ""))


def forget_draft(case_id: str) -> None:
    """Begin anew with what the library holds, after a step that put other content into the case."""
    stamp = f"case_stamp_of_{case_id}"
    for what in ("typed", "revision", "saved_at"):
        st.session_state.pop(f"case_{what}_of_{case_id}", None)
    st.session_state[stamp] = st.session_state.get(stamp, 0) + 1


def _name(work: Work, what: str) -> str:
    return f"case_{what}_of_{work.record.id}"
