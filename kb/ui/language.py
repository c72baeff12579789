"""The language of a session."""

from __future__ import annotations

import streamlit as st

from kb.i18n import LANGUAGES, set_language
from kb.ui.resources import get_settings


def choose_language() -> None:
    """Speak the session's language in this run: the one chosen in the address, else the settings'."""
    chosen = st.query_params.get("lang") or st.session_state.get("language") or get_settings().language
    st.session_state["language"] = chosen if chosen in LANGUAGES else get_settings().language
    set_language(st.session_state["language"])
