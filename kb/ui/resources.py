"""What all sessions of this process share."""

from __future__ import annotations

import streamlit as st

from kb.config import Settings, load_settings
from kb.library import Library, open_library


@st.cache_resource(show_spinner=False)
def get_settings() -> Settings:
    """The settings, read once."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def get_library() -> Library:
    """The library, opened once."""
    return open_library(get_settings())
