"""The best reading of bytes among which a few are wrong, missing or too many.

In GBK, Big5 and UTF-16 one odd byte shifts all that follow: 客户 becomes other characters, and decoders that put a
mark for the bad byte go on in the wrong rhythm. Here every rhythm is weighed and the one with the most plausible
Chinese wins.
"""

from __future__ import annotations

import codecs
from functools import cache

from kb.encodings.plausibility import plausibility, weight_of

DAMAGED = "\ufffd"
_SKIPPED = -4.0
_ASCII = 0.2
_ASCII_PAIR = 1.0
_CONTROL = -3.0
_WHOLE_LINE = 0.45
_MAX_REPAIRED = 1024 * 1024


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("cp936-euro", _euro)  # Windows writes the euro sign as 0x80, which GB18030 does not know


def read_strictly(content: bytes, encoding: str) -> str | None:
    """Return the text, or None where a single byte does not fit the encoding."""
    try:
        return content.decode(encoding, "cp936-euro" if encoding == "gb18030" else "strict")
    except UnicodeDecodeError:
        return None


def read_repaired(content: bytes, encoding: str) -> str:
    """Return the text of GB18030, Big5 or UTF-16 bytes with a mark, U+FFFD, for each byte that belongs to nothing."""
    if encoding.startswith("utf-16"):
        return (
            _best_reading(content, encoding) if len(content) <= _MAX_REPAIRED else content.decode(encoding, "replace")
        )
    repaired: list[str] = []
    budget = _MAX_REPAIRED
    for line in content.splitlines(keepends=True):
        text = read_strictly(line, encoding)
        if text is None or (plausibility(text) < _WHOLE_LINE and not line.isascii()):
            # A line of a megabyte is no prose, and weighing it would take a minute.
            text = _best_reading(line, encoding) if len(line) <= budget else line.decode(encoding, "replace")
            budget -= len(line)
        repaired.append(text)
    return "".join(repaired)


@cache
def _pair(encoding: str, pair: bytes) -> tuple[str, float] | None:
    try:
        char = pair.decode(encoding)
    except UnicodeDecodeError:
        return None
    if len(char) != 1:
        return None
    if char < "\x80":
        return char, _ASCII_PAIR if char.isprintable() or char in "\t\r\n" else _CONTROL
    return char, 2 * weight_of(char)


def _single(encoding: str, byte: int) -> tuple[str, float] | None:
    if encoding.startswith("utf-16"):
        return None
    if byte < 0x80:
        char = chr(byte)
        return char, _ASCII if char.isprintable() or char in "\t\r\n" else _CONTROL
    return ("€", 0.3) if byte == 0x80 and encoding == "gb18030" else None


def _best_reading(content: bytes, encoding: str) -> str:
    """The way through the bytes with the greatest sum of weights, found from the end by dynamic programming."""
    size = len(content)
    best = [0.0] * (size + 2)
    step: list[tuple[str, int]] = [("", 0)] * (size + 1)
    for at in range(size - 1, -1, -1):
        choice, weight = (DAMAGED, 1), _SKIPPED + best[at + 1]
        single = _single(encoding, content[at])
        if single is not None and single[1] + best[at + 1] > weight:
            choice, weight = (single[0], 1), single[1] + best[at + 1]
        if at + 1 < size:
            pair = _pair(encoding, content[at : at + 2])
            if pair is not None and pair[1] + best[at + 2] > weight:
                choice, weight = (pair[0], 2), pair[1] + best[at + 2]
        step[at], best[at] = choice, weight
    read: list[str] = []
    at = 0
    while at < size:
        char, length = step[at]
        read.append(char)
        at += length
    return "".join(read)
