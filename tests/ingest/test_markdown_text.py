"""What people wrote stands in the stored text as it is, and on the page too, whatever signs it holds."""

from __future__ import annotations

import string

import pytest
from markdown_it import MarkdownIt

from ingest.readers.markdown_text import cell, escape, heading, table, unescape
from kb.ui.parts.markdown import document_markdown

COMMON_MARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLACES = (
    "{0}",
    "{0}甲",
    "{0} 甲",
    "甲{0}",
    "甲{0}乙{0}丙",
    "甲 {0}乙{0} 丙",
    "1{0}2{0}3",
    "{0}{0}甲{0}{0}",
    "{0}{0}{0}",
    "{0}{0}{0} 甲",
    "甲\n{0}{0}{0}",
    "  {0} 甲",
    "    {0}甲",
    "1{0} 甲",
    "甲\\{0}乙",
    "a{0}(b)[c]{0}",
    ":{0}x:",
)


def _drawn(markdown: str) -> tuple[str, set[str]]:
    """The words that CommonMark with tables draws, and the kinds of marks that it found on the way."""
    words: list[str] = []
    kinds: set[str] = set()
    for block in COMMON_MARK.parse(markdown):
        kinds.add(block.tag)
        if block.type in ("code_block", "fence", "html_block"):
            words.append(block.content)
        for part in block.children or ():
            kinds.add(part.type)
            words.append("\n" if part.type in ("softbreak", "hardbreak") else part.content)
        if block.type == "inline":
            words.append("\n")
    return "".join(words).strip().replace("\u00a0", " ").replace("\u2060", ""), kinds


@pytest.mark.parametrize("sign", string.punctuation)
def test_a_sign_in_any_place_of_a_paragraph_is_drawn_as_it_stands(sign: str) -> None:
    for place in PLACES:
        text = place.format(sign)
        stored = escape(text)
        assert unescape(stored) == text
        markdown = document_markdown(stored)
        drawn, kinds = _drawn(markdown)
        assert drawn == text.strip(), (text, markdown)
        assert kinds <= {"p", "", "text", "text_special", "hardbreak"}, (text, markdown, kinds)


@pytest.mark.parametrize("sign", string.punctuation)
def test_a_sign_in_any_place_of_a_table_or_heading_is_drawn_as_it_stands(sign: str) -> None:
    for place in PLACES:
        text = " ".join(place.format(sign).split())
        drawn, kinds = _drawn(document_markdown(table([["名称", text], [text, "乙"]])))
        assert drawn.split("\n") == ["名称", text, text, "乙"]
        assert "table" in kinds
        assert unescape(cell(text)) == text
        drawn, kinds = _drawn(document_markdown(heading(text, 2)))
        assert (drawn, "h2" in kinds) == (text, True)


def test_stored_text_keeps_figures_as_they_are_typed() -> None:
    text = "授信额度一般为10~20万元，期限1~3年，KYC_手册*2，利率[3.85%]，10^6元：$5"
    assert escape(text) == text


def test_a_single_tilde_strikes_nothing_through() -> None:
    assert document_markdown("额度10~20万元，期限1~3年").strip() == "额度10\\~20万元，期限1\\~3年"
    assert document_markdown("额度10~20万元", authored=True) == "额度10\\~20万元"
    assert document_markdown("~~作废~~ 2*3*4", authored=True) == "~~作废~~ 2\\*3\\*4"


def test_lines_stay_lines_and_bullets_stay_bullets() -> None:
    drawn, kinds = _drawn(document_markdown("联系人\n张三：城区\n　李四\n- 甲\n  - 乙\n丙"))
    assert drawn.split("\n") == ["联系人", "张三：城区", "李四", "甲", "乙", "丙"]
    assert "ul" in kinds


def test_a_passage_cut_out_of_a_table_is_drawn_as_one() -> None:
    drawn, kinds = _drawn(document_markdown("| 快贷 | 3\\|85 |\n| 信用贷 | 4 |"))
    assert [word for word in drawn.split("\n") if word] == ["快贷", "3|85", "信用贷", "4"]
    assert "table" in kinds


def test_emoji_names_and_arrows_stand_as_they_are_typed() -> None:
    assert ":100:" not in document_markdown("比例10:100:3")
    assert "\u2060" in document_markdown("甲 -> 乙")
    assert ":\u2060100" in document_markdown("比例10:100:3", authored=True)
