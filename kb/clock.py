"""The time, as it is stored: UTC, ISO-8601 text."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> str:
    """Now, to the millisecond, such as 2026-11-24T08:30:00.123Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
