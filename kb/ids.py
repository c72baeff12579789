"""Make ids of records: random text, generated here and never by the database."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """Return a new id of 16 hexadecimal digits: ASCII, safe in headers and addresses."""
    return secrets.token_hex(8)
