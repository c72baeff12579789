"""Numbers and addresses that point at a person or a firm, as finders over text whose look-alikes were unified.

Digits may have blanks, dashes or dots between them. Where a kind of number has a checksum it decides; where it
has none, the shape and the words around it do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_GAP = r"[ \-./_]{0,3}"
_WIDE_GAP = r"[ \-./_\n|·*]{0,3}"
_AMOUNT_AFTER = re.compile(r" ?(?:\.\d{1,2}(?![\d月日号]) ?)?(?:元(?!旦)|万|亿|美元|人民币|CNY|USD)", re.I)
_AMOUNT_BEFORE = re.compile(r"(?:[¥￥$€£]|人民币|金额) ?$")
_ORDER_WORD = re.compile(r"(?:订单|流水|凭证|合同|借据|发票|票据|票号|单号|批次|编号|产品|保单)[^\d\n\0]{0,6}$")
_ACCOUNT_WORD = re.compile(r"(?:账号|帐号|账户|帐户|卡号|户号|存折|银行卡|收款卡)[^\d\n\0]{0,8}$")
_CARD_WORD = re.compile(r"卡[^\d\n\0]{0,8}$")
_CARD_ISSUERS = re.compile(r"62|60|4|5[1-5]|35|3[47]|9558")
_PROVINCES = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
)
_CARD_GROUPS = re.compile("4444?[1-4]|6[A-D]|1+")
_ROUND_GROUPS = re.compile(r"\d+0(?:\D+\d+0)*")


@dataclass(frozen=True)
class FoundNumber:
    """A number at `[start, end)`. `sure` where a checksum, the shape or a word before it leaves no doubt."""

    start: int
    end: int
    sure: bool


Finder = Callable[[str], Iterator[FoundNumber]]


def _digits(count: int, first: str = r"\d", gap: str = _GAP) -> str:
    return rf"(?<!\d){first}(?:{gap}\d){{{count - 1}}}(?!\d)"


_ID_18 = re.compile(rf"(?<!\d)[1-9](?:{_WIDE_GAP}\d){{16}}{_WIDE_GAP}[\dXx](?!\d)")
_ID_15 = re.compile(_digits(15, "[1-9]", _WIDE_GAP))
_CREDIT_CODE = re.compile(
    rf"(?<![0-9A-Za-z])[0-9A-HJ-NP-Y](?:{_WIDE_GAP}[0-9A-HJ-NPQRTUWXY]){{17}}(?![0-9A-Za-z])", re.I
)
_CARDS = [re.compile(_digits(count, "[34569]", _WIDE_GAP)) for count in (19, 18, 17, 16, 15)]
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-HJ-NP-Z](?:[ ·•.-]{0,2})"
    r"(?P<serial>[DF][ -]?[A-HJ-NP-Z0-9][ -]?(?:\d[ -]?){3}\d|(?:\d[ -]?){5}[DF]"
    r"|(?:[A-HJ-NP-Z0-9][ -]?){4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
    re.I,
)
_ACCOUNT = re.compile(rf"(?<![\dA-Za-z])\d(?:{_GAP}\d){{8,27}}(?![\dA-Za-z])")


def find_resident_ids(text: str) -> Iterator[FoundNumber]:
    """Resident id numbers of 18 and 15 digits; one of 18 with a wrong check digit is not sure."""
    for start, end in _matches(_ID_18, text, _is_like_id):
        yield FoundNumber(start, end, ric.calc_check_digit(_compact(text[start:end])) == _compact(text[start:end])[-1])
    for start, end in _matches(_ID_15, text, _is_like_old_id):
        if _groups(text[start:end]) in ("F", "663"):
            yield FoundNumber(start, end, _is_known_place(_compact(text[start:end])))


def find_credit_codes(text: str) -> Iterator[FoundNumber]:
    """Unified social credit codes with a right check digit."""
    for start, end in _matches(_CREDIT_CODE, text, _is_credit_code):
        yield FoundNumber(start, end, sure=True)


def find_cards(text: str) -> Iterator[FoundNumber]:
    """Bank card numbers that pass the Luhn check; not sure in groups that no card has, or in round numbers."""
    for pattern in _CARDS:
        for start, end in _matches(pattern, text, _is_card):
            groups = _groups(text[start:end])
            as_printed = _CARD_GROUPS.fullmatch(groups) and not _ROUND_GROUPS.fullmatch(text, start, end)
            sure = len(groups) == 1 or as_printed or _CARD_WORD.search(text[max(0, start - 20) : start])
            other = _is_amount(text, start, end) or _ORDER_WORD.search(text[max(0, start - 20) : start])
            yield FoundNumber(start, end, bool(sure) and not other)


def find_plates(text: str) -> Iterator[FoundNumber]:
    """Licence plates, those of new-energy cars too."""
    for found in _PLATE.finditer(text):
        if sum(char.isdigit() for char in found.group("serial")) >= 3:
            yield FoundNumber(found.start(), found.end(), sure=True)


def find_accounts(text: str) -> Iterator[FoundNumber]:
    """Account numbers: 9 digits and more after a word for an account; without one, 16 and more, and not sure."""
    for found in _ACCOUNT.finditer(text):
        start, end = found.span()
        if _is_amount(text, start, end):
            continue
        if _ACCOUNT_WORD.search(text[max(0, start - 20) : start]):
            yield FoundNumber(start, end, sure=True)
        elif found.group().isdigit() and end - start >= 16 and not _ORDER_WORD.search(text[max(0, start - 20) : start]):
            yield FoundNumber(start, end, sure=False)


def _groups(text: str) -> str:
    return "".join("0123456789ABCDEFGHIJ"[len(group)] for group in re.findall(r"\d+", text))


def _matches(pattern: re.Pattern[str], text: str, is_one: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Spans that match and are one; after a match that is none, the search goes on one character later."""
    position = 0
    while found := pattern.search(text, position):
        if is_one(_compact(found.group())):
            yield found.span()
            position = found.end()
        else:
            position = found.start() + 1


def _is_like_id(number: str) -> bool:
    return int(number[:2]) in _PROVINCES and _is_birthday(number[6:14])


def _is_like_old_id(number: str) -> bool:
    return int(number[:2]) in _PROVINCES and _is_birthday("19" + number[6:12])


def _is_known_place(number: str) -> bool:
    try:
        return bool(ric.get_birth_place(number[:6] + "19" + number[6:] + "0"))
    except (ValidationError, LookupError, ValueError):  # the library raises KeyError where it knows only a province
        return False


def _is_birthday(digits: str) -> bool:
    try:
        return date(1890, 1, 1) <= date.fromisoformat(digits) and int(digits[:4]) < 2100
    except ValueError:
        return False


def _is_credit_code(code: str) -> bool:
    return code[2:8].isdigit() and not code.isalpha() and uscc.calc_check_digit(code[:17]) == code[17]


def _is_card(number: str) -> bool:
    match = _CARD_ISSUERS.match(number)
    if match is None or len(set(number)) < 2 or (len(number) == 15) != (match.group() in ("34", "37")):
        return False
    return bool(luhn.is_valid(number))


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_AMOUNT_AFTER.match(text, end) or _AMOUNT_BEFORE.search(text[max(0, start - 6) : start]))


def _compact(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()
