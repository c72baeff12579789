"""What is written otherwise than typed is found all the same, and marked."""

from __future__ import annotations

import pytest

from kb.search.highlight import find_marks, make_snippet
from kb.search.markdown_words import plain_words
from kb.search.outline import sections_of
from kb.search.text import fold, segment


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("利率３．８５％", "3.85%"),
        ("余额1,200,000.50元", "1200000.50"),
        ("余额１，２００，０００元", "1200000"),
        ("1200000元", "1,200,000"),
        ("⻓期合作，⻔店见面，⻋贷，⻛险", "长期"),
        ("⾦融", "金融"),
        ("关 于 开 展 普 惠 金 融 的 通 知", "普惠金融"),
        ("关　于　普　惠　金　融", "普惠金融"),
    ],
)
def test_both_ways_of_writing_have_the_same_tokens(written: str, typed: str) -> None:
    assert set(segment(typed)) <= set(segment(written))
    marked = find_marks(written, segment(typed))
    assert marked, written
    start, end = marked[0][0], marked[-1][1]
    assert set(segment(typed)) <= set(segment(written[start:end]))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("共3，100户", ["共", "3", "100", "户"]),
        ("2023，200户", ["2023", "200", "户"]),
        ("12,34", ["12", "34"]),
        ("1,2345", ["1", "2345"]),
        ("3.85,100", ["3.85", "100"]),
        ("甲 乙公司", ["甲", "乙公", "公司"]),
    ],
)
def test_commas_and_blanks_that_separate_still_do(text: str, tokens: list[str]) -> None:
    assert segment(text) == tokens


def test_numbers_are_folded_in_place() -> None:
    assert len(fold("３．８５")) == len("３．８５")
    assert fold("第３．条") == "第3．条"


def test_a_snippet_shows_no_escapes() -> None:
    assert make_snippet(r"| A\|B | 甲 \# 乙 |", ["甲"]).text == "A|B   甲 # 乙"


def test_a_snippet_shows_no_rule_of_a_table() -> None:
    assert make_snippet("| 产品 | 利率 |\n| --- | --- |\n| 快贷 | 3.85% |", ["快贷"]).text.split() == (
        ["产品", "利率", "快贷", "3.85%"]
    )


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("KYC_手册_V2.0", "KYC_手册_V2.0"),
        ("2*3*4", "2*3*4"),
        ("**重点**_提示_ `a_b` ##", "重点_提示_ a_b"),
        ("_重点_ *提示*", "重点 提示"),
        ("[办法](http://127.0.0.1/a_b)", "办法"),
        ("~~旧~~ 新 \\# 1", "新 # 1"),
        ("C#", "C#"),
    ],
)
def test_words_of_a_heading(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


def test_headings_above_a_passage_keep_their_underscores() -> None:
    sections = list(sections_of("# KYC_手册_V2.0\n\n## **二**、a_b\n\n正文。", ()))
    assert sections[-1].heading == "KYC_手册_V2.0 › 二、a_b"
