"""Names of people in business Chinese: before a title (李女士, 王总), after a word that announces one (客户张伟).

Rules, not a model: the common surnames, the characters that given names are made of, and the words that look like
a name without being one (周转, 高净值, 如何总结). Marked names such as 张某 are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.privacy.name_lists import (
    AFTER_A_PERSON,
    BEFORE_A_SURNAME,
    COMPOUND_SURNAMES,
    CONTACTS,
    GIVEN_NAME_CHARACTERS,
    LEADS,
    MINORITY_NAME_PARTS,
    PUBLIC_NAMES,
    RARE_SURNAMES,
    ROLES,
    SURE_SURNAMES,
    SURNAMES_AND_WORDS,
    WORDS_ENDING_LIKE_A_SURNAME,
    WORDS_LIKE_A_NAME,
)

How = Literal["labelled", "announced", "contacted", "bare", "titled"]
"""A label (姓名：), a role (客户), a verb of contact (联系), the beginning of a clause, or a title after it (总)."""
SURNAMES = SURE_SURNAMES | SURNAMES_AND_WORDS | RARE_SURNAMES


@dataclass(frozen=True)
class FoundName:
    """A name at `[start, end)`, and what gave it away: a label (姓名：), the word 客户, or a title after it."""

    start: int
    end: int
    how: How


def find_names(text: str) -> Iterator[FoundName]:
    """Names in a text, in no order; they may overlap."""
    yield from _titled(text)
    yield from _shaped(text)
    for how, pattern in _BEFORE.items():
        for found in pattern.finditer(text):
            end = _name_end(text, found.end(), how)
            if end:
                yield FoundName(found.end(), end, how)


_TITLE = re.compile(
    r"(?<=[\u4e00-\u9fff]) ?(?:先生|女士|小姐|太太|夫人|老板|阿姨|大爷|大妈|大叔|大伯|大哥|大姐|奶奶|爷爷|师傅"
    r"|老师|医生|律师|教授|局长|科长|处长|书记|校长|村长|会计(?!准则)"
    r"|董事长|厂长|主任|行长|经理|姐(?![妹夫])|哥(?![们伦特])|[叔姨婶嫂](?!侄)"
    r"|总(?![额量数体共计部结归值装览则纲账社局署和有吨成产销建投收支交面称])|董(?!事会))"
)
_FIRST = "".join(sorted(SURNAMES | {surname[0] for surname in COMPOUND_SURNAMES}))
_SURNAME_NEXT = rf"(?= ?[{_FIRST}])"
_LABEL = re.compile(
    r"(?:姓名|户名|联系人|法定代表人|法人代表|收款人|付款人|申请人|借款人|担保人|持卡人|投保人|被保险人|受益人|经办人|开户人)"
    rf" ?(?:[:：]|为|是) ?{_SURNAME_NEXT}"
)
_ANNOUNCED = re.compile(
    rf"(?:{'|'.join((*ROLES, *(verb for verb in CONTACTS if len(verb) > 1)))})"
    rf" ?(?:(?:叫|是|为|名叫|[:：]) ?)?[“\"]?{_SURNAME_NEXT}"
)
_CONTACTED = re.compile(f"(?:{'|'.join(verb for verb in CONTACTS if len(verb) == 1)}){_SURNAME_NEXT}")
_CLAUSE = re.compile(
    rf"(?:(?:^|(?<=[\n，。！？；、：,.!?;: |]))(?:{'|'.join(LEADS)})?|{'|'.join(LEADS)}){_SURNAME_NEXT}"
)
_BEFORE: dict[How, re.Pattern[str]] = {
    "labelled": _LABEL,
    "announced": _ANNOUNCED,
    "contacted": _CONTACTED,
    "bare": _CLAUSE,
}
_NICKNAME = re.compile(r"(?<![\u4e00-\u9fff])[老小阿]([\u4e00-\u9fff])(?=[跟介说来去催送打接问办见和的在也，,。])")
_DOTTED = re.compile(
    r"[\u4e00-\u9fff]{2,8}[·•・]"
    r"(?:[\u4e00-\u9fff]{2,6}(?![\u4e00-\u9fff])|[\u4e00-\u9fff]{2,6}?(?=[办来要的开想说问在和])|[\u4e00-\u9fff]{2,3})"
)
_MINORITY = re.compile(f"(?:{'|'.join(MINORITY_NAME_PARTS)}){{2,4}}")
_LATIN = re.compile(rf"(?:{'|'.join(ROLES)})[:： ]{{0,2}}([A-Z][a-z]{{1,15}}(?: [A-Z][a-z.]{{0,15}}){{1,2}})")


def _shaped(text: str) -> Iterator[FoundName]:
    """Yield names that their shape tells: with a dot inside, of minority languages, in Latin letters, 小陈."""
    for pattern in (_DOTTED, _MINORITY):
        for found in pattern.finditer(text):
            start = found.start()
            for role in ROLES:
                if found.group().startswith(role):
                    start += len(role)
            if start < found.end():
                yield FoundName(start, found.end(), "announced")
    for found in _LATIN.finditer(text):
        yield FoundName(found.start(1), found.end(1), "announced")
    for found in _NICKNAME.finditer(text):
        if found.group(1) in SURNAMES:
            yield FoundName(found.start(1), found.end(1), "titled")


def _name_end(text: str, start: int, how: How) -> int:
    """Return where a full name that begins at `start` ends; 0 where there is none."""
    for surname_length in (2, 1):
        surname = text[start : start + surname_length]
        if surname not in (COMPOUND_SURNAMES if surname_length == 2 else SURNAMES):
            continue
        # After a role or a label any given name counts; a verb alone asks for characters that names are made of.
        any_given = (how == "labelled" and surname not in SURNAMES_AND_WORDS) or (
            how == "announced" and (surname in SURE_SURNAMES or surname in RARE_SURNAMES or surname_length == 2)
        )
        if how == "bare" and surname not in SURE_SURNAMES and surname_length == 1:
            continue
        for given_length in (2, 1):
            end = _given_end(text, start + surname_length, given_length, any_given=any_given)
            if (
                end
                and _ends_name(text, end, how)
                and not _TITLE.match(text, start + surname_length)
                and _compact(text[start:end])[:2] not in WORDS_LIKE_A_NAME
                and text[start:end] not in PUBLIC_NAMES
            ):
                return end
    return 0


def _given_end(text: str, start: int, length: int, *, any_given: bool) -> int:
    """Where a given name of so many characters ends; a blank may stand before each."""
    position = start
    for _ in range(length):
        position += text[position : position + 1] == " "
        char = text[position : position + 1]
        if char not in GIVEN_NAME_CHARACTERS and not (any_given and _is_chinese(char) and char != "某"):
            return 0
        position += 1
    return position


def _ends_name(text: str, end: int, how: How) -> bool:
    after = text[end : end + 2]
    if after[:1] == "、" and how == "bare":
        return True
    if not _is_chinese(after[:1]):
        return how != "bare"
    return how != "labelled" and (after[:1] in AFTER_A_PERSON or after in AFTER_A_PERSON)


def _titled(text: str) -> Iterator[FoundName]:
    for title in _TITLE.finditer(text):
        start = _titled_start(text, title.start())
        if start is not None:
            yield FoundName(start, title.start(), "titled")


def _titled_start(text: str, end: int) -> int | None:
    """Where the name before a title begins: surname and given name, or a surname alone."""
    for given_length in (2, 1, 0):
        for surname_length in (2, 1):
            start = _step_back(text, end, given_length + surname_length)
            if start is None:
                continue
            name = _compact(text[start:end])
            surname, given = name[:surname_length], name[surname_length:]
            if all(char in GIVEN_NAME_CHARACTERS for char in given) and _is_surname(text, start, surname, name):
                return start
    return None


def _step_back(text: str, end: int, count: int) -> int | None:
    """The start of the last `count` characters before `end`, single blanks between them not counted."""
    position = end
    for _ in range(count):
        position -= 1
        if position > 0 and position < end - 1 and text[position] == " ":
            position -= 1
        if position < 0 or not _is_chinese(text[position]):
            return None
    return position


def _is_surname(text: str, start: int, surname: str, name: str) -> bool:
    before = text[start - 1 : start] if start else ""
    if surname in COMPOUND_SURNAMES:
        return True
    if name[:2] in WORDS_LIKE_A_NAME or before + surname in WORDS_ENDING_LIKE_A_SURNAME:
        return False
    if surname in SURE_SURNAMES:
        return True
    return surname in SURNAMES_AND_WORDS and (not _is_chinese(before) or before in BEFORE_A_SURNAME)


def _compact(text: str) -> str:
    return text.replace(" ", "")


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
