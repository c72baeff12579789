"""Moments before and after a moment, as they are stored."""

from __future__ import annotations

from datetime import datetime, timedelta


def shift(moment: str, *, seconds: float) -> str:
    """A moment that many seconds later, or earlier for a negative number."""
    moved = datetime.fromisoformat(moment) + timedelta(seconds=seconds)
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_between(earlier: str, later: str) -> float:
    """How many seconds lie between two moments."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
