"""Bytes of a text file to text, or the reason why not."""

from __future__ import annotations

import re

from ingest.readers import refusals
from kb.encodings.decoding import decode_text

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of these bytes, U+FFFD for each damaged one.

    Raises BadInput for binary data and where no encoding fits.
    """
    text = decode_text(content, declared)
    if text is None:
        raise refusals.binary() if b"\x00" in content else refusals.unknown_encoding()
    if len(_CONTROLS.findall(text)) * 100 > len(text) or "\x00" in text:
        raise refusals.binary()
    return text
