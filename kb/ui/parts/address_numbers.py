"""Numbers in the addresses of pages, which anyone may write there."""

from __future__ import annotations

_MOST_DIGITS = 9


def bounded_number(written: str) -> int | None:
    """Return the number an address holds; None for anything else and for too many digits."""
    is_number = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return int(written) if is_number else None
