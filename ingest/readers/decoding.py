"""Bytes of a text file to text, in the encodings that Chinese offices use."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from ingest.readers import refusals

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 128 * 1024
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE_PER_BROKEN = 200


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of these bytes: by byte order mark, as UTF-8, as declared inside, as GB18030, else by statistics.

    Raises BadInput for binary data and where no encoding fits.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _checked(_try(content[len(bom) :], encoding))
    if b"\x00" in content:
        raise refusals.binary()
    text = _try(content, "utf-8")
    if text is None:
        text = _slightly_broken_utf8(content)
    if text is None and declared and _is_worth_trying(declared):
        text = _try(content, declared)
    if text is None:
        text = _try(content, "gb18030")
    if text is None:
        best = charset_normalizer.from_bytes(content[:_SAMPLE]).best()
        text = None if best is None else _try(content, best.encoding)
    return _checked(text)


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _slightly_broken_utf8(content: bytes) -> str | None:
    """UTF-8 with a few bad bytes; read as GB18030 the whole text would be garbage."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = len(content) - len(text)
    return text if broken * _WIDE_PER_BROKEN < wide else None


def _is_worth_trying(declared: str) -> bool:
    """Whether a declared encoding exists and is not tried anyway; GB18030 covers what is declared as GBK."""
    try:
        return codecs.lookup(declared).name not in ("utf-8", "utf-16", "gb2312", "gbk", "gb18030")
    except LookupError:
        return False


def _checked(text: str | None) -> str:
    if text is None:
        raise refusals.unknown_encoding()
    if len(_CONTROLS.findall(text)) * 100 > len(text) or "\x00" in text:
        raise refusals.binary()
    return text
