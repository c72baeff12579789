"""Hold all facts of usage in memory, as columns: every figure is exact and fast for any window.

Months come from their packs, days without one from the ledger. Every read first checks whether the ledger has
grown; what is already loaded is kept. Self-use is left out here: no figure counts it.
"""

from __future__ import annotations

import json
import operator
import threading
from dataclasses import dataclass
from datetime import date

import numpy as np

from kb.search.documents import latest_revision
from kb.store import Reader
from kb.usage.facts import store as store
from kb.usage.facts.packs import Column, Pack, from_bytes, make_pack
from kb.usage.facts.publishing import FOREVER, Span, spans_of
from kb.usage.facts.rollups import is_settled, month_days, months_between
from kb.usage.facts.searching import read_searches


@dataclass(frozen=True)
class DocumentFact:
    """Hold the facts of a document that figures need."""

    id: str
    title: str
    kind: str
    line: str
    spans: tuple[Span, ...]
    first_day: int


@dataclass(frozen=True)
class Columns:
    """Hold events by people other than the authors, and searches, by day; numbers index `Snapshot`'s lists."""

    event_day: Column
    event_person: Column
    event_unit: Column
    event_document: Column
    event_kind: Column
    search_day: Column
    search_person: Column
    search_unit: Column
    search_flags: Column


_NAMES = tuple(Columns.__dataclass_fields__)
_TYPES = (np.int32, np.int32, np.int32, np.int32, np.uint8, np.int32, np.int32, np.int32, np.uint8)


@dataclass(frozen=True)
class Snapshot:
    """Hold the facts as of one read. `documents` has a fact for each number; person and unit numbers are dense."""

    columns: Columns
    people: int
    units: tuple[str, ...]
    documents: tuple[DocumentFact, ...]
    written: dict[str, list[int]]
    """Numbers of the documents each author wrote."""


class _Numbers:
    """Number ids within this process; the numbering only grows."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, ids: Column) -> Column:
        return np.fromiter(
            (self.known.setdefault(identity.decode(), len(self.known)) for identity in ids), np.int32, len(ids)
        )


class UsageFacts:
    """Hold the facts of one library, shared by all sessions of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._people, self._units, self._documents = _Numbers(), _Numbers(), _Numbers()
        self._segments: dict[str, tuple[object, Columns]] = {}
        self._joined: tuple[list[Columns], Columns] | None = None
        self._written: tuple[int, dict[str, list[int]]] | None = None
        self._library: tuple[int, dict[str, DocumentFact]] | None = None

    def read(self, tx: Reader, now: str) -> Snapshot:
        """Return the facts as the reader sees them."""
        with self._lock:
            documents = self._read_documents(tx)
            self._read_segments(tx, now)
            columns = self._join()
            for identity in sorted(documents):
                self._documents.known.setdefault(identity, len(self._documents.known))
            return Snapshot(
                columns,
                len(self._people.known),
                tuple(self._units.known),
                tuple(documents.get(identity) or _unknown(identity) for identity in self._documents.known),
                self._read_written(tx),
            )

    def _read_written(self, tx: Reader) -> dict[str, list[int]]:
        count = store.count_authors(tx)
        if self._written is None or self._written[0] != count:
            written: dict[str, list[int]] = {}
            for document, person in store.list_authors(tx):
                written.setdefault(person, []).append(self._documents.known[document])
            self._written = (count, written)
        return self._written[1]

    def _read_documents(self, tx: Reader) -> dict[str, DocumentFact]:
        revision = latest_revision(tx)
        if self._library is None or self._library[0] != revision:
            states: dict[str, list[tuple[str, str, str, str | None]]] = {}
            for document, at, status, published_on, expires_at in store.list_states(tx):
                states.setdefault(document, []).append((at, status, published_on, expires_at))
            self._library = (revision, {})
            for row in store.list_documents(tx):
                spans = spans_of(states[row["id"]])
                first = spans[0][0] if spans else date.fromisoformat(states[row["id"]][0][2]).toordinal()
                line = str(json.loads(row["meta"]).get("business_line", ""))
                self._library[1][row["id"]] = DocumentFact(row["id"], row["title"], row["kind"], line, spans, first)
        return self._library[1]

    def _read_segments(self, tx: Reader, now: str) -> None:
        packed: dict[str, object] = {row["month"]: row["hash"] for row in store.list_packs(tx)}
        keep: dict[str, tuple[object, Columns]] = {}
        for month, content_hash in packed.items():
            kept = self._segments.get(month)
            if kept is None or kept[0] != content_hash:
                kept = (content_hash, self._columns(from_bytes(store.get_pack_content(tx, month))))
            keep[month] = kept
        first, last = store.first_raw_day(tx), store.last_raw_day(tx)
        for month in months_between(first, last) if first and last else []:
            if month not in packed:
                self._read_days(tx, month, now, keep)
        self._segments = dict(sorted(keep.items()))

    def _read_days(self, tx: Reader, month: str, now: str, keep: dict[str, tuple[object, Columns]]) -> None:
        """Read the days of a month without a pack; days that grew or are not settled are read again."""
        days = month_days(month)
        events, searches = store.count_event_days(tx, *days), store.count_search_days(tx, *days)
        stale = []
        for day in sorted(events.keys() | searches.keys()):
            state = (events.get(day, 0), searches.get(day, 0))
            kept = self._segments.get(day)
            if kept is not None and (kept[0] == (*state, True) or (not state[1] and kept[0] == (*state, False))):
                keep[day] = kept
            else:
                stale.append((day, state))
        if not stale:
            return
        span = (stale[0][0], stale[-1][0])
        pack = self._columns(make_pack(store.list_events(tx, *span), read_searches(tx, *span)))
        for day, state in stale:
            ordinal = date.fromisoformat(day).toordinal()
            columns = _cut(pack, ordinal)
            kept = self._segments.get(day)
            settled = is_settled(day, now)
            if kept is not None and _same(kept[1], columns) and isinstance(kept[0], tuple) and kept[0][:2] == state:
                columns = kept[1]
            keep[day] = ((*state, settled), columns)

    def _join(self) -> Columns:
        parts = [columns for _state, columns in self._segments.values()]
        joined = self._joined
        if joined is None or len(joined[0]) != len(parts) or any(map(operator.is_not, joined[0], parts)):
            columns = (
                np.concatenate([np.array([], kind), *(getattr(part, name) for part in parts)])
                for name, kind in zip(_NAMES, _TYPES, strict=True)
            )
            self._joined = joined = (parts, Columns(*columns))
        return joined[1]

    def _columns(self, pack: Pack) -> Columns:
        people, units = self._people.of(pack.people), self._units.of(pack.units)
        documents = self._documents.of(pack.documents)
        others = pack.event_self == 0
        return Columns(
            pack.event_day[others],
            people[pack.event_person[others]],
            units[pack.event_unit[others]],
            documents[pack.event_document[others]],
            pack.event_kind[others],
            pack.search_day,
            people[pack.search_person],
            units[pack.search_unit],
            pack.search_flags,
        )


def _unknown(identity: str) -> DocumentFact:
    """Return the number of a document that is newer than the reader's snapshot."""
    return DocumentFact(identity, "", "", "", (), FOREVER)


def _cut(columns: Columns, day: int) -> Columns:
    event = slice(*np.searchsorted(columns.event_day, (day, day + 1)))
    search = slice(*np.searchsorted(columns.search_day, (day, day + 1)))
    return Columns(*(getattr(columns, name)[event if name.startswith("event") else search] for name in _NAMES))


def _same(one: Columns, other: Columns) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in _NAMES)
