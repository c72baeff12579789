"""Every family of files becomes text with its places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.readers import Limits, ReadDocument, read_file
from tests.ingest import making
from tests.ingest.making import table, word


def read(name: str, content: bytes) -> ReadDocument:
    return read_file(Path(name), content, Limits())


def test_markdown_keeps_its_head_apart() -> None:
    document = read(
        "a.md",
        "---\nid: c1\ntags: [保理, 授信]\ncreated: 2026-01-02\n---\r\n# 题\r\n\r\n正文。<!-- 备注 -->\n".encode(),
    )
    assert document.meta == {"id": "c1", "tags": ["保理", "授信"], "created": "2026-01-02"}
    assert (document.text, document.title, document.media_type) == ("# 题\n\n正文。", "题", "text/markdown")


def test_rule_at_the_top_is_no_head() -> None:
    assert read("a.md", "---\n正文一。\n\n---\n正文二。".encode()).text == "---\n正文一。\n\n---\n正文二。"
    assert read("a.md", "---\n正文".encode()).text == "---\n正文"


def test_docx_has_headings_tables_and_no_decoration() -> None:
    bold = word("重要_提示", properties="<w:rPr><w:b/></w:rPr>")
    document = read(
        "a.docx",
        making.docx(word("保理", "H1") + bold + word("流程", "H2") + table([["步骤", "材料"], ["尽调", "报表"]])),
    )
    assert document.title == "保理"
    assert document.text == ("# 保理\n\n重要_提示\n\n## 流程\n\n| 步骤 | 材料 |\n| --- | --- |\n| 尽调 | 报表 |")


def test_docx_fetches_no_linked_picture() -> None:
    schema = "http://schemas.openxmlformats.org/drawingml/2006"
    picture = (
        f'<a:graphic xmlns:a="{schema}/main"><a:graphicData><pic:pic xmlns:pic="{schema}/picture"><pic:blipFill>'
        f'<a:blip xmlns:r="{making.R}" r:link="r2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    )
    drawing = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{schema}/wordprocessingDrawing">{picture}'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    assert read("a.docx", making.docx(drawing + word("正文。"))).text == "正文。"


def test_pptx_says_slide_and_notes() -> None:
    document = read(
        "a.pptx",
        making.presentation([("AIDA 话术", "注意\v兴趣", "先提问"), ("", "欲望", ""), ("谢谢", "", "")]),
    )
    assert document.title == "AIDA 话术"
    assert [(place, document.text[offset : offset + 6]) for offset, place in document.marks] == [
        ("slide:1", "# AIDA"),
        ("notes:1", "讲师备注：先"),
        ("slide:2", "欲望\n\n# "),
        ("slide:3", "# 谢谢"),
    ]
    assert "注意\n兴趣" in document.text


def test_xlsx_is_a_table_for_each_visible_sheet() -> None:
    document = read(
        "a.xlsx",
        making.workbook(
            {
                "产品": [["名称", "利率", "起始"], ["抵押|快贷", 3.85, date(2026, 1, 2)], [], ["信用贷", 4, None]],
                "底稿": [["x"]],
                "空": [],
                "网点": [["城区", "支行\n一"]],
            },
            hidden="底稿",
        ),
    )
    assert document.title is None
    assert [place for _, place in document.marks] == ["sheet:产品", "sheet:网点"]
    assert document.text == (
        "## 产品\n\n| 名称 | 利率 | 起始 |\n| --- | --- | --- |\n| 抵押\\|快贷 | 3.85 | 2026-01-02 |\n"
        "| 信用贷 | 4 |  |\n\n## 网点\n\n| 城区 | 支行 一 |\n| --- | --- |"
    )


def test_csv_finds_its_separator_and_encoding() -> None:
    document = read("a.csv", "客户;行业\n甲公司;制造\n乙公司;零售\n".encode("gb18030"))
    assert document.text == "| 客户 | 行业 |\n| --- | --- |\n| 甲公司 | 制造 |\n| 乙公司 | 零售 |"


def test_html_is_text_only_and_joins_wrapped_lines() -> None:
    page = """<html><head><title>标题</title><style>p{}</style></head><body><h1>外链</h1>
    <img src="http://127.0.0.1:9/x.png"><script>alert(1)</script>
    <p>第一条
    应收账款
    保理，见<a href="http://127.0.0.1:9/">这里</a>。<br>另起一行</p><ul><li>甲</li><li>乙</li></ul></body></html>"""
    document = read("a.html", page.encode())
    assert document.text == "# 外链\n\n第一条 应收账款保理，见这里。\n另起一行\n\n- 甲\n- 乙"
    assert document.title == "外链"


def test_html_in_its_declared_encoding() -> None:
    page = '<html><head><meta charset="big5"></head><body>應收帳款</body></html>'.encode("big5")
    assert read("a.htm", page).text == "應收帳款"


def test_deeply_nested_html_gives_its_text() -> None:
    assert read("a.html", b"<div>" * 3000 + "深".encode() + b"</div>" * 3000).text == "深"


def test_pdf_joins_lines_and_drops_running_ones() -> None:
    def page(number: int, *lines: str) -> list[making.Written]:
        return [
            (72, 800, 9, "某银行内部资料"),
            *((72, 700 - 20 * row, 12, line) for row, line in enumerate(lines)),
            (276, 40, 9, f"— {number} —"),
        ]

    full = "银行应当了解客户的经营情况并按照规定保存资料以备查验使用还有"
    pages = [
        [(72, 740, 18, "授信管理办法"), *page(1, full, "核实贷款用途。", full[:-1] + "。", full[:-2] + "页尾")],
        page(2, "在下一页继续。", "短行", "另一短行"),
        page(3, "完。"),
    ]
    document = read("a.pdf", making.pdf(pages))
    assert document.title == "授信管理办法"
    assert document.text.split("\n\n") == [
        "# 授信管理办法",
        f"{full}核实贷款用途。",
        f"{full[:-1]}。",
        f"{full[:-2]}页尾在下一页继续。",
        "短行",
        "另一短行",
        "完。",
    ]
    assert [(place, document.text[offset]) for offset, place in document.marks] == [
        ("page:1", "#"),
        ("page:2", "短"),
        ("page:3", "完"),
    ]


def test_pdf_keeps_the_rows_of_a_table_apart() -> None:
    cells = [(60 + 140 * column, 700 - 16 * row, 10, f"格{row}{column}") for row in (0, 1) for column in (0, 1, 2)]
    assert read("a.pdf", making.pdf([cells])).text == "格00 格01 格02\n\n格10 格11 格12"


def test_pdf_orders_letters_by_position() -> None:
    page = [(72, 700, 12, "他说"), (108, 700, 12, "好的"), (96, 700, 12, "“"), (132, 700, 12, "”")]
    assert read("a.pdf", making.pdf([page])).text == "他说“好的”"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pptx", making.docx(), "wordprocessingml"),
        ("a.txt", making.pdf([[(72, 700, 12, "正文。")]]), "application/pdf"),
        ("a.xls", "<html><body>表</body></html>".encode(), "text/html"),
        ("a.txt", "# 题\n\n正文".encode(), "text/plain"),
    ],
)
def test_the_content_decides_not_the_name(name: str, content: bytes, media_type: str) -> None:
    assert media_type in read(name, content).media_type
