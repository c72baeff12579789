"""Passages follow the text's structure, and together they are the text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.chunks import MAX_CHARACTERS, TARGET, chunk_text
from kb.search.documents import Chunk

LINE = st.one_of(
    st.sampled_from(
        [
            *("", "# 总则", "## 流程 ##", "第一章 总则", "一、目标", "（二）方法", "第三条 应当核实。"),
            *("| 甲 | 乙 |", "|---|---|", "```", "- 要点", "1. 客户反馈", "应当具备下列条件：", "   ", "---"),
        ]
    ),
    st.text(st.sampled_from("银行客户，。；“”第条一二 、a.\t#|"), max_size=60),
    st.integers(1, 40).map(lambda count: "客户经理应当核实贷款用途。" * count),
    st.integers(1, 900).map(lambda count: "字" * count),
)
TEXTS = st.lists(LINE, max_size=40).map("\n".join)


def texts_of(text: str, chunks: list[Chunk]) -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in chunks]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["page:1", "slide:2", "notes:2"])), max_size=5))
@settings(max_examples=200)
def test_every_character_of_the_body_is_in_exactly_one_passage(text: str, marks: list[tuple[int, str]]) -> None:
    marks = sorted({offset: (offset, place) for offset, place in marks if offset < len(text)}.values())
    marks = [mark for before, mark in pairwise([(0, ""), *marks]) if mark[1] != before[1]]
    chunks = chunk_text(text, marks)
    covered = 0
    outside = ""
    for chunk in chunks:
        assert covered <= chunk.start < chunk.end <= len(text)
        outside += text[covered : chunk.start]
        assert chunk.end - chunk.start <= MAX_CHARACTERS
        assert text[chunk.start : chunk.end].strip() == text[chunk.start : chunk.end]
        assert not any(chunk.start < offset < chunk.end for offset, _ in marks)
        here = [place for offset, place in marks if offset <= chunk.start]
        assert chunk.place == (here[-1] if here else "")
        covered = chunk.end
    outside += text[covered:]
    headings = " › ".join(chunk.heading for chunk in chunks)
    for line in outside.split("\n"):
        words = line.strip().strip("#").strip(" \t\u3000#")
        assert " ".join(words.split()) in headings or not words or not _is_whole_line(text, line)
    assert bool(chunks) == bool(text.strip())


def _is_whole_line(text: str, line: str) -> bool:
    return line in text.split("\n")


def test_headings_are_context_not_passages() -> None:
    text = "# 手册\n\n前言。\n\n## 保理 ##\n\n### **流程**\n\n先尽调。\n\n## 贴现\n\n看票据。"
    chunks = chunk_text(text, title="手册")
    assert [(chunk.heading, text[chunk.start : chunk.end]) for chunk in chunks] == [
        ("", "前言。"),
        ("保理 › 流程", "先尽调。"),
        ("贴现", "看票据。"),
    ]
    assert chunk_text(text)[1].heading == "手册 › 保理 › 流程"


def test_headings_of_official_writing() -> None:
    text = "第一章 总则\n第一节 目的\n第一条 为了规范。\n一、范围\n（一）对象\n全体客户。\n第二章 附则\n第二条 施行。"
    assert [chunk.heading for chunk in chunk_text(text)] == [
        "第一章 总则 › 第一节 目的",
        "第一章 总则 › 第一节 目的 › 一、范围 › （一）对象",
        "第二章 附则",
    ]


@pytest.mark.parametrize(
    "text", ["# 只有标题", "# 一\n\n## 二", "一、营业执照\n二、公章\n三、身份证", "第一章规定的事项。"]
)
def test_what_heads_nothing_is_text(text: str) -> None:
    assert texts_of(text, chunk_text(text))[-1].endswith(text.rpartition("\n")[2])


def test_short_articles_are_joined_and_long_ones_cut_at_sentences() -> None:
    text = "\n\n".join(f"第{number}条 银行应当核实贷款用途。" for number in "一二三四")
    assert texts_of(text, chunk_text(text)) == [text]
    sentence = "客户经理应当核实贷款用途，并且保存资料。"
    long = "第一条 " + sentence * 60
    for piece in texts_of(long, chunk_text(long)):
        assert piece.endswith("。")
        assert len(piece) <= TARGET


def test_an_article_stays_with_its_items() -> None:
    filler = "第一条 " + "银行应当核实贷款用途。" * 25
    article = "第二条 应当具备下列条件：\n（一）有场所；\n（二）有资金" + "；并符合规定" * 20 + "。"
    text = f"{filler}\n{article}\n第三条 施行。"
    assert texts_of(text, chunk_text(text))[1].startswith("第二条 应当具备下列条件：\n（一）有场所；")


def test_sentences_that_are_too_long_are_cut_at_clauses_then_anywhere() -> None:
    clauses = "客户经理应当核实，" * 100
    assert all(piece.endswith("，") for piece in texts_of(clauses, chunk_text(clauses)))
    assert [len(piece) for piece in texts_of("字" * 1200, chunk_text("字" * 1200))] == [500, 500, 200]
    words = "customer " * 200
    assert all(piece.endswith("customer") for piece in texts_of(words, chunk_text(words)))


def test_tables_are_cut_between_rows_and_keep_head_and_first_row_together() -> None:
    rows = [f"| 产品{number} | 利率 3.85% | 额度 500 万元 |" for number in range(40)]
    text = "\n".join(["前文" * 150, "| 名称 | 利率 | 额度 |", "| --- | --- | --- |", *rows])
    pieces = texts_of(text, chunk_text(text))
    assert "\n".join(pieces) == text
    head = next(piece for piece in pieces if "| --- |" in piece)
    assert "| 名称 | 利率 | 额度 |\n| --- | --- | --- |\n| 产品0 " in head


def test_the_title_is_not_a_passage_unless_it_is_all_there_is() -> None:
    text = "# 预算法\n\n# 第一章\n\n第一条 施行。"
    assert [(chunk.heading, chunk.start) for chunk in chunk_text(text, title="预算法")] == [("第一章", 14)]
    assert len(chunk_text("# 预算法", title="预算法")) == 1


def test_code_is_not_structure() -> None:
    text = "# 甲\n\n```\n# 注释\n```\n\n完。"
    assert [chunk.heading for chunk in chunk_text(text)] == ["甲"]


def test_captions_and_lead_ins_stay_with_what_follows() -> None:
    paragraph = "培训后跟踪调查显示，客户对客户经理的专业认可度提升，服务满意度达到新高，改善幅度明显。" * 5
    text = f"{paragraph}\n\n1. 客户反馈\n\n{paragraph}\n\n重点引入以下理论框架：\n\n{paragraph}"
    pieces = texts_of(text, chunk_text(text))
    assert [piece[:6] for piece in pieces] == ["培训后跟踪调", "1. 客户反", "重点引入以下"]


def test_slides_begin_afresh_and_pages_go_on() -> None:
    text = "# 甲\n\n一页\n\n二页"
    second = text.index("二")
    assert [chunk.heading for chunk in chunk_text(text, [(0, "page:1"), (second, "page:2")])] == ["甲", "甲"]
    assert [chunk.heading for chunk in chunk_text(text, [(0, "slide:1"), (second, "slide:2")])] == ["甲", ""]
    title_only = "# 甲\n\n二页"
    marks = [(0, "slide:1"), (title_only.index("二"), "slide:2")]
    assert texts_of(title_only, chunk_text(title_only, marks)) == ["# 甲", "二页"]


@pytest.mark.parametrize("text", ["字" * 600_000, "字，" * 300_000, "a" + " " * 600_000 + "b", "# " + "[" * 600_000])
def test_time_grows_with_length_only(text: str) -> None:
    started = time.process_time()
    chunk_text(text)
    assert time.process_time() - started < 3
