"""Convert stored moments (UTC, ISO-8601 text) from and to Shanghai time, which people read and the bank counts in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


def utc_now() -> str:
    """Return the present moment to the millisecond, such as 2026-11-24T08:30:00.123Z."""
    return text_of(datetime.now(UTC))


def text_of(moment: datetime) -> str:
    """Return an aware datetime as it is stored: UTC, to the millisecond, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shift(moment: str, *, seconds: float) -> str:
    """Return the stored moment that many seconds later, or earlier for a negative number."""
    return text_of(datetime.fromisoformat(moment) + timedelta(seconds=seconds))


def seconds_between(earlier: str, later: str) -> float:
    """Return the seconds from one stored moment to another; negative where `later` comes first."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def day_of(moment: str) -> str:
    """Return the bank's day in which a moment lies, such as 2026-11-24."""
    return _local(moment).date().isoformat()


def shown_time(moment: str, *, seconds: bool = False) -> str:
    """Return a moment as people read it, in Shanghai time, such as 2026-11-24 16:30."""
    return _local(moment).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def start_of_day(day: date) -> str:
    """Return the first moment of one of the bank's days."""
    return text_of(datetime.combine(day, time.min, SHANGHAI))


def end_of_day(day: date) -> str:
    """Return the last moment of one of the bank's days."""
    return text_of(datetime.combine(day, time(23, 59, 59, 999_000), SHANGHAI))


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI)
