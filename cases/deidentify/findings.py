"""Personal data in the text of a case: found before others can read it, with a mask to put in its place.

A hard find blocks a case; a soft one warns, and a person decides. Nothing found here is ever logged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass

from cases.deidentify import numbers as numbers
from cases.deidentify.names import find_names
from cases.model import Case
from kb.i18n import marked

KINDS = {
    "resident_id": marked("Resident id number"),
    "credit_code": marked("Unified social credit code"),
    "bank_card": marked("Bank card number"),
    "mobile": marked("Mobile number"),
    "landline": marked("Landline number"),
    "email": marked("E-mail address"),
    "plate": marked("Licence plate"),
    "account": marked("Account number"),
    "name": marked("Name of a person"),
}
_MASKS = {
    "resident_id": "［身份证号］",
    "credit_code": "［统一社会信用代码］",
    "bank_card": "［银行卡号］",
    "mobile": "［手机号］",
    "landline": "［电话］",
    "email": "［邮箱］",
    "plate": "［车牌号］",
    "account": "［账号］",
}
_FINDERS: Mapping[str, numbers.Finder] = {
    "resident_id": numbers.find_resident_ids,
    "credit_code": numbers.find_credit_codes,
    "bank_card": numbers.find_cards,
    "email": numbers.find_emails,
    "plate": numbers.find_plates,
    "mobile": numbers.find_mobiles,
    "landline": numbers.find_landlines,
    "account": numbers.find_accounts,
}
"""In this order: what one finder has taken, the next does not see."""


@dataclass(frozen=True)
class Span:
    """Personal data at `[start, end)` of a text. `hard` blocks, else it warns; `mask` is what to write instead."""

    start: int
    end: int
    kind: str
    hard: bool
    mask: str


@dataclass(frozen=True)
class Finding:
    """Personal data in one field of a case: its name, which entry of a list (0 where it is none), the text found.

    Text of an attachment has the field `attachments`; `source` is then the attachment's name.
    """

    field: str
    item: int
    text: str
    span: Span
    source: str = ""


def find_personal_data(text: str) -> list[Span]:
    """Personal data in a text, in order, without overlaps."""
    unified = _unify(text)
    spans: list[Span] = []
    for kind, finder in _FINDERS.items():
        taken = [Span(found.start, found.end, kind, found.sure, _MASKS[kind]) for found in finder(unified)]
        spans += taken
        unified = _blank_out(unified, taken)
    for name in sorted(find_names(unified), key=lambda name: (name.start, -name.end)):
        if all(name.end <= span.start or span.end <= name.start for span in spans):
            mask = "某" if name.how == "titled" else "某某"
            spans.append(Span(name.start, name.end, "name", name.how == "labelled", mask))
    return sorted(spans, key=lambda span: span.start)


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans replaced by their masks."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = text[: span.start] + span.mask + text[span.end :]
    return text


def check_case(case: Case, attachment_texts: Mapping[str, str] | None = None) -> list[Finding]:
    """Personal data in every text of a case and in its attachments, whose text is given by name.

    Authors are colleagues: their names are no finding, their numbers are.
    """
    findings = [
        Finding(field, item, text[span.start : span.end], span)
        for field, item, text in texts_of(case)
        for span in find_personal_data(text)
        if field != "authors" or span.kind != "name"
    ]
    for name, text in (attachment_texts or {}).items():
        findings += [
            Finding("attachments", 0, text[span.start : span.end], span, name) for span in find_personal_data(text)
        ]
    return findings


def texts_of(case: Case) -> Iterator[tuple[str, int, str]]:
    """Every text that people wrote in a case: field, entry of a list, text."""
    for field in case.__dataclass_fields__:
        if field in ("id", "competencies", "regulations", "created", "review_date", "expires", "origin"):
            continue
        value = getattr(case, field)
        if isinstance(value, str):
            yield field, 0, value
        elif isinstance(value, tuple):
            for item, entry in enumerate(value):
                for text in _texts_in(field, entry):
                    yield field, item, text
        else:
            for item, text in enumerate(astuple(value)):
                yield field, item, text


def _texts_in(field: str, entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif field == "attachments":
        yield entry.name  # type: ignore[attr-defined]  # its hash is no text of a person
    else:
        for part in astuple(entry):  # type: ignore[call-overload]
            yield "" if part is None else str(part)


_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九幺](?:[ \-]?[〇零一二三四五六七八九幺]){10,}")
_LOOKALIKES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣─", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", " ")
)


def _unify(text: str) -> str:
    """The same text, character for character, with full-width and exotic digits, dashes and blanks made plain."""
    if not text.isascii():
        text = "".join(map(_plain, text)).translate(_LOOKALIKES)
        text = _CHINESE_NUMBER.sub(lambda found: found.group().translate(_CHINESE_DIGITS), text)
    return text


def _plain(char: str) -> str:
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    if not char.isascii() and char.isdecimal():
        return str(unicodedata.decimal(char))
    return char


def _blank_out(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + "\0" * (span.end - span.start) + text[span.end :]
    return text
