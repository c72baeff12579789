"""The numbers that Word makes itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Limits, read_file
from ingest.readers.word.counting import count_as
from tests.ingest.word_files import HEADINGS, cell, definition, instance, level, listed, para, row, run, tbl, word_file

ARTICLES = definition(
    0,
    level(0, "chineseCountingThousand", "第%1条"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)


def lines(body: str, numbering: str, styles: str = HEADINGS) -> list[str]:
    content = word_file(body, numbering=numbering, styles=styles)
    return read_file(Path("a.docx"), content, Limits()).text.split("\n\n")


def test_articles_and_clauses() -> None:
    body = "".join(
        listed(text, 1, depth)
        for text, depth in (("甲", 0), ("乙", 0), ("丙", 1), ("丁", 1), ("戊", 2), ("己", 0), ("庚", 1))
    )
    expected = ["第一条 甲", "第二条 乙", "（一）丙", "（二）丁", "1. 戊", "第三条 己", "（一）庚"]
    assert lines(body, ARTICLES + instance(1, 0)) == expected


def test_lists_go_on_after_other_paragraphs_and_under_another_instance() -> None:
    body = (
        listed("甲") + para("说明") + listed("乙") + para("题", properties='<w:pStyle w:val="H2"/>') + listed("丙", 2)
    )
    expected = ["1. 甲", "说明", "2. 乙", "## 题", "3. 丙"]
    numbers = definition(0, level(0, "decimal", "%1."))
    assert lines(body, numbers + instance(1, 0) + instance(2, 0)) == expected


def test_an_instance_with_a_start_of_its_own_begins_again_once() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = listed("甲") + listed("乙") + listed("丙", 2) + listed("丁", 2) + listed("戊", 1)
    numbers = definition(0, level(0, "decimal", "%1)")) + instance(1, 0) + instance(2, 0, start)
    assert lines(body, numbers) == ["1) 甲", "2) 乙", "5) 丙", "6) 丁", "7) 戊"]


def test_levels_name_those_above_and_may_go_on() -> None:
    numbers = definition(
        0,
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%3)", '<w:lvlRestart w:val="0"/>'),
    )
    body = "".join(listed(str(depth), 1, depth) for depth in (0, 1, 2, 1, 2, 0, 1))
    assert lines(body, numbers + instance(1, 0)) == ["一、0", "1.1 1", "1) 2", "1.2 1", "2) 2", "二、0", "2.1 1"]


def test_numbers_come_from_styles_and_can_be_switched_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '<w:basedOn w:val="H1"/></w:style>'
    )
    linked = '<w:pStyle w:val="H2"/>'
    numbers = definition(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", linked)) + instance(
        1, 0
    )
    off = '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        para("总则", properties='<w:pStyle w:val="H1"/>')
        + para("目的", properties='<w:pStyle w:val="H2"/>')
        + para("附件", properties=off)
        + para("分则", properties='<w:pStyle w:val="H1"/>')
    )
    assert lines(body, numbers, styles) == ["# 第一章 总则", "## 一.1 目的", "# 附件", "# 第二章 分则"]


def test_a_list_by_the_name_of_its_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="l"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbers = (
        definition(0, level(0, "upperLetter", "%1."))
        + '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + instance(1, 1)
        + instance(2, 0)
    )
    assert lines(listed("甲") + listed("乙"), numbers, styles) == ["A. 甲", "B. 乙"]


def test_a_number_format_of_ones_own() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent>'
        '<mc:Choice><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="{}"/></w:lvl>'
    )
    numbers = definition(0, custom.format("%1号")) + instance(1, 0)
    assert lines(listed("甲") + listed("乙"), numbers) == ["001号 甲", "002号 乙"]
    other = definition(0, custom.format("%1").replace("001, 002", "x")) + instance(1, 0)
    assert lines(listed("甲"), other) == ["01 甲"]


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = (
        f"<w:p><w:pPr>{number}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    )
    hidden = para(run("藏", "<w:vanish/>"), properties=f"{number}<w:rPr><w:vanish/></w:rPr>")
    body = listed("甲") + gone + listed("乙") + hidden + listed("丙")
    assert lines(body, definition(0, level(0, "decimal", "%1.")) + instance(1, 0)) == ["1. 甲", "2. 乙", "3. 丙"]


def test_empty_cells_of_a_numbered_column_show_their_numbers() -> None:
    numbered = cell(listed(""))
    table = tbl(row("序号", "材料"), row(numbered, "执照"), row(numbered, "报表"))
    text = "| 序号 | 材料 |\n| --- | --- |\n| 1 | 执照 |\n| 2 | 报表 |"
    assert lines(table, definition(0, level(0, "decimal", "%1")) + instance(1, 0)) == [text]


@pytest.mark.parametrize("number", [["<w:num/>"], ['<w:num w:numId="1"><w:abstractNumId w:val="77"/></w:num>']])
def test_a_list_that_is_not_there_leaves_the_words(number: list[str]) -> None:
    assert lines(listed("甲"), number[0]) == ["甲"]


@pytest.mark.parametrize(
    ("style", "number", "expected"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 102, "一百零二"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 10_005, "一万零五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 20, "二〇"),
        ("ideographTraditional", 11, "甲"),
        ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("upperRoman", 49, "XLIX"),
        ("lowerLetter", 28, "bb"),
        ("ordinal", 12, "12th"),
        ("none", 3, ""),
        ("unheardOf", 3, "3"),
    ],
)
def test_number_formats_of_lists(style: str, number: int, expected: str) -> None:
    assert count_as(style, number) == expected
