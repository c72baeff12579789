"""Moments are stored as UTC, ISO-8601 text; people read them, and the bank counts its days, in Shanghai time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


def utc_now() -> str:
    """Now, to the millisecond, such as 2026-11-24T08:30:00.123Z."""
    return _stored(datetime.now(UTC))


def day_of(moment: str) -> str:
    """The bank's day in which a moment lies, such as 2026-11-24."""
    return _local(moment).date().isoformat()


def shown_time(moment: str, *, seconds: bool = False) -> str:
    """A moment as people read it, such as 2026-11-24 16:30."""
    return _local(moment).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def start_of_day(day: date) -> str:
    """The first moment of one of the bank's days."""
    return _stored(datetime.combine(day, time.min, SHANGHAI))


def end_of_day(day: date) -> str:
    """The last moment of one of the bank's days."""
    return _stored(datetime.combine(day, time(23, 59, 59, 999_000), SHANGHAI))


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI)


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
