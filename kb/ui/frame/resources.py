"""What all sessions of this process share."""

from __future__ import annotations

import streamlit as st

from kb.config import Settings, load_settings
from kb.library import Library, open_library
from kb.search.keeper import VectorKeeper
from kb.usage.facts.facts import UsageFacts


@st.cache_resource(show_spinner=False)
def get_settings() -> Settings:
    """The settings, read once."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def get_library() -> Library:
    """The library, opened once."""
    return open_library(get_settings())


@st.cache_resource(show_spinner=False)
def get_keeper() -> VectorKeeper:
    """What keeps the library's vectors up to date, and knows how far it is."""
    library = get_library()
    return VectorKeeper(library.database, library.engine, library.settings)


@st.cache_resource(show_spinner=False)
def get_usage_facts() -> UsageFacts:
    """What the statistics of usage are computed from, kept up to date at each look."""
    return UsageFacts()
