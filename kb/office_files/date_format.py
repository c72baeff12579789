"""Days since the start of a spreadsheet's calendar, shown as a date, a time or a span of hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kb.office_files.chinese_numbers import in_characters

DATE_LETTERS = frozenset("ymdhseabg")
_DAY_SECONDS = 86_400
_LAST_DAY = 2_958_465
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Token = tuple[str, str]


def show_date(value: float, tokens: Sequence[Token], *, since_1904: bool = False) -> str | None:
    """Return a value in days as the tokens of a format show it; None for what is no date, as before 1900."""
    runs = _runs(tokens)
    elapsed = any(kind == "elapsed" for kind, _ in runs)
    if not -1e9 < value < 1e9 or (not elapsed and not 0 <= value <= _LAST_DAY):
        return None
    decimals = _decimal_places(runs)
    seconds = (Decimal(repr(value)) * _DAY_SECONDS).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(seconds, _DAY_SECONDS)
    year, month, day, weekday = _calendar(int(days), since_1904)
    hour, minute, second = int(rest // 3600), int(rest // 60 % 60), rest % 60
    twelve = any(kind == "meridiem" for kind, _ in runs)
    shown = []
    for index, (kind, text) in enumerate(runs):
        if kind in ("text", "slash", "point", "comma"):
            shown.append(text)
        elif kind == "meridiem":
            morning, _, evening = text.partition("/")
            shown.append(evening if hour >= 12 else morning)
        elif kind == "decimals":
            shown.append(f"{second % 1:.{len(text)}f}"[1:])
        elif kind == "elapsed":
            total = {"h": seconds // 3600, "m": seconds // 60, "s": seconds // 1}[text[0]]
            shown.append(f"{int(total):0{len(text)}}")
        elif kind == "date":
            letter, width = text[0], len(text)
            if letter == "m" and not _is_minute(runs, index):
                shown.append(_named(month, width, _MONTHS))
            elif letter == "d":
                shown.append(_named(day, width, ()) if width < 3 else _DAYS[weekday][: 3 if width == 3 else None])
            elif letter == "a":
                shown.append(("星期" if width > 3 else "") + ("日" if weekday == 6 else in_characters(weekday + 1)))
            elif letter in "ye":
                shown.append(f"{year % 100:02}" if letter == "y" and width < 3 else f"{year:04}")
            elif letter in "hms":
                number = {"h": (hour % 12 or 12) if twelve else hour, "m": minute, "s": int(second)}[letter]
                shown.append(f"{number:0{min(width, 2)}}")
    return sign + "".join(shown).strip()


def _calendar(days: int, since_1904: bool) -> tuple[int, int, int, int]:
    """Year, month, day and weekday (0 Monday) of a day's number; the calendar of 1900 has a 29 February."""
    if since_1904:
        found = date(1904, 1, 1) + timedelta(min(days, _LAST_DAY - 1462))
    elif days == 0:
        return 1900, 1, 0, 5
    elif days == 60:
        return 1900, 2, 29, 2
    else:
        found = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    return found.year, found.month, found.day, found.weekday()


def _runs(tokens: Sequence[Token]) -> list[Token]:
    """Tokens with letters of one kind joined: y, y, y, y becomes yyyy; `.0` after seconds becomes decimals."""
    runs: list[Token] = []
    for kind, text in tokens:
        if kind == "date" and len(text) > 1:
            runs.append(("meridiem", text))
        elif runs and kind == "date" and runs[-1][0] == "date" and runs[-1][1][0] == text:
            runs[-1] = (kind, runs[-1][1] + text)
        elif kind == "digit" and text == "0" and runs and runs[-1][0] == "point":
            runs[-1] = ("decimals", text)
        elif kind == "digit" and runs and runs[-1][0] == "decimals":
            runs[-1] = ("decimals", runs[-1][1] + text)
        elif kind in ("date", "elapsed", "text", "slash", "point", "comma", "digit"):
            runs.append((kind, text))
    return runs


def _decimal_places(runs: Sequence[Token]) -> int:
    return next((min(len(text), 3) for kind, text in runs if kind == "decimals"), 0)


def _is_minute(runs: Sequence[Token], index: int) -> bool:
    """An m means minutes right after hours or right before seconds."""
    letters = [(at, text[0]) for at, (kind, text) in enumerate(runs) if kind in ("date", "elapsed")]
    here = next(position for position, (at, _) in enumerate(letters) if at == index)
    before = letters[here - 1][1] if here else ""
    after = letters[here + 1][1] if here + 1 < len(letters) else ""
    return before == "h" or after == "s"


def _named(number: int, width: int, names: Sequence[str]) -> str:
    if width < 3 or not names:
        return f"{number:0{min(width, 2)}}"
    name = names[number - 1]
    return {3: name[:3], 5: name[:1]}.get(width, name)
