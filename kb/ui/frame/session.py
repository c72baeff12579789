"""Identify the person of the current page."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.people.person import Person
from kb.people.sessions import SessionLimits, find_person
from kb.people.sign_in import sign_out, sign_out_everywhere
from kb.ui.frame.once import once_per_run
from kb.ui.frame.resources import get_library


@once_per_run
def current_person() -> Person:
    """Return the person of this page as stored now, read from the database once per run.

    `st.user` holds what the gate found when the page connected. If the session has ended since, the run stops and
    the browser goes to the sign-in page.
    """
    session_id, person_id = _identity()
    library = get_library()
    person = find_person(library.database, session_id, person_id, SessionLimits.of(library.settings), now=utc_now())
    if person is None:
        st.logout()
        st.stop()
    return person


def sign_out_here() -> None:
    """Sign out the current person and send the browser to the sign-in page; callback of the sign-out button."""
    session_id, person_id = _identity()
    sign_out(get_library().database, session_id, person_id, now=utc_now())
    st.logout()


def sign_out_everywhere_here() -> None:
    """Sign out on every device: the callback of the account page's button."""
    sign_out_everywhere(get_library().database, current_person(), now=utc_now())
    st.logout()


def _identity() -> tuple[str, str]:
    user = st.user.to_dict()  # once: each look at st.user reads the secrets file
    return str(user.get("session_id") or ""), str(user.get("person_id") or "")
