"""Convert the demo's days, in Shanghai time, to stored moments."""

from __future__ import annotations

from datetime import date, datetime, time

from kb.clock import SHANGHAI, text_of


def at(day: date, hour: int, minute: int = 0) -> str:
    """Return a time of one of the bank's days as it is stored."""
    return text_of(datetime.combine(day, time(hour, minute), SHANGHAI))
