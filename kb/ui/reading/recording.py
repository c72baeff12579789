"""What the pages write into the usage ledger by themselves: a document was opened, a question was asked."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from kb.clock import seconds_between, utc_now
from kb.people.person import Person
from kb.search.query import Query
from kb.store import Database, Row
from kb.ui.frame.resources import get_library
from kb.usage.ledger.service import VIEW_SECONDS, record_click, record_search, record_view

_log = logging.getLogger("kb.use")
_writer = ThreadPoolExecutor(1, thread_name_prefix="openings")


def search_behind() -> str:
    """The search from whose results the page was opened, or ""."""
    return st.query_params.get("search", "")


def note_opening(person: Person, document: Row) -> None:
    """Record that the page of a document was opened; written beside the page, which does not wait for the disk."""
    search_id, now = search_behind(), utc_now()
    opening = (document["id"], search_id)
    noted = st.session_state.setdefault("openings_noted", {})
    if opening not in noted or seconds_between(noted[opening], now) >= VIEW_SECONDS:
        noted[opening] = now
        _writer.submit(_write_opening, get_library().database, person, document, search_id, now)


def finish_openings() -> None:
    """Wait until every opening noted so far is written: when the app stops, and in tests."""
    _writer.submit(int).result()


def _write_opening(database: Database, person: Person, document: Row, search_id: str, now: str) -> None:
    try:
        with database.write() as tx:
            if search_id:
                record_click(tx, person, search_id, document["id"], now)
            record_view(tx, person, document["id"], document["version"], now, query_id=search_id)
    except Exception:
        _log.exception("an opening was not written down")


def note_search(person: Person, query: Query, results: int) -> str:
    """Record a question unless the page is only drawn again; returns the search's id, for the links of the results."""
    now = utc_now()
    last = st.session_state.get("search_noted")
    if last is None or last["query"] != query or seconds_between(last["at"], now) >= VIEW_SECONDS:
        with get_library().database.write() as tx:
            last = {"query": query, "at": now, "id": record_search(tx, person, query.text, results, now)}
        st.session_state["search_noted"] = last
        ids = {"search": last["id"], "person": person.id, "results": results}
        _log.info("searched", extra={"ids": ids})
    return str(last["id"])
