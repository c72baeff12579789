"""The marks that a browser puts before the items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

LISTS = ("ul", "ol", "menu", "dir")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "simp-chinese-formal", "trad-chinese-informal")
_DIGITS = "零一二三四五六七八九"
_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40, "x": 10} | {
    "ix": 9,
    "v": 5,
    "iv": 4,
    "i": 1,
}
_MAX_ROMAN = 3999
_MAX_CHINESE = 99


def item_marks(node: Tag) -> Iterator[str]:
    """Yield the mark of each item of a list, "- " for bullets, its number for numbered ones, "" for none."""
    found = _STYLE.search(str(node.get("style", "")))
    style = found[1].lower() if found else ""
    items = node.find_all("li", recursive=False)
    step = -1 if node.has_attr("reversed") else 1
    number = _whole(node.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _whole(item.get("value"), number)
        yield _mark(node, style, number)
        number += step


def _mark(node: Tag, style: str, number: int) -> str:
    if style == "none":
        return ""
    if node.name != "ol" or style in ("disc", "circle", "square"):
        return "- "
    kind = style or {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}.get(
        str(node.get("type", "")), ""
    )
    if kind in _CHINESE and 0 < number <= _MAX_CHINESE:
        return f"{chinese_number(number)}、"
    if kind.endswith(("-alpha", "-latin")) and number > 0:
        letters = _letters(number)
        return f"{letters.upper() if kind.startswith('upper') else letters}. "
    if kind.endswith("-roman") and 0 < number <= _MAX_ROMAN:
        letters = _roman(number)
        return f"{letters.upper() if kind.startswith('upper') else letters}. "
    return f"{number}. "


def _whole(written: object, otherwise: int) -> int:
    try:
        return int(str(written))
    except ValueError:
        return otherwise


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese: 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for sign, value in _ROMAN.items():
        times, number = divmod(number, value)
        letters += sign * times
    return letters
