"""Text made plain, character for character, so that finders see through full-width, Chinese and misread digits."""

from __future__ import annotations

import re
import sys
import unicodedata

BLANK = "\0"
"""Stands for what has been found or masked before: no finder reads over it."""

_CHINESE = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两⓪①②③④⑤⑥⑦⑧⑨"
_CHINESE_DIGITS = str.maketrans(_CHINESE, "001234567891" + "123456789" + "2" + "0123456789")
_CHINESE_NUMBER = re.compile(rf"[{_CHINESE}](?:[ \-]?[{_CHINESE}\d]){{9,}}|\d(?:[ \-]?[{_CHINESE}\d]){{9,}}")
_MISREAD = re.compile(r"(?<![A-Za-z0-9])[0-9OoIl|](?:[ \-]?[0-9OoIl]){9,18}[Xx]?(?![A-Za-z0-9])")
_MISREAD_DIGITS = str.maketrans("OoIl|", "00111")
_MIN_DIGITS_READ = 6
_MIN_NUMERALS = 3


def _look_alikes() -> dict[int, str]:
    table = {ord(char): "-" for char in "‐‑‒–—―−﹣─"}
    blanks = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
    unseen = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    table |= {ord(char): " " for char in blanks + unseen}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in range(0x80, sys.maxunicode + 1):
        decimal = unicodedata.decimal(chr(code), None)
        if decimal is not None:
            table[code] = str(decimal)
    return table


_LOOK_ALIKES = _look_alikes()


def make_plain(text: str) -> str:
    """Return the text with exotic digits, dashes and blanks made plain; every character keeps its place."""
    # A NUL would be taken for something found before, and a number split by it would pass unseen.
    text = text.replace(BLANK, " ")
    if not text.isascii():
        text = text.translate(_LOOK_ALIKES)
        text = _CHINESE_NUMBER.sub(_read_numerals, text)
    return _MISREAD.sub(_read_again, text)


def _read_numerals(found: re.Match[str]) -> str:
    number = found.group()
    # 13812345678一直没接: one numeral beside digits is a word.
    numerals = sum(char in _CHINESE for char in number)
    return number.translate(_CHINESE_DIGITS) if numerals >= _MIN_NUMERALS else number


def _read_again(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(char.isdigit() for char in number)
    return number.translate(_MISREAD_DIGITS) if digits >= _MIN_DIGITS_READ else number
