"""Moments of the demo's days, in Shanghai time, as the app stores them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kb.clock import SHANGHAI


def at(day: date, hour: int, minute: int = 0) -> str:
    """A time of a day."""
    return stored(datetime.combine(day, time(hour, minute), SHANGHAI))


def stored(moment: datetime) -> str:
    """A moment as UTC text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
