"""Text files of Chinese offices in every encoding they use, whole and with odd bytes in them."""

from __future__ import annotations

import codecs
from difflib import SequenceMatcher

import opencc
import pytest

from kb.encodings.decoding import decode_text
from kb.encodings.repair import DAMAGED

PROSE = (
    "客户经理应当核实贷款用途，并留存影像资料。授信额度一般为10~20万元，期限1~3年，年利率3.85%。\n"
    "第三十五条　商业银行贷款，应当对借款人的借款用途、偿还能力、还款方式等情况进行严格审查。\n"
    "联系人：张三（城区支行），电话 010-66668888；备注：已面谈，资料齐全。\n"
)
TRADITIONAL = opencc.OpenCC("s2tw").convert(PROSE)
LONG = 6


def _likeness(text: str | None, wanted: str) -> float:
    return SequenceMatcher(None, text or "", wanted, autojunk=False).ratio()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030", "gb2312", "utf-16-le", "utf-16-be"]
)
def test_simplified_text_is_read_as_written(encoding: str) -> None:
    text = PROSE.replace("　", " ") if encoding == "gb2312" else PROSE
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gbk", "utf-16", "cp950"])
def test_traditional_text_is_read_as_written(encoding: str) -> None:
    text = TRADITIONAL.replace("~", "-")
    assert decode_text(text.encode(encoding, "ignore")) == text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize("text", ["联通", "利率", "张三", "€", "贷款合同", "1、授信", "姓名,机构"])
def test_a_few_characters_are_enough(text: str) -> None:
    assert decode_text(text.encode("gb18030") if text != "€" else text.encode()) == text


def test_the_euro_sign_of_windows() -> None:
    content = "跨境业务须知：".encode("gbk") + b"\x80" + "100万以上的业务另行审批。".encode("gbk")
    assert decode_text(content) == "跨境业务须知：€100万以上的业务另行审批。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
@pytest.mark.parametrize("damage", ["inserted", "lost", "changed", "cut"])
def test_one_odd_byte_in_a_thousand_does_not_change_the_script(encoding: str, damage: str) -> None:
    prose = TRADITIONAL.replace("~", "-") if encoding == "big5" else PROSE
    text = "".join(f"{number:03}{line}\n" for number, line in enumerate((prose * LONG).splitlines()))
    whole = text.encode(encoding)
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    for at in range(301, len(whole), 997):
        broken = {
            "inserted": whole[:at] + b"\xff" + whole[at:],
            "lost": whole[:at] + whole[at + 1 :],
            "changed": whole[:at] + b"\x92" + whole[at + 1 :],
            "cut": whole[: at | 1],
        }[damage]
        wanted = whole[:at].decode(encoding, "ignore") if damage == "cut" else text
        read = decode_text(mark + broken)
        assert _likeness(read, wanted) > 0.99, (at, read)


def test_damage_is_marked() -> None:
    content = (PROSE * LONG).encode("gbk")
    assert DAMAGED in (decode_text(content[:-2]) or "")
    at = len(PROSE.encode("gbk"))
    read = decode_text(content[:at] + b"\xff" + content[at:])
    assert read == PROSE + DAMAGED + PROSE * (LONG - 1)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Кредитная политика банка и обслуживание клиентов. " * 5, "cp1251"),
        ("Le crédit est accordé après l'étude du dossier présenté par le client à l'agence. " * 5, "cp1252"),
        ("お客様の口座を開設するには、本人確認書類が必要です。よろしくお願いいたします。" * 5, "shift_jis"),
    ],
)
def test_other_languages_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_what_a_page_declares_counts_unless_its_bytes_say_otherwise() -> None:
    assert decode_text(TRADITIONAL.replace("~", "-").encode("big5"), "big5") == TRADITIONAL.replace("~", "-")
    assert decode_text(PROSE.encode("gb18030"), "iso-8859-1") == PROSE
    assert decode_text("naïve café".encode("iso-8859-1"), "iso-8859-1") == "naïve café"


def test_bytes_that_are_no_text_are_none() -> None:
    assert decode_text(bytes(range(256)) * 4) is None
    assert decode_text(codecs.BOM_UTF16_LE + b"a") is None
