"""Hold the facts that filters ask about documents, in memory as arrays by document ordinal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kb.search.feed import DocumentFacts
from kb.search.lexical import NEVER
from kb.search.query import EXPIRED, PUBLISHED, Filters

Flags = NDArray[np.bool_]
NEW_DAYS = 60
"""Days for which a case counts as new after publication."""


class FactsTable:
    """Hold the facts of all documents; `matching` answers filters as the lexical index does."""

    def __init__(self) -> None:
        self._facts: dict[int, DocumentFacts] = {}
        self._plain: Flags | None = None
        self._new: tuple[str, Flags] | None = None
        self._first_expiry = NEVER

    @property
    def size(self) -> int:
        """Return one more than the highest ordinal."""
        return max(self._facts, default=0) + 1

    def update(self, changed: Iterable[DocumentFacts]) -> list[int]:
        """Apply changed facts; return the ordinals whose text has a new version."""
        moved = []
        for facts in changed:
            before = self._facts.get(facts.ordinal)
            if before is not None and before.version != facts.version:
                moved.append(facts.ordinal)
            self._facts[facts.ordinal] = facts
            self._plain = self._new = None
        return moved

    def matching(self, filters: Filters, now: str) -> Flags:
        """Return flags by ordinal: which documents may answer at this time."""
        if filters != Filters():
            return self._flags(filters, now)
        if self._plain is None or now >= self._first_expiry:
            self._plain = self._flags(filters, now)
            self._first_expiry = min(
                (facts.expires_at for facts in self._facts.values() if facts.expires_at and facts.expires_at > now),
                default=NEVER,
            )
        return self._plain

    def new_cases(self, day: str) -> Flags:
        """Return flags by ordinal: which are cases published in the `NEW_DAYS` days that end with this one."""
        if self._new is None or self._new[0] != day:
            first = (date.fromisoformat(day) - timedelta(days=NEW_DAYS - 1)).isoformat()
            flags = np.zeros(self.size, dtype=np.bool_)
            for ordinal, facts in self._facts.items():
                flags[ordinal] = facts.kind == "case" and first <= facts.published_on[:10] <= day
            self._new = (day, flags)
        return self._new[1]

    def _flags(self, filters: Filters, now: str) -> Flags:
        flags = np.zeros(self.size, dtype=np.bool_)
        for ordinal, facts in self._facts.items():
            flags[ordinal] = _matches(facts, filters, now)
        return flags


def _matches(facts: DocumentFacts, filters: Filters, now: str) -> bool:
    status = facts.status
    if status == PUBLISHED and facts.expires_at and facts.expires_at <= now:
        status = EXPIRED
    return (
        status in filters.statuses
        and (not filters.kinds or facts.kind in filters.kinds)
        and filters.tags <= set(facts.tags)
        and (not filters.published_from or facts.published_on[:10] >= filters.published_from)
        and (not filters.published_to or facts.published_on[:10] <= filters.published_to)
    )
