"""Record searches and document openings in the usage ledger.

Both count once per visit and half hour, and are written in the background, in order. No page waits for the disk, and
a page is shown even if its event cannot be written.
"""

from __future__ import annotations

import logging

import streamlit as st

from kb.clock import seconds_between, utc_now
from kb.ids import new_id
from kb.people.person import Person
from kb.search.query import Query
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.usage.ledger.entries import VIEW_SECONDS
from kb.usage.ledger.service import record_opening, record_search

_log = logging.getLogger("kb.use")


def originating_search() -> str:
    """Return the id of the search whose result was opened, or ""."""
    return st.query_params.get("search", "")


def note_opening(person: Person, document: Row) -> None:
    """Record that a document was opened, unless this visit has recorded it in the last half hour."""
    library, search_id, now = get_library(), originating_search(), utc_now()
    opening = (document["id"], search_id)
    noted = st.session_state.setdefault("openings_noted", {})
    if opening not in noted or seconds_between(noted[opening], now) >= VIEW_SECONDS:
        noted[opening] = now
        document_id, version = document["id"], document["version"]
        library.background.submit(
            "an opening",
            lambda: record_opening(library.database, person, document_id, version, now=now, search_id=search_id),
        )


def note_search(person: Person, query: Query, results: int) -> str:
    """Record a search, unless the page is only rerun; return its id, for the links of the results."""
    library, now = get_library(), utc_now()
    last = st.session_state.get("search_noted")
    if last is None or last["query"] != query or seconds_between(last["at"], now) >= VIEW_SECONDS:
        last = {"query": query, "at": now, "id": new_id()}
        st.session_state["search_noted"] = last
        search_id = last["id"]
        library.background.submit(
            "a search",
            lambda: record_search(library.database, person, query.text, results, now=now, search_id=search_id),
        )
        _log.info("searched", extra={"ids": {"search": search_id, "person": person.id, "results": results}})
    return str(last["id"])
