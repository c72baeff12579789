"""Find numbers in sentences that are worth asking for: limits, terms and shares, not dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_MONEY = "万美元|亿美元|美元|亿元|万元|千元|元"
_TIME = "个工作日|个交易日|个自然日|日内|日|天|小时|分钟|周岁|岁|年|个月|周"
_UNIT = f"%|％|个百分点|{_MONEY}|{_TIME}|倍|次"
_LIMIT = "至少|不低于|不少于|不超过|不得超过|不高于|最长|最短|最多|最低|不足|达到|超过|满|自.{0,8}起|等值|保存|期限"
_AFTER = "以上|以内|以下|之内|内|起|为限"
_NUMBER = rf"(?P<number>\d[\d,.]*|[一二三四五六七八九十百千]+)\s*(?P<unit>{_UNIT})"
_BOUND = (re.compile(rf"(?:{_LIMIT})[约为在是]?\s*{_NUMBER}"), re.compile(rf"{_NUMBER}\s*(?:{_AFTER})"))
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class FoundNumber:
    """Hold a number in a sentence: its position; its value if written in digits, else what may be typed for it."""

    start: int
    end: int
    value: float | None
    unit: str
    accepted: tuple[str, ...] = ()


def find_number(text: str) -> FoundNumber | None:
    """Return the one number in a sentence that sets a limit; None if there is none, or more numbers than one."""
    found = [match for pattern in _BOUND for match in pattern.finditer(text)]
    places = {match.span("number"): match for match in found if not _is_date(text, match)}
    if len(places) != 1:
        return None
    match = next(iter(places.values()))
    number, unit = match["number"].rstrip(".,"), match["unit"].removesuffix("内")
    start, end = match.start("number"), match.start("number") + len(number)
    if number[0].isdigit():
        try:
            return FoundNumber(start, end, float(number.replace(",", "")), unit)
        except ValueError:
            return None
    value = _value(number)
    if value is None:
        return None
    return FoundNumber(start, end, None, unit, (number, str(value), f"{number}{unit}", f"{value}{unit}"))


def _is_date(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start("number")].rstrip()
    return bool(_YEAR.fullmatch(match["number"])) or before.endswith(("年", "月"))


def _value(number: str) -> int | None:
    """Return the value of a Chinese number up to ninety-nine, also of round hundreds and thousands."""
    if len(number) == 2 and number[1] in "百千" and number[0] in _DIGITS:
        return _DIGITS.index(number[0]) * {"百": 100, "千": 1000}[number[1]]
    match = re.fullmatch(f"(?:([{_DIGITS}])?(十))?([{_DIGITS}])?", number)
    if not match or not number:
        return None
    tens = (_DIGITS.index(match[1]) if match[1] else 1) * 10 if match[2] else 0
    return tens + (_DIGITS.index(match[3]) if match[3] else 0)
