"""Ways to reach a person other than a telephone: e-mail, chat ids, addresses; and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.numbers import FoundNumber

_AT = r"(?: ?@ ?| ?[(\[](?:at|a|@)[)\]] ?| at |艾特)"
_DOT = r"(?: ?\. ?| ?[(\[]dot[)\]] ?| dot |点)"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?:[A-Za-z0-9._%+-]{{1,64}}|[\u4e00-\u9fff]{{2,4}}){_AT}[A-Za-z0-9-]{{1,63}}"
    rf"(?:{_DOT}[A-Za-z0-9-]{{2,63}}){{1,4}}",
    re.I,
)
_EXAMPLE_EMAIL = re.compile(r"[a-z]@[a-z]\.[a-z]{2,3}", re.I)
_CHAT_ID = re.compile(
    r"(?:微信|薇信|威信|(?<![A-Za-z])(?:vx|wx|wechat|qq|v|q)(?![A-Za-z])|扣扣|企鹅号)(?:号码?|ID|账号)?"
    r"(?: ?(?:[:是为]|号) ?| ?)(?P<id>[A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{4,10})(?![A-Za-z0-9_])",
    re.I,
)
_LEADS = r"(?:家住|住址|住在|家在|寄到|地址|搬到|邮寄|送到|位于|[:是为在])"
_CHINESE = r"[\u4e00-\u9fff]"
_ADDRESS_AT = re.compile(
    rf"(?:路|街|大道|巷|弄|胡同|村|道|段|园区|小区|花园|公寓|家园|[苑园里]|区)"
    rf" ?(?:{_CHINESE}{{0,4}}[路街道])?[东西南北甲附]?"
    r"(?:[甲乙]?[A-Z]?\d{1,5}|[一二三四五六七八九十]+区?)(?:弄|号楼|号|栋|幢|座)"
    r"|(?:区|城|庄|寨) ?\d{1,3}(?:号楼|栋|幢|座)\d"
    r"|(?:省|市|县)[\u4e00-\u9fff]{1,7}(?:乡|镇|街道)[\u4e00-\u9fff]{1,7}(?:村|屯|组)"
)
_ADDRESS_TAIL = re.compile(
    r"(?:附?\d{1,5}(?:号楼|号院?|栋|幢|座|单元|楼|层|室|户|弄|组)|\d{3,4}(?!\d)"
    r"|[\u4e00-\u9fff]{2,6}(?:大厦|大楼|写字楼|广场))*"
)
_DATE = (
    r"(?:(?:19|20)?\d{2} ?[年./-] ?\d{1,2}(?: ?[月./-] ?(?:\d{1,2} ?[日号]?)?)?"
    r"|(?<!\d)\d{1,2}月\d{1,2}[日号]?|(?<!\d)(?:19|20)\d{6}(?!\d)"
    r"|[〇零一二三四五六七八九]{2,4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?"
    r"|[一二三四五六七八九十腊正]{1,2}月[初一二三四五六七八九十廿]{1,3}[日号]?)"
)
_BIRTHDAY = re.compile(
    rf"(?:出生日期|出生年月日?|出生于|生日|生于)(?: ?(?:[:是为]|在) ?)? ?(?P<after>{_DATE})"
    rf"|(?P<before>{_DATE}) ?(?:出生|生(?=[,。;\n]|人|$))"
)
_ADDRESS_REACH = 16


def find_emails(text: str) -> Iterator[FoundNumber]:
    """Yield e-mail addresses, also with words for the signs; a@b.cn is an example and not sure."""
    for found in _EMAIL.finditer(text):
        yield FoundNumber(found.start(), found.end(), _EXAMPLE_EMAIL.fullmatch(found.group()) is None)


def find_chat_ids(text: str) -> Iterator[FoundNumber]:
    """Yield ids of WeChat and QQ after a word for them."""
    for found in _CHAT_ID.finditer(text):
        yield FoundNumber(found.start("id"), found.end("id"), sure=True)


def find_addresses(text: str) -> Iterator[FoundNumber]:
    """Yield places down to the house or village. It may be a branch's own: never sure."""
    end = 0
    for found in _ADDRESS_AT.finditer(text):
        if found.start() < end:
            continue
        start = found.start()
        while start > max(end, found.start() - _ADDRESS_REACH) and re.match(_CHINESE, text[start - 1]):
            start -= 1
        lead = re.match(rf".{{0,6}}?{_LEADS}", text[start : found.start()])
        start += lead.end() if lead else 0
        tail = _ADDRESS_TAIL.match(text, found.end())
        end = tail.end() if tail else found.end()
        yield FoundNumber(start, end, sure=False)


def find_birthdays(text: str) -> Iterator[FoundNumber]:
    """Yield dates of birth, known by the words beside them; a date alone is none."""
    for found in _BIRTHDAY.finditer(text):
        start, end = found.span("after") if found.group("after") else found.span("before")
        yield FoundNumber(start, end, sure=False)
