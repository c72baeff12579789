"""Who is looking at this page."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.people.person import Person
from kb.people.sessions import SessionLimits, find_person
from kb.people.sign_in import sign_out
from kb.ui.frame.once import once_per_run
from kb.ui.frame.resources import get_library


@once_per_run
def current_person() -> Person:
    """Return the person of this page as they are now, read from the database once in each run.

    `st.user` holds what the gate found when the page connected. Where the session has ended meanwhile, the run
    stops and the browser is taken to the sign-in page.
    """
    session_id, person_id = _identity()
    library = get_library()
    with library.database.read() as tx:
        person = find_person(tx, session_id, person_id, utc_now(), SessionLimits.of(library.settings))
    if person is None:
        st.logout()
        st.stop()
    return person


def sign_out_here() -> None:
    """Sign out: the callback of the menu's button. The browser is taken to the sign-in page."""
    session_id, person_id = _identity()
    with get_library().database.write() as tx:
        sign_out(tx, session_id, person_id, utc_now())
    st.logout()


def _identity() -> tuple[str, str]:
    return str(st.user.get("session_id") or ""), str(st.user.get("person_id") or "")
