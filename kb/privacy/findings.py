"""Personal data in a text: found before others can read it, with a mask to put in its place.

A hard find blocks; a soft one warns, and a person decides. Nothing found here is ever logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.i18n import marked
from kb.privacy import contacts, documents, numbers, phones
from kb.privacy.names import FoundName, find_names
from kb.privacy.plain_text import BLANK, make_plain

KINDS = {
    "resident_id": marked("Resident id number"),
    "travel_document": marked("Passport or permit number"),
    "credit_code": marked("Unified social credit code"),
    "bank_card": marked("Bank card number"),
    "mobile": marked("Mobile number"),
    "foreign_phone": marked("Phone number of another region"),
    "landline": marked("Landline number"),
    "email": marked("E-mail address"),
    "chat_id": marked("WeChat or QQ id"),
    "plate": marked("Licence plate"),
    "account": marked("Account number"),
    "address": marked("Postal address"),
    "birthday": marked("Date of birth"),
    "name": marked("Name of a person"),
}
_MASKS = {
    "resident_id": "［身份证号］",
    "travel_document": "［证件号］",
    "credit_code": "［统一社会信用代码］",
    "bank_card": "［银行卡号］",
    "mobile": "［手机号］",
    "foreign_phone": "［境外电话］",
    "landline": "［电话］",
    "email": "［邮箱］",
    "chat_id": "［社交账号］",
    "plate": "［车牌号］",
    "account": "［账号］",
    "address": "［地址］",
    "birthday": "［生日］",
}
_FINDERS: Mapping[str, Callable[[str], Iterator[numbers.FoundNumber]]] = {
    "email": contacts.find_emails,
    "credit_code": numbers.find_credit_codes,
    "resident_id": numbers.find_resident_ids,
    "travel_document": documents.find_travel_documents,
    "bank_card": numbers.find_cards,
    "plate": numbers.find_plates,
    "mobile": phones.find_mobiles,
    "foreign_phone": phones.find_foreign_phones,
    "chat_id": contacts.find_chat_ids,
    "account": numbers.find_accounts,
    "landline": phones.find_landlines,
    "birthday": contacts.find_birthdays,
    "address": contacts.find_addresses,
}
"""In this order: what one finder has taken, the next does not see."""
_MASK_IN_TEXT = re.compile("|".join(map(re.escape, _MASKS.values())))
_MAX_ROUNDS = 8


@dataclass(frozen=True)
class Span:
    """Personal data at `[start, end)` of a text. `hard` blocks, else it warns; `mask` is what to write instead."""

    start: int
    end: int
    kind: str
    hard: bool
    mask: str


def find_personal_data(text: str) -> list[Span]:
    """Return the personal data in a text, in order, without overlaps.

    A find can hide another beside it, so the rest is looked through again until nothing hard is left in it.
    """
    plain = make_plain(_MASK_IN_TEXT.sub(lambda found: " " * len(found.group()), text))
    plain = _blank_out(plain, (found.span() for found in _MASK_IN_TEXT.finditer(text)))
    spans: list[Span] = []
    for _ in range(_MAX_ROUNDS):
        plain, taken = _look_through(plain)
        spans += taken
        if not any(span.hard for span in taken):
            break
    return sorted(spans, key=lambda span: span.start)


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return the text with these spans, which do not overlap, replaced by their masks."""
    pieces: list[str] = []
    position = 0
    for span in sorted(spans, key=lambda span: span.start):
        pieces += text[position : span.start], span.mask
        position = span.end
    return "".join([*pieces, text[position:]])


def without_overlaps(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges in order; of those that overlap, the one that begins first, then the longer one."""
    end = -1
    for start, stop in sorted(ranges, key=lambda each: (each[0], -each[1])):
        if start >= end:
            yield start, stop
            end = stop


def _look_through(plain: str) -> tuple[str, list[Span]]:
    """Return the spans of one look through, and the text with them blanked out."""
    spans: list[Span] = []
    for kind, finder in _FINDERS.items():
        sure: dict[tuple[int, int], bool] = {}
        for found in finder(plain):
            sure[found.start, found.end] = sure.get((found.start, found.end), False) or found.sure
        taken = list(without_overlaps(sure))
        spans += [Span(start, end, kind, sure[start, end], _MASKS[kind]) for start, end in taken]
        plain = _blank_out(plain, taken)
    names: dict[tuple[int, int], FoundName] = {}
    for name in find_names(plain):
        # A label makes the same name a hard find, whatever else gave it away.
        if BLANK not in plain[name.start : name.end] and (
            name.how == "labelled" or (name.start, name.end) not in names
        ):
            names[name.start, name.end] = name
    taken = list(without_overlaps(names))
    for start, end in taken:
        name = names[start, end]
        spans.append(Span(start, end, "name", name.how == "labelled", "某" if name.how == "titled" else "某某"))
    return _blank_out(plain, taken), spans


def _blank_out(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in ranges:
        pieces += text[position:start], BLANK * (end - start)
        position = end
    return "".join([*pieces, text[position:]])
