"""Text files in the encodings of Chinese offices."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from ingest.readers import Limits, read_file
from ingest.readers.decoding import decode
from ingest.readers.document import normalise
from ingest.readers.joining import join_lines
from ingest.readers.markdown_text import unescape
from kb.errors import BadInput
from kb.ui.parts.markdown import document_markdown

TEXT = "客户经理应当核实贷款用途，《商业银行法》第三十五条。" * 3


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_no_mojibake(content: bytes) -> None:
    assert decode(content) == TEXT


def test_one_bad_byte_does_not_turn_utf8_into_garbage() -> None:
    content = (TEXT * 5).encode()
    assert decode(content[:90] + b"\xff" + content[90:]).replace("\ufffd", "") == TEXT * 5


def test_other_encodings_by_statistics() -> None:
    text = "Кредитная политика банка и обслуживание клиентов. " * 5
    assert decode(text.encode("cp1251")) == text


def test_half_a_character_at_the_end_of_utf16_is_refused() -> None:
    with pytest.raises(BadInput, match="encoding"):
        decode(codecs.BOM_UTF16_LE + b"a")


def test_normal_text_has_plain_newlines_and_nothing_invisible() -> None:
    assert normalise("\n甲\r\n乙\r丙\x0b丁\u2028戊\u200b\ufeff\ud800  \n\n\n\n己\u3000\n") == (
        "甲\n乙\n丙\n丁\n戊\ufffd\n\n己"
    )


def test_lines_join_without_spaces_in_chinese_only() -> None:
    assert join_lines(["应收账款", "保理"]) == "应收账款保理"
    assert join_lines(["based on", "value"]) == "based on value"
    assert join_lines(["custo-", "mer"]) == "customer"
    assert join_lines(["第一条", "为了"]) == "第一条 为了"
    assert join_lines(["使用", "CRM", "系统"]) == "使用CRM系统"


def test_damage_in_text_and_markdown_is_counted() -> None:
    content = (TEXT * 5).encode("gb18030")
    broken = content[: len(TEXT.encode("gb18030"))] + b"\xff" + content[len(TEXT.encode("gb18030")) :]
    for name in ("a.txt", "a.md"):
        document = read_file(Path(name), broken, Limits())
        assert (document.text.replace("\ufffd", ""), document.notices) == (TEXT * 5, {"character": 1})


def test_a_text_file_keeps_its_lines_and_signs() -> None:
    text = "联系人\n张三：城区支行\n# 1 号楼\n- 5 万元\n| a | b |\nC:\\新\\#"
    document = read_file(Path("a.txt"), text.encode(), Limits())
    assert unescape(document.text) == text
    assert document_markdown(document.text).strip().count("  \n") == text.count("\n")
