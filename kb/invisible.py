"""Characters that no one sees and that come along when text is copied: they belong to no name, number or word."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[\s\u00a0]+")


def visible_line(text: str) -> str:
    """Return the text on one line as it is seen: without invisible characters, with single blanks."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
