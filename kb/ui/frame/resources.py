"""What all pages of this process share.

It lives here and not in Streamlit's cache of resources: a single frame of any browser can clear that cache for
everybody (`BackMsg.clear_cache`), and a library opened a second time would search without its model.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from kb.config import Settings, load_settings
from kb.library import Library, open_library
from kb.search.keeper import VectorKeeper
from kb.usage.facts.facts import UsageFacts


@dataclass
class _Shared:
    settings: Settings | None = None
    library: Library | None = None
    keeper: VectorKeeper | None = None
    usage_facts: UsageFacts = field(default_factory=UsageFacts)


_shared = _Shared()
_lock = threading.RLock()


def get_settings() -> Settings:
    """Return the settings, read once."""
    with _lock:
        if _shared.settings is None:
            _shared.settings = load_settings()
        return _shared.settings


def get_library() -> Library:
    """Return the library, opened once."""
    with _lock:
        if _shared.library is None:
            _shared.library = open_library(get_settings())
        return _shared.library


def get_keeper() -> VectorKeeper:
    """Return what keeps the library's vectors up to date, and knows how far it is."""
    with _lock:
        if _shared.keeper is None:
            library = get_library()
            _shared.keeper = VectorKeeper(library.database, library.engine, library.settings)
        return _shared.keeper


def get_usage_facts() -> UsageFacts:
    """Return what the statistics of usage are computed from, kept up to date at each look."""
    return _shared.usage_facts


def forget_shared() -> None:
    """Let the next call read the settings and open the library again: for tests, which change the data folder."""
    global _shared
    with _lock:
        _shared = _Shared()
