"""Days as the bank counts them: Shanghai time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_SHANGHAI = timezone(timedelta(hours=8))


def day_of(moment: str) -> str:
    """The bank's day in which a moment lies, such as 2026-11-24."""
    return datetime.fromisoformat(moment).astimezone(_SHANGHAI).date().isoformat()
