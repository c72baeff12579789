"""Classify how searches ended.

* Opened: a document was opened from its results within 10 minutes.
* Used: a person who is not an author reported using a document opened from its results, within 10 minutes.
* Without a result: nothing answered.
* Not opened: there were results, and none was opened within 24 hours.

So the class of a search is final a day later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kb.store import Reader
from kb.usage.facts import store as store
from kb.usage.facts.packs import NO_CLICK, OPENED, USED, ZERO_RESULT, SearchRow

SUCCESS_SECONDS = 600
NO_CLICK_SECONDS = 24 * 3600


def read_searches(tx: Reader, first: str, last: str) -> list[SearchRow]:
    """Return the raw searches of days with how each ended."""
    searches = store.list_searches(tx, first, last)
    asked = {search[0]: search[5] for search in searches}
    soonest_click = _soonest(asked, store.list_clicks(tx, first, last))
    soonest_use = _soonest(asked, store.list_search_applies(tx, first, last))
    found = []
    for identity, day, person, unit, results, _at in searches:
        clicked = soonest_click.get(identity)
        flags = 0 if results else ZERO_RESULT
        if clicked is not None and clicked <= SUCCESS_SECONDS:
            flags |= OPENED
        if soonest_use.get(identity, NO_CLICK_SECONDS) <= SUCCESS_SECONDS:
            flags |= USED
        if results and (clicked is None or clicked > NO_CLICK_SECONDS):
            flags |= NO_CLICK
        found.append((day, person, unit, flags))
    return found


def _soonest(asked: dict[str, str], followers: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return seconds from each search to the first of what followed it."""
    first: dict[str, str] = {}
    for search, at in followers:
        if search not in first or at < first[search]:
            first[search] = at
    return {
        search: (datetime.fromisoformat(at) - datetime.fromisoformat(asked[search])).total_seconds()
        for search, at in first.items()
    }
