"""Number formats of spreadsheets: a value as the program shows it, 3.85% and not 0.0385.

Two things are shown in another way on purpose: scientific notation is written out, as a balance or an account
number must not lose its digits, and what only fills or pads a cell is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from kb.office_files.chinese_numbers import digit_by_digit, in_characters, in_legal_characters
from kb.office_files.date_format import DATE_LETTERS, show_date

GENERAL = "General"
_CONDITION = re.compile(r"\[(<=|>=|<>|=|<|>)\s*(-?[\d.]+)\]")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/通用格式)|(?P<meridiem>AM/PM|A/P|上午/下午)|(?P<exponent>[Ee][+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_MAX_DIGITS = 30
_MAX_FORMAT = 1000

Token = tuple[str, str]
"""What a piece of a format is, and its text: text, digit, point, comma, percent, date, elapsed, slash, at …"""


@dataclass(frozen=True)
class _Section:
    tokens: Sequence[Token]
    condition: tuple[str, float] | None = None
    characters: str = ""
    kinds: frozenset[str] = field(default_factory=frozenset)


class NumberFormat:
    """One format code, with its sections for positive, negative, zero and text."""

    def __init__(self, code: str) -> None:
        self._sections = _sections_of(code[:_MAX_FORMAT])

    @property
    def is_date(self) -> bool:
        """Whether numbers are shown as dates or times."""
        return bool(self._sections[0].kinds & {"date", "elapsed"})

    def show(self, value: float, raw: str = "", *, since_1904: bool = False) -> str:
        """Return a number as it is shown; "" where the format shows nothing. `raw` is the number as it was stored."""
        section, signed = self._section_of(value)
        kinds = section.kinds
        if not section.tokens and len(self._sections) > 1:
            return ""
        if kinds & {"date", "elapsed"}:
            shown = show_date(value, section.tokens, since_1904=since_1904)
            return plain_number(value, raw) if shown is None else shown
        if not kinds & {"digit", "general", "at"}:
            text = "".join(text for kind, text in section.tokens if kind == "text")
            return text or (plain_number(value, raw) if not section.tokens else "")
        amount = abs(_exact(value, raw))
        if kinds & {"general", "at"} or "exponent" in kinds:
            plain = _written(section, f"{amount:f}" if amount else "0")
            shown = _around_general(section, plain)
        elif "slash" in kinds:
            shown = _fraction(section, amount)
        else:
            shown = _digits(section, amount)
        is_zero = not any(char not in "0.,%" for char in shown if not char.isspace())
        return f"-{shown}" if signed and value < 0 and not is_zero else shown

    def show_text(self, text: str) -> str:
        """Return a text as it is shown: within the words of an @ section, or not at all."""
        if len(self._sections) >= 4:
            section = self._sections[3]
        elif "at" in self._sections[-1].kinds:
            section = self._sections[-1]
        else:
            return text
        return "".join(text if kind == "at" else words for kind, words in section.tokens if kind in ("at", "text"))

    def _section_of(self, value: float) -> tuple[_Section, bool]:
        """The section for a value, and whether a minus sign is still to be written."""
        sections = self._sections[:3]
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _holds(section.condition, value):
                    return section, True
            return sections[-1], True
        if value < 0 and len(sections) > 1:
            return sections[1], False
        if value == 0 and len(sections) > 2:
            return sections[2], False
        return sections[0], True


@lru_cache(maxsize=2000)
def number_format(code: str) -> NumberFormat:
    """The number format of a code, taken apart once."""
    return NumberFormat(code)


def plain_number(value: float, raw: str = "") -> str:
    """Return a number in plain digits, at most 15 that count, as spreadsheets keep them: 123456789012.34."""
    exact = _exact(value, raw)
    return f"{exact:f}" if exact else "0"


def _exact(value: float, raw: str) -> Decimal:
    if raw.isascii() and raw.isdigit() and len(raw) <= _MAX_DIGITS:
        return Decimal(raw)  # more digits than a float holds: as stored
    exact = Decimal(f"{value:.15g}")
    return exact.normalize() if exact else Decimal(0)


def _sections_of(code: str) -> list[_Section]:
    sections: list[_Section] = []
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    characters = ""
    for match in _TOKEN.finditer(code if code.strip() else GENERAL):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            sections.append(_section(tokens, condition, characters))
            tokens, condition, characters = [], None, ""
        elif kind == "bracket":
            compared = _CONDITION.fullmatch(match[0])
            if compared:
                condition = (compared[1], _float(compared[2]))
            elif text[:1] == "$":
                tokens.append(("text", text[1:].partition("-")[0]))
            elif _ELAPSED.fullmatch(text):
                tokens.append(("elapsed", text.lower()))
            elif text.upper().startswith("DBNUM"):
                characters = text[-1:]
        elif kind in ("quoted", "escaped"):
            tokens.append(("text", text))
        elif kind in ("general", "meridiem", "exponent"):
            tokens.append(("date" if kind == "meridiem" else kind, text))
        elif kind == "other":
            tokens.append(_token(text))
    sections.append(_section(tokens, condition, characters))
    return sections[:4]


def _token(char: str) -> Token:
    if char in "0#?":
        return "digit", char
    named = {".": "point", ",": "comma", "%": "percent", "@": "at", "/": "slash"}
    if char in named:
        return named[char], char
    return ("date", char.lower()) if char.lower() in DATE_LETTERS else ("text", char)


def _section(tokens: list[Token], condition: tuple[str, float] | None, characters: str) -> _Section:
    kinds = {kind for kind, _ in tokens}
    if (
        "digit" in kinds
        and "elapsed" not in kinds
        and not any(text in "ymdhs" for kind, text in tokens if kind == "date")
    ):
        kinds.discard("date")
        tokens = [("text", text) if kind == "date" else (kind, text) for kind, text in tokens]
    if "slash" in kinds and (kinds & {"date", "elapsed"} or "digit" not in kinds):
        kinds.discard("slash")
        tokens = [("text", text) if kind == "slash" else (kind, text) for kind, text in tokens]
    return _Section(tuple(tokens), condition, characters, frozenset(kinds))


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _around_general(section: _Section, plain: str) -> str:
    shown, written = "", False
    for kind, text in section.tokens:
        if kind in ("text", "percent", "slash"):
            shown += text
        elif kind in ("general", "at", "digit") and not written:
            shown, written = shown + plain, True
    return shown


def _written(section: _Section, digits: str) -> str:
    if section.characters not in ("1", "2"):
        return digits
    whole, point, decimals = digits.partition(".")
    spoken = in_characters if section.characters == "1" else in_legal_characters
    characters = spoken(int(whole))
    if point:
        tail = digit_by_digit(decimals, "零")
        characters += "." + ("".join(spoken(int(digit)) for digit in decimals) if section.characters == "2" else tail)
    return characters


def _digits(section: _Section, amount: Decimal) -> str:
    """The digits of a number in the places that the format has for them."""
    tokens = list(section.tokens)
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    point = next((index for index, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole_places = [index for index in places if index < point]
    decimal_places = [index for index in places if index > point]
    amount *= 100 ** sum(kind == "percent" for kind, _ in tokens)
    last_whole = whole_places[-1] if whole_places else point
    commas = [index for index, (kind, _) in enumerate(tokens) if kind == "comma"]
    grouped = any(whole_places and whole_places[0] < index < last_whole for index in commas)
    last = max(places)
    scaling = [index for index in commas if (index > last_whole and index < point) or index > last]
    amount /= Decimal(1000) ** len(scaling)
    rounded = (
        amount.quantize(Decimal(1).scaleb(-len(decimal_places)), ROUND_HALF_UP) if amount.adjusted() < 40 else amount
    )
    whole, _, decimals = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0")
    kept = len(decimals)
    while kept and decimals[kept - 1] == "0" and tokens[decimal_places[kept - 1]][1] != "0":
        kept -= 1
    shown: dict[int, str] = {index: decimals[at] if at < kept else "" for at, index in enumerate(decimal_places)}
    shown |= _whole_digits(whole, whole_places, [tokens[index][1] for index in whole_places], grouped)
    if section.characters in ("1", "2"):
        characters = {index: digit_by_digit(text) for index, text in shown.items()}
        shown = characters if section.characters == "1" else {i: _legal_digits(text) for i, text in shown.items()}
    written = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "digit":
            written.append(shown.get(index, ""))
        elif kind == "point":
            written.append("." if kept or not decimal_places else "")
        elif kind in ("text", "percent"):
            written.append(text)
        elif index == point and not whole_places and whole:
            written.append(whole)
    return "".join(written).strip()


def _legal_digits(text: str) -> str:
    return "".join(in_legal_characters(int(char)) if char.isascii() and char.isdigit() else char for char in text)


def _whole_digits(whole: str, places: Sequence[int], signs: Sequence[str], grouped: bool) -> dict[int, str]:
    """Digits from the right; the first place takes all that are left, and groups of three are set off."""
    shown = {}
    rest, position = whole, 0
    for at in range(len(places) - 1, -1, -1):
        taken = rest if at == 0 else rest[-1:]
        rest = "" if at == 0 else rest[:-1]
        if not taken and signs[at] == "0":
            taken = "0"
        text = ""
        for digit in reversed(taken):
            text = digit + ("," if grouped and position and position % 3 == 0 else "") + text
            position += 1
        shown[places[at]] = text
    return shown


def _fraction(section: _Section, amount: Decimal) -> str:
    tokens = list(section.tokens)
    slash = next(index for index, (kind, _) in enumerate(tokens) if kind == "slash")
    below = [text for kind, text in tokens[slash + 1 :] if kind in ("digit", "text") and text.strip()]
    fixed = "".join(below) if below and "".join(below).isdigit() and "".join(below).strip("0") else ""
    exact = Fraction(amount)
    if fixed:
        part = Fraction(round(exact * int(fixed)), int(fixed))
    else:
        part = exact.limit_denominator(10 ** min(max(len(below), 1), 4) - 1)
    has_whole = sum(kind == "digit" and (index + 1 >= len(tokens) or tokens[index + 1][0] != "digit")
                    for index, (kind, _) in enumerate(tokens[:slash])) > 1  # fmt: skip
    whole = part.numerator // part.denominator if has_whole else 0
    rest = part - whole
    if rest == 0:
        return str(whole)
    over = f"{rest * int(fixed)}/{fixed}" if fixed else f"{rest.numerator}/{rest.denominator}"
    return f"{whole} {over}" if whole else over
