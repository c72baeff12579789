"""Compute when documents could be found: days at whose end (Shanghai time) they were published and not expired.

The first day is the one it is dated with; later changes count from the day they were made. A document that was
withdrawn and published again has several spans; taking it back and publishing it on the same day leaves no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kb.clock import day_of
from kb.search.documents import PUBLISHED

State = tuple[str, str, str, str | None]
"""since (moment), status, published_on, expires_at"""
Span = tuple[int, int]
"""first and last day, as ordinals"""
FOREVER = date.max.toordinal()


def spans_of(states: Sequence[State]) -> tuple[Span, ...]:
    """Return the days on which a document could be found, as spans that neither touch nor overlap."""
    found: list[Span] = []
    for number, (at, status, published_on, expires_at) in enumerate(states):
        if status != PUBLISHED:
            continue
        first = date.fromisoformat(published_on).toordinal() if number == 0 else _day(at)
        last = date.fromisoformat(expires_at[:10]).toordinal() if expires_at else FOREVER
        if number + 1 < len(states):
            last = min(last, _day(states[number + 1][0]) - 1)
        if first <= last:
            found.append((first, last))
    return merged(found)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same days, with spans that touch or overlap made one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _day(moment: str) -> int:
    return date.fromisoformat(day_of(moment)).toordinal()
