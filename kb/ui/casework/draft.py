"""Keep the draft of a page: saved after every change, with the revision that the edit started from."""

from __future__ import annotations

import streamlit as st

from cases.model import Case
from cases.reading import Work
from cases.service import save_draft
from cases.tidying import tidy
from kb.clock import shown_time, utc_now
from kb.people.person import Person
from kb.ui.frame.resources import get_library


def stamp_of(work: Work) -> str:
    """Return the suffix of the widget keys; it changes when content changes other than by typing."""
    return f"{work.record.id}_{st.session_state.get(_name(work, 'stamp'), 0)}"


def autosave(person: Person, work: Work, typed: Case) -> None:
    """Save what was typed since the last run. Raises InvalidCase, and Conflict if someone else has changed the case."""
    typed = tidy(typed)
    if typed == st.session_state.get(_name(work, "typed"), tidy(work.case)):
        st.session_state.setdefault(_name(work, "revision"), work.record.revision)
        return
    revision = st.session_state.get(_name(work, "revision"), work.record.revision)
    saved = save_draft(get_library().database, person, work.record.id, typed, revision, now=utc_now())
    st.session_state[_name(work, "typed")] = typed
    st.session_state[_name(work, "revision")] = saved.revision
    st.session_state[_name(work, "saved_at")] = shown_time(utc_now(), seconds=True)[11:]


def replace_content(person: Person, work: Work, changed: Case) -> None:
    """Save content changed by the page itself, and reset the widgets to it."""
    autosave(person, work, changed)
    st.session_state[_name(work, "stamp")] = st.session_state.get(_name(work, "stamp"), 0) + 1


def revision_of(work: Work) -> int:
    """Return the latest revision this page has seen."""
    return int(st.session_state.get(_name(work, "revision"), work.record.revision))


def saved_at(work: Work) -> str:
    """Return the time of the last save in this visit (HH:MM:SS), or ""."""
    return str(st.session_state.get(_name(work, "saved_at"), ""))


def reset_draft(case_id: str) -> None:
    """Discard the page's state after a step that replaced the content of the case."""
    stamp = f"case_stamp_of_{case_id}"
    for what in ("typed", "revision", "saved_at"):
        st.session_state.pop(f"case_{what}_of_{case_id}", None)
    st.session_state[stamp] = st.session_state.get(stamp, 0) + 1


def _name(work: Work, what: str) -> str:
    return f"case_{what}_of_{work.record.id}"
