"""Usage and reuse in a window of days, each figure by one definition.

* Valid case: a case that readers can find at the end of the window: published and not expired.
* Reuse rate: documents somebody else than an author used in the window ÷ documents that were published for at
  least 30 days of it.
* Reuse per active reader: uses by others than the authors ÷ people with any event in the window, on documents
  of others.
* Search success: searches from whose results a document was opened within 10 minutes ÷ searches; separately those
  followed by a stated use.

A use counts on the day it was stated, so that a window that is over does not change. An author's own use counts in
no figure. A figure without a denominator is None. Below 5 people the figures of a group are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kb.clock import day_of
from kb.db import Reader, Row
from kb.errors import BadInput
from kb.people.moments import seconds_between
from kb.people.permissions import HOUSE_PATH, Action, require
from kb.people.person import Person
from kb.people.units import Unit
from kb.search.documents import PUBLISHED
from kb.usage import statistics_store as store

LEAST_PEOPLE = 5
LEAST_DAYS = 30
SUCCESS_SECONDS = 600


@dataclass(frozen=True)
class Window:
    """Days, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadInput("The window ends before it begins.")

    def overlaps(self, other: Window) -> bool:
        """Whether any day lies in both."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Reuse:
    """What readers did with documents; None where hidden or where there is nothing to divide by."""

    valid_cases: int
    eligible_documents: int
    active_readers: int | None = None
    reused_documents: int | None = None
    applies: int | None = None
    views: int | None = None
    downloads: int | None = None
    outcomes: int | None = None
    reuse_rate: float | None = None
    reuse_per_reader: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Searching:
    """How searches ended; None where hidden or where there is nothing to divide by."""

    searches: int | None = None
    success_rate: float | None = None
    apply_rate: float | None = None
    zero_result: int | None = None
    no_click: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Change:
    """A figure against its baseline: the difference, and relative to the baseline in percent.

    The difference is in percentage points for a rate, else in the figure's own unit.
    """

    baseline: float
    difference: float
    percent: float | None


@dataclass(frozen=True)
class Statistics:
    """All figures of a window; the changes where a baseline was named."""

    window: Window
    reuse: Reuse
    searching: Searching
    baseline: Window | None = None
    reuse_rate_change: Change | None = None
    reuse_per_reader_change: Change | None = None


def read_statistics(
    tx: Reader, person: Person, unit: Unit, window: Window, today: date, *, baseline: Window | None = None
) -> Statistics:
    """The figures of a unit and all below it, for somebody who may see them."""
    require(person, Action.SEE_STATISTICS, unit=unit.path)
    return make_statistics(tx, window, today, below=unit.path, baseline=baseline)


def make_statistics(
    tx: Reader, window: Window, today: date, *, below: str = HOUSE_PATH, baseline: Window | None = None
) -> Statistics:
    """The figures of the units at or below a path. Raises BadInput where the baseline lies in the window."""
    reuse = reuse_of(tx, window, today, below)
    before = None
    if baseline is not None:
        if baseline.overlaps(window):
            raise BadInput("The baseline and the window have days in common.")
        before = reuse_of(tx, baseline, today, below)
    return Statistics(
        window=window,
        reuse=reuse,
        searching=searching_of(tx, window, below),
        baseline=baseline,
        reuse_rate_change=_change(reuse.reuse_rate, before.reuse_rate if before else None, scale=100),
        reuse_per_reader_change=_change(reuse.reuse_per_reader, before.reuse_per_reader if before else None),
    )


def reuse_of(tx: Reader, window: Window, today: date, below: str = HOUSE_PATH) -> Reuse:
    """Reuse in a window by people of the units at or below a path."""
    first, last = window.first.isoformat(), window.last.isoformat()
    documents = store.list_published_spans(tx, last)
    valid = sum(row["kind"] == "case" and _last_day(row) >= min(window.last, today) for row in documents)
    eligible = sum(_days_published(row, window, today) >= LEAST_DAYS for row in documents)
    readers = store.count_active_readers(tx, first, last, below)
    if readers < LEAST_PEOPLE:
        return Reuse(valid, eligible, hidden=True)
    counts = store.count_by_kind(tx, first, last, below)
    reused = len(store.list_applied_documents(tx, first, last, below))
    return Reuse(
        valid_cases=valid,
        eligible_documents=eligible,
        active_readers=readers,
        reused_documents=reused,
        applies=counts.get("apply", 0),
        views=counts.get("view", 0),
        downloads=counts.get("download", 0),
        outcomes=counts.get("outcome", 0),
        reuse_rate=_ratio(reused, eligible),
        reuse_per_reader=_ratio(counts.get("apply", 0), readers),
    )


def searching_of(tx: Reader, window: Window, below: str = HOUSE_PATH) -> Searching:
    """How the searches of a window ended."""
    first, last = window.first.isoformat(), window.last.isoformat()
    searches = store.list_searches(tx, first, last, below)
    if len({row["person_id"] for row in searches}) < LEAST_PEOPLE:
        return Searching(hidden=True)
    asked_at = {row["id"]: row["at"] for row in searches}
    clicks = store.list_clicks(tx, first, last, below)
    clicked = {row["search_id"] for row in clicks}
    return Searching(
        searches=len(searches),
        success_rate=_ratio(len(_in_time(clicks, asked_at)), len(searches)),
        apply_rate=_ratio(len(_in_time(store.list_search_applies(tx, first, last, below), asked_at)), len(searches)),
        zero_result=sum(row["results"] == 0 for row in searches),
        no_click=sum(row["results"] > 0 and row["id"] not in clicked for row in searches),
    )


def _in_time(followers: Iterable[Row], asked_at: dict[str, str]) -> set[str]:
    return {
        row["search_id"]
        for row in followers
        if seconds_between(asked_at[row["search_id"]], row["at"]) <= SUCCESS_SECONDS
    }


def _last_day(document: Row) -> date:
    """The last day on which readers could find a document; far in the future where nothing ends it."""
    ends = [date.max]
    if document["expires_at"]:
        ends.append(date.fromisoformat(document["expires_at"][:10]))
    if document["status"] != PUBLISHED:
        ends.append(date.fromisoformat(day_of(document["updated_at"])) - timedelta(days=1))
    return min(ends)


def _days_published(document: Row, window: Window, today: date) -> int:
    first = max(window.first, date.fromisoformat(document["published_on"]))
    last = min(window.last, today, _last_day(document))
    return max(0, (last - first).days + 1)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _change(now: float | None, before: float | None, scale: int = 1) -> Change | None:
    if now is None or before is None:
        return None
    percent = (now / before - 1) * 100 if before else None
    return Change(baseline=before, difference=(now - before) * scale, percent=percent)
