"""Check text that people typed, before it is stored."""

from __future__ import annotations

from kb.errors import BadInput


def require_storable(text: str) -> str:
    """Return the text. Raise BadInput if it holds a NUL: PostgreSQL stores none, and no reader sees it."""
    # SQLite would take it; refused here so that the same text is accepted on every engine.
    if "\x00" in text:
        raise BadInput("The text contains a character that cannot be stored. Type it again or paste it as plain text.")
    return text
