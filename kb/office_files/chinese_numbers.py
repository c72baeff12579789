"""Whole numbers in Chinese characters: 一百零二, 壹佰零贰, 一〇二."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_MAX = 10**20


def in_characters(number: int) -> str:
    """Return a number as it is spoken: 一百零二, 十二, 一万零五. Plain digits from 10²⁰ on."""
    if number == 0:
        return "零"
    if not 0 < number < _MAX:
        return str(number)
    made, gap = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        part = number // 10_000**group % 10_000
        if part == 0:
            gap = bool(made)
            continue
        made += ("零" if gap or (made and part < 1000) else "") + _below_ten_thousand(part) + _GROUPS[group]
        gap = False
    return made[1:] if made.startswith("一十") else made


def in_legal_characters(number: int) -> str:
    """Return a number as cheques write it: 壹佰零贰."""
    spoken = in_characters(number)
    return ("一" + spoken if spoken.startswith("十") else spoken).translate(_LEGAL)


def digit_by_digit(number: str, zero: str = "〇") -> str:
    """Return digits as characters one by one: 二〇二六; what is no digit stays."""
    return "".join((zero + _DIGITS[1:])[int(char)] if char.isascii() and char.isdigit() else char for char in number)


def _below_ten_thousand(number: int) -> str:
    made, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(made)
            continue
        made += ("零" if gap else "") + _DIGITS[digit] + _UNITS[power]
        gap = False
    return made
