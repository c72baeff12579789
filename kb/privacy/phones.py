"""Telephone numbers: mobiles however they are written, landlines, service numbers, and numbers of other regions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from kb.privacy.numbers import FoundNumber

_SEPARATOR = r"[ \-./_,、*()\[\]【】|·\n]"
_GAP = rf"{_SEPARATOR}{{0,6}}"
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(?P<number>1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)")
_USUAL_GROUPS = re.compile("B|344|335|434|443|533|38|74|1+")
"""Lengths of the groups that people write a mobile number in; B is eleven."""
_LOOSE_SEPARATOR = re.compile(r"[,.、\n|]")
_PHONE_WORD = re.compile(
    r"电话|手机|号码|联系|致电|拨|来电|电联|微信|短信|传真|座机|固话|热线|[打接]|tel|phone|mobile|机(?=\d|$)", re.I
)
_SENTENCE = re.compile(r"[。!?;\n\0]")
_MONEY_BEFORE = re.compile(r"(?:[¥￥$€£]|人民币|金额|余额|合计) ?$")
_MONEY_AFTER = re.compile(
    r" ?(?:\.\d{1,2}(?![\d月日号点]) ?)?(?:元(?!旦)|万元?|亿元?|美元|港元|CNY|USD)|\.\d{1,2}(?![\d月日号点])", re.I
)
_CODE_BEFORE = re.compile(
    r"(?:合同|凭证|借据|收据|订单|发票|编号|单号|流水|笔数|批次|保单|票据|文件|产品|代码)[^\d。,;\n\0]{0,6}(?:[A-Za-z0-9]{1,8}-){0,3}$"
    r"|0\.$|[A-Za-z]$|第 ?$"
)
_CODE_AFTER = re.compile(r" ?(?:号(?:凭证|合同|借据|文件|单)|[A-Za-z]+\d)")
_REACH = 40

_LANDLINE = re.compile(
    r"(?<![\d-])(?:\+?86[ -]?)?\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]{0,2}[2-8]\d{2,3}[ -]?\d{4}"
    r"(?:(?:-|转)\d{1,6})?(?!\d)"
)
_SERVICE = re.compile(r"(?<![\d-])[48]00[ -]?(?:\d{3}[ -]?\d{4}|\d{4}[ -]?\d{3})(?![\d-])")
_LOCAL = re.compile(
    r"(?:电话|座机|固话|热线|传真|致电|拨打|打|手机|号码)(?:[^\d。,;\n\0元]{0,6})"
    r"(?P<number>[2-9]\d{2,3}[ -]?\d{4}|0?9\d{2}[ -]?\d{3}[ -]?\d{3})(?![\d万亿元.-])(?: ?转\d{1,6})?"
)
_FOREIGN = re.compile(r"(?<![\d+])(?:\+|00)(?!0)\d(?:[ \-().]{0,2}\d){6,14}(?!\d)")


def find_mobiles(text: str) -> Iterator[FoundNumber]:
    """Yield mobile numbers, also with 86 before them; one that may be an amount or a code is not sure, never left out.

    Groups that no phone has (1,380,000,000) are a number when commas, dots or lines part them.
    """
    for found in _MOBILE.finditer(text):
        number = found.group("number")
        groups = _group_lengths(number)
        usual = _USUAL_GROUPS.fullmatch(groups) is not None
        if _LOOSE_SEPARATOR.search(number) and (not usual or len(groups) == len("11111111111")):
            continue
        yield FoundNumber(found.start(), found.end(), usual and not _may_be_a_figure(text, *found.span()))


def find_landlines(text: str) -> Iterator[FoundNumber]:
    """Yield landline and service numbers. They are often a firm's or the bank's own: never sure."""
    for pattern in (_LANDLINE, _SERVICE):
        for found in pattern.finditer(text):
            yield FoundNumber(found.start(), found.end(), sure=False)
    for found in _LOCAL.finditer(text):
        yield FoundNumber(found.start("number"), found.end(), sure=False)


def find_foreign_phones(text: str) -> Iterator[FoundNumber]:
    """Yield numbers with a country code that are possible there; they are somebody's where the plan says valid."""
    for found in _FOREIGN.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        try:
            number = phonenumbers.parse("+" + digits.removeprefix("00"))
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            yield FoundNumber(found.start(), found.end(), phonenumbers.is_valid_number(number))


def _may_be_a_figure(text: str, start: int, end: int) -> bool:
    """Return whether money or a code stands around a number and no word for a phone in the same sentence."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    about = _MONEY_BEFORE.search(before) or _CODE_BEFORE.search(before)
    if not (about or _MONEY_AFTER.match(after) or _CODE_AFTER.match(after)):
        return False
    sentence = _SENTENCE.split(before)[-1] + " " + _SENTENCE.split(after)[0]
    return _PHONE_WORD.search(sentence) is None


def _group_lengths(text: str) -> str:
    return "".join("0123456789AB"[len(group)] for group in re.findall(r"\d+", text))
