"""Share the settings, the library and its keeper between all pages of this process.

Streamlit's resource cache is not used: a single frame from any browser can clear it for all sessions
(`BackMsg.clear_cache`), and a library opened a second time would search without its model.
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
    """Return the keeper that updates the library's vectors and reports its progress."""
    with _lock:
        if _shared.keeper is None:
            library = get_library()
            _shared.keeper = VectorKeeper(library.database, library.engine, library.settings)
        return _shared.keeper


def get_usage_facts() -> UsageFacts:
    """Return the facts that usage statistics are computed from; they refresh themselves when read."""
    return _shared.usage_facts


def forget_shared() -> None:
    """Drop the shared objects so that the next call recreates them; for tests, which change the data folder."""
    global _shared
    with _lock:
        _shared = _Shared()
