"""Pack a month of usage into columns, small enough to keep forever: who did what with which document on which day.

It has no times of day, no texts, no versions and no sources. Its rows are in an order of their own, so that equal
facts make equal packs.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("view", "download", "apply", "outcome")
ZERO_RESULT, OPENED, USED, NO_CLICK = 1, 2, 4, 8
"""How a search ended: flags that are added up."""

Column = NDArray[Any]


@dataclass(frozen=True)
class Pack:
    """Hold columns of events and of searches. `people`, `units`, `documents` are the ids that columns index."""

    people: Column
    units: Column
    documents: Column
    event_day: Column
    event_person: Column
    event_unit: Column
    event_document: Column
    event_kind: Column
    event_self: Column
    search_day: Column
    search_person: Column
    search_unit: Column
    search_flags: Column

    @property
    def hash(self) -> str:
        """Return a hash that is equal for equal facts, and for no others."""
        digest = hashlib.sha256()
        for item in fields(self):
            column = getattr(self, item.name)
            digest.update(f"{item.name} {column.dtype} {len(column)}\n".encode())
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()


EventRow = tuple[str, str, str, str, str, int]
"""day, person, unit, document, kind, self_use"""
SearchRow = tuple[str, str, str, int]
"""day, person, unit, flags"""


def make_pack(events: Iterable[EventRow], searches: Iterable[SearchRow]) -> Pack:
    """Return the facts of these rows."""
    event_columns, search_columns = _columns(events, 6), _columns(searches, 4)
    people, person_codes = _coded([*event_columns[1], *search_columns[1]])
    units, unit_codes = _coded([*event_columns[2], *search_columns[2]])
    documents, document_codes = _coded(event_columns[3])
    count = len(event_columns[0])
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    event: list[Column] = [
        _ordinals(event_columns[0]),
        person_codes[:count].astype(np.int32),
        unit_codes[:count].astype(np.int32),
        document_codes.astype(np.int32),
        np.array([kinds[kind] for kind in event_columns[4]], np.uint8),
        np.array(event_columns[5], np.uint8),
    ]
    search: list[Column] = [
        _ordinals(search_columns[0]),
        person_codes[count:].astype(np.int32),
        unit_codes[count:].astype(np.int32),
        np.array(search_columns[3], np.uint8),
    ]
    by_event, by_search = np.lexsort(event[::-1]), np.lexsort(search[::-1])
    return Pack(
        people, units, documents, *(column[by_event] for column in event), *(column[by_search] for column in search)
    )


def to_bytes(pack: Pack) -> bytes:
    """Return the pack as it is stored."""
    target = io.BytesIO()
    np.savez_compressed(target, **{item.name: getattr(pack, item.name) for item in fields(Pack)})
    return target.getvalue()


def from_bytes(content: bytes) -> Pack:
    """Return the pack that `to_bytes` stored."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Pack(**{item.name: stored[item.name] for item in fields(Pack)})


def _columns(rows: Iterable[Sequence[Any]], count: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) or [()] * count


def _coded(ids: Sequence[str]) -> tuple[Column, Column]:
    if not len(ids):
        return np.array([], "S1"), np.array([], np.int64)
    known = {identity: number for number, identity in enumerate(sorted(set(ids)))}
    codes = np.fromiter((known[identity] for identity in ids), np.int64, len(ids))
    return np.array([identity.encode() for identity in known]), codes


def _ordinals(days: Sequence[str]) -> Column:
    known = {day: date.fromisoformat(day).toordinal() for day in set(days)}
    return np.fromiter((known[day] for day in days), np.int32, len(days))
