"""Presentations: what is on the slides, in the order of reading, and nothing that was hidden."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.readers import Limits, ReadDocument, read_file
from ingest.readers.slides.order import Box, reading_order
from tests.ingest.making import archive

A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def read(deck: Any) -> ReadDocument:
    saved = io.BytesIO()
    deck.save(saved)
    return read_file(Path("a.pptx"), saved.getvalue(), Limits())


def blank(deck: Any) -> Any:
    return deck.slides.add_slide(deck.slide_layouts[6])


def write(slide: Any, text: str, left: float, top: float, width: float = 3, height: float = 1) -> Any:
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.text_frame.text = text
    return box


def paragraph(xml: str) -> Any:
    return etree.fromstring(f'<a:p xmlns:a="{A}">{xml}</a:p>')


def fill(box: Any, *paragraphs: str) -> None:
    body = box.text_frame._txBody
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    for xml in paragraphs:
        body.append(paragraph(xml))


def test_shapes_are_read_from_the_top_whatever_was_drawn_first() -> None:
    deck = pptx.Presentation()
    slide = blank(deck)
    write(slide, "结论", 1, 5)
    write(slide, "左", 1, 3)
    write(slide, "右", 5, 3.1)
    write(slide, "引言", 1, 1, 8)
    assert read(deck).text.split("\n\n") == ["引言", "左", "右", "结论"]


def test_columns_are_read_one_by_one_where_they_were_drawn_so() -> None:
    boxes = [Box(0, 0, 30, 10), Box(0, 20, 30, 50), Box(40, 0, 30, 10), Box(40, 20, 30, 50)]
    assert reading_order(boxes) == [0, 1, 2, 3]
    crossed = [boxes[0], boxes[2], boxes[1], boxes[3]]
    assert reading_order(crossed) == [0, 1, 2, 3]
    assert reading_order([Box(0, 0, 10, 10), Box(2, 2, 10, 10)]) == [0, 1]
    assert reading_order([Box(0, index, 1, 1) for index in range(400, 0, -1)]) == list(range(399, -1, -1))
    assert reading_order([]) == []


def test_placeholders_lie_where_their_layout_puts_them() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[4])  # two heads and two bodies
    slide.shapes.title.text = "对比"
    for index, text in ((3, "右题"), (4, "右文"), (1, "左题"), (2, "左文")):
        slide.placeholders[index].text = text
    write(slide, "脚注", 1, 7)
    write(slide, "眉题", 1, 0.05, height=0.2)
    text = read(deck).text.split("\n\n")
    assert text[0] == "# 对比"
    assert (text[1], text[-1]) == ("眉题", "脚注")
    assert text.index("左题") < text.index("左文")
    assert text.index("右题") < text.index("右文")


def test_groups_tables_and_what_follows_a_chart() -> None:
    deck = pptx.Presentation()
    slide = blank(deck)
    group = slide.shapes.add_group_shape()
    for text, top in (("组二", 1.5), ("组一", 0.5)):
        box = group.shapes.add_textbox(Inches(1), Inches(top), Inches(2), Inches(0.5))
        box.text_frame.text = text
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2.5), Inches(6), Inches(1)).table
    for row, texts in enumerate((("产品", "期限", "利率"), ("快贷", "一年", "3.85%"), ("", "三年", "4|2%"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["一季度", "二季度"]
    data.add_series("存款", (0.015, None))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4), Inches(4), Inches(2), data)
    write(slide, "结论：明显回升", 1, 6.5)
    assert read(deck).text == (
        "组一\n\n组二\n\n| 产品 | 期限 | 利率 |\n| --- | --- | --- |\n| 快贷 | 一年 | 3.85% |\n| 快贷 | 三年 | 4\\|2% |"
        "\n\n|  | 存款 |\n| --- | --- |\n| 一季度 | 1.5% |\n| 二季度 |  |\n\n结论：明显回升"
    )


def test_numbers_that_powerpoint_writes() -> None:
    deck = pptx.Presentation()
    box = write(blank(deck), "", 1, 1)

    def item(text: str, kind: str = "", level: int = 0, start: int = 0) -> str:
        begin = f' startAt="{start}"' if start else ""
        number = f'<a:buAutoNum type="{kind}"{begin}/>' if kind else ""
        return f'<a:pPr lvl="{level}">{number}</a:pPr><a:r><a:t>{text}</a:t></a:r>'

    fill(
        box,
        item("受理", "arabicPeriod"),
        item("核验", "alphaLcParenR", 1),
        item("签收", "alphaLcParenR", 1),
        item("调查", "arabicPeriod"),
        item("说明"),
        item("审批", "circleNumDbPlain", start=3),
        item("放款", "circleNumDbPlain", start=3),
        item("附则", "ea1ChsPeriod"),
    )
    expected = ["1. 受理", "a) 核验", "b) 签收", "2. 调查", "说明", "③ 审批", "④ 放款", "一. 附则"]
    assert read(deck).text.split("\n\n") == expected


def test_struck_raised_and_lowered_text() -> None:
    deck = pptx.Presentation()
    box = write(blank(deck), "", 1, 1)
    fill(
        box,
        '<a:r><a:t>利率</a:t></a:r><a:r><a:rPr strike="sngStrike"/><a:t>5%</a:t></a:r><a:r><a:t>4%</a:t></a:r>',
        '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r><a:r><a:t>元</a:t></a:r>',
        '<a:r><a:t>CO</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r>',
        "<a:r><a:t># 不是标题</a:t></a:r>",
    )
    document = read(deck)
    assert document.text.split("\n\n") == ["利率4%", "10⁶元", "CO₂", "\\# 不是标题"]
    assert document.notices == {"struck_text": 1}


def test_hidden_slides_and_shapes_are_left_out_and_notes_are_marked() -> None:
    deck = pptx.Presentation()
    shown, hidden = deck.slides.add_slide(deck.slide_layouts[1]), blank(deck)
    shown.shapes.title.text = "话术"
    shown.placeholders[1].text = "先提问"
    shown.notes_slide.notes_text_frame.text = "此处停顿。\n再举例。"
    secret = write(shown, "底价", 1, 5)
    secret._element.nvSpPr.cNvPr.set("hidden", "1")
    write(hidden, "草稿", 1, 1)
    hidden._element.set("show", "0")
    document = read(deck)
    assert document.text == "# 话术\n\n先提问\n\n讲师备注：此处停顿。\n\n再举例。"
    assert [place for _, place in document.marks] == ["slide:1", "notes:1"]
    assert document.notices == {"hidden_text": 1, "hidden_slide": 1}


def test_running_feet_stand_once_and_page_numbers_never() -> None:
    deck = pptx.Presentation()
    for number in (1, 2):
        slide = blank(deck)
        write(slide, f"第{number}页正文", 1, 1)
        for kind, text in (("ftr", "某银行培训部"), ("sldNum", str(number)), ("dt", "2026-01-01")):
            box = write(slide, text, 1, 6)
            settings = box._element.nvSpPr.find("{http://schemas.openxmlformats.org/presentationml/2006/main}nvPr")
            settings.append(
                etree.fromstring(
                    f'<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="{kind}"/>'
                )
            )
    assert read(deck).text.split("\n\n") == ["第1页正文", "某银行培训部", "第2页正文"]


def test_pictures_diagrams_and_missing_parts_are_counted() -> None:
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def relations(*items: tuple[str, str, str]) -> str:
        made = (f'<Relationship Id="{name}" Type="{r}/{kind}" Target="{to}"/>' for name, kind, to in items)
        return f'<Relationships xmlns="{package}">{"".join(made)}</Relationships>'

    frame = "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    shapes = (
        "<p:sp><p:txBody><a:p><a:r><a:t>正文</a:t></a:r></a:p></p:txBody></p:sp>"
        '<p:pic><p:blipFill><a:blip r:embed="x"/></p:blipFill></p:pic>'
        "<p:pic><p:nvPicPr><p:nvPr><a:videoFile/></p:nvPr></p:nvPicPr></p:pic>"
        + frame.format('<c:chart r:id="gone"/>')
        + frame.format('<d:relIds r:dm="r3"/>')
        + frame.format('<p:oleObj progId="Excel.Sheet.12"><p:pic/></p:oleObj>')
    )
    diagram = (
        f'<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="{A}"><d:ptLst>'
        '<d:pt modelId="1"><d:t><a:p><a:r><a:t>受理</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>'
    )
    slide = (
        f'<p:sld xmlns:p="{p}" xmlns:a="{A}" xmlns:r="{r}"'
        ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>'
        "</p:sld>"
    )
    content = archive(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{p}" xmlns:r="{r}"><p:sldIdLst><p:sldId r:id="r1"/>'
            '<p:sldId r:id="r2"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("r1", "slide", "slides/slide1.xml"), ("r2", "slide", "gone.xml")
            ),
            "ppt/slides/slide1.xml": slide,
            "ppt/slides/_rels/slide1.xml.rels": relations(("r3", "diagramData", "../diagrams/data1.xml")),
            "ppt/diagrams/data1.xml": diagram,
        }
    )
    document = read_file(Path("a.pptx"), content, Limits())
    assert document.text == "正文\n\n- 受理"
    assert document.notices == {"picture": 1, "media": 1, "chart": 1, "embedded": 1, "part": 1}


@pytest.mark.parametrize("point", ["#N/A", "#DIV/0!", ""])
def test_a_point_without_a_value_is_empty(point: str) -> None:
    deck = pptx.Presentation()
    data = CategoryChartData()
    data.categories = ["甲"]
    data.add_series("占比", (1.5,))
    frame = blank(deck).shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(1), Inches(4), Inches(2), data)
    chart = frame.chart._chartSpace
    for value in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v"):
        if value.text == "1.5":
            value.text = point
    assert "| 甲 |  |" in read(deck).text
