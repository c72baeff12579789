"""Numbers as Word's lists write them: 一百零二, 贰, 甲, ⑶, iv."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.office_files.chinese_numbers import digit_by_digit, in_characters, in_legal_characters

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MAX = 32_767


def count_as(style: str, number: int) -> str:
    """Return a number in one of Word's number formats; in plain digits where the format has none for it."""
    number = min(max(number, 0), _MAX)
    if style in ("none", "bullet"):
        return ""
    if style.startswith("padded:"):
        return f"{number:0{style[7:]}}"
    return _STYLES.get(style, str)(number)


def _digits(number: int) -> str:
    return digit_by_digit(str(number))


def _cycled(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else "0"


def _from_table(first: int, last: int, start: str) -> Callable[[int], str]:
    """Characters that stand in Unicode one after the other; plain digits beyond them."""
    return lambda number: chr(ord(start) + number - first) if first <= number <= last else str(number)


def _circled(number: int) -> str:
    for first, last, start in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(start) + number - first)
    return f"({number})"


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else "0"


def _roman(number: int) -> str:
    made = ""
    for value, sign in _ROMAN:
        made += sign * (number // value)
        number %= value
    return made or "0"


def _ordinal(number: int) -> str:
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


_STYLES: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + n: chr(ord("０") + n) for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({ord("0") + n: chr(ord("０") + n) for n in range(10)}),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": in_characters,
    "chineseCountingThousand": in_characters,
    "taiwaneseCounting": in_characters,
    "taiwaneseCountingThousand": in_characters,
    "japaneseCounting": in_characters,
    "chineseLegalSimplified": in_legal_characters,
    "ideographLegalTraditional": in_legal_characters,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "ideographTraditional": _cycled(_STEMS),
    "ideographZodiac": _cycled(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from_table(1, 20, "⒈"),
    "decimalEnclosedParen": _from_table(1, 20, "⑴"),
    "ideographEnclosedCircle": _from_table(1, 10, "㊀"),
}
