"""Which encoding a text file is in: the reading with the most plausible Chinese wins."""

from __future__ import annotations

import codecs

import charset_normalizer

from kb.encodings.plausibility import plausibility
from kb.encodings.repair import DAMAGED, read_repaired, read_strictly

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5")
_HONG_KONG = {"big5": "big5hkscs"}
_SAMPLE = 64 * 1024
_WIDE_PER_BROKEN = 200
_IS_CHINESE = 0.35
_DECLARED_BONUS = 0.3


def decode_text(content: bytes, declared: str | None = None, *, guess: bool = True) -> str | None:
    """Return the text of these bytes, or None where no encoding fits; damaged bytes become U+FFFD.

    A byte order mark decides, then UTF-8; then GB18030, Big5, UTF-16 without a mark and what the file declares
    of itself are read, with up to one odd byte in a thousand, and the most plausible Chinese is taken; then
    statistics decide, for other languages, unless `guess` is off.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _marked(content[len(bom) :], encoding)
    text = read_strictly(content, "utf-8") or _slightly_broken_utf8(content)
    if text is not None and "\x00" not in text:
        return text
    declared = _known(declared)
    readings = [_reading(content, encoding) for encoding in _candidates(content, declared)]
    weighed = [
        (plausibility(text[:_SAMPLE]) + (_DECLARED_BONUS if encoding == declared else 0.0), text)
        for encoding, text in readings
        if text is not None
    ]
    weight, text = max(weighed, default=(0.0, ""), key=lambda one: one[0])
    if weight >= _IS_CHINESE:
        return text
    if b"\x00" in content or not guess:
        return None
    return (read_strictly(content, declared) if declared else None) or _by_statistics(content)


def _candidates(content: bytes, declared: str | None) -> list[str]:
    if b"\x00" in content:  # in UTF-16 every ASCII sign has one; in the others none has
        return ["utf-16-le", "utf-16-be"]
    return ["utf-8", *_CHINESE, *([declared] if declared and declared not in _CHINESE else [])]


def _reading(content: bytes, encoding: str) -> tuple[str, str | None]:
    if encoding == "utf-8":
        return encoding, content.decode(encoding, "replace")
    strict = read_strictly(content, _HONG_KONG.get(encoding, encoding))
    if strict is not None and plausibility(strict[:_SAMPLE]) >= _IS_CHINESE and not _may_be_shifted(strict, encoding):
        return encoding, strict
    if encoding not in _CHINESE and not encoding.startswith("utf-16"):
        return encoding, strict
    # A sample first: repairing a long file in a wrong encoding would take long and be of no use.
    if len(content) > _SAMPLE and plausibility(content[:_SAMPLE].decode(encoding, "replace")) < _IS_CHINESE / 2:
        return encoding, strict
    repaired = read_repaired(content, encoding)
    return encoding, repaired if repaired.count(DAMAGED) * 50 <= max(len(repaired), 50) else strict


def _may_be_shifted(text: str, encoding: str) -> bool:
    """Whether a line of a text that fits its encoding is implausible, as one is after an odd byte."""
    if encoding not in (*_CHINESE, "utf-16-le", "utf-16-be"):
        return False
    return any(len(line) > 8 and not line.isascii() and plausibility(line) < _IS_CHINESE for line in text.split("\n"))


def _marked(content: bytes, encoding: str) -> str | None:
    text = read_strictly(content, encoding)
    if text is None:
        repairable = encoding.startswith("utf-16")
        text = read_repaired(content, encoding) if repairable else content.decode(encoding, "replace")
    elif encoding.startswith("utf-16") and plausibility(text[:_SAMPLE]) < 0 and _may_be_shifted(text, encoding):
        text = read_repaired(content, encoding)
    return text if text.strip(DAMAGED) or not content else None


def _slightly_broken_utf8(content: bytes) -> str | None:
    """UTF-8 with a few bad bytes; read as GB18030 the whole text would be garbage."""
    text = content.decode("utf-8", "replace")
    broken = text.count(DAMAGED)
    wide = len(content) - len(text)
    return text if broken * _WIDE_PER_BROKEN < wide else None


def _by_statistics(content: bytes) -> str | None:
    best = charset_normalizer.from_bytes(content[: 2 * _SAMPLE]).best()
    return None if best is None else read_strictly(content, best.encoding)


def _known(declared: str | None) -> str | None:
    """The Python name of a declared encoding; None where it is unknown or tried anyway."""
    try:
        name = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return None
    if name in ("gb2312", "gbk", "gb18030"):
        return "gb18030"
    if name in ("big5", "big5hkscs", "cp950"):
        return "big5"
    return None if name in ("", "utf-8", "utf-16", "ascii") else name
