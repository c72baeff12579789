"""A cell says what the program shows, and a workbook that the program opens is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Limits, ReadDocument, read_file
from kb.errors import BadInput
from tests.ingest import making
from tests.ingest.sheet_files import MAIN, book, number, row, sheet_xml, styles_xml, text

HEAD = row(text("产品"), text("数值"))


def read(content: bytes) -> ReadDocument:
    return read_file(Path("a.xlsx"), content, Limits())


def rows(content: bytes) -> list[str]:
    """The table's rows below its head."""
    return read(content).text.split("\n")[4:]


def shown(value: object, code: str, settings: str = "") -> str:
    content = book(sheet_xml(HEAD + row(text("甲"), number(value, 1))), styles=styles_xml(code), settings=settings)
    return rows(content)[0].split(" | ")[1].removesuffix(" |")


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("0.0385", "0.00%", "3.85%"),
        ("1.005", "0.00", "1.01"),
        ("123", "000000", "000123"),
        ("12345678.9", "#,##0.00", "12,345,678.90"),
        ("-5.5", "$#,##0.00_);($#,##0.00)", "($5.50)"),
        ("-0.052", "0.0%;[Red]-0.0%", "-5.2%"),
        ("1234.5", '0.0"万元"', "1234.5万元"),
        ("123456", '0!.0,"万元"', "12.3万元"),
        ("250000000", '[>=100000000]0.00,,"亿";[>=10000]0!.0,"万";0', "250.00亿"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("46082", 'yyyy"年"m"月"', "2026年3月"),
        ("46082.39583333334", "yyyy-mm-dd h:mm:ss", "2026-03-01 9:30:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("46082", "[$-804]aaaa", "星期日"),
        ("1.25", "[h]:mm", "30:00"),
        ("60", "yyyy-m-d", "1900-2-29"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("12345.67", "[DBNum2][$-804]General", "壹万贰仟叁佰肆拾伍.陆柒"),
        ("1.5", "# ?/?", "1 1/2"),
        ("0.25", "# ?/8", "2/8"),
        ("12345678901", "0.00E+00", "12345678901"),
        ("123456789012.34", "General", "123456789012.34"),
        ("99999999999.99001", "General", "99999999999.99"),
        ("1.1010119900307e+17", "General", "110101199003070000"),
        ("6222021234567890123", "General", "6222021234567890123"),
        ("1e-07", "General", "0.0000001"),
        ("0.1", '0.0"‰"', "0.1‰"),
        ("99.5", "[$¥-804]#,##0.00", "¥99.50"),
        ("-0.001", "0.00", "0.00"),
        ("12", "@", "12"),
        ("abc", "0.00", "abc"),
    ],
)
def test_numbers_are_shown_as_formatted(value: str, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_the_calendar_of_1904() -> None:
    assert shown("0", "yyyy-mm-dd", '<workbookPr date1904="1"/>') == "1904-01-01"


def test_formats_may_hide_or_frame_what_a_cell_holds() -> None:
    cells = row(
        '<c s="1"><v>5</v></c>', '<c s="1" t="inlineStr"><is><t>底价</t></is></c>', '<c s="2" t="str"><v>5</v></c>'
    )
    document = read(book(sheet_xml(HEAD + cells), styles=styles_xml(";;;", '@"元"')))
    assert document.text.endswith("|  |  | 5元 |")
    assert document.notices == {"hidden_text": 1}


def test_built_in_formats_without_a_word_in_the_file() -> None:
    extra = "".join(f'<xf numFmtId="{number}"/>' for number in (10, 14, 31, 57))
    cells = row(*(number(value, style) for style, value in ((1, 0.0385), (2, 46082), (3, 46082), (4, 46082))))
    document = read(book(sheet_xml(cells), styles=styles_xml(extra=extra)))
    assert "| 3.85% | 2026/3/1 | 2026年3月1日 | 2026年3月 |" in document.text


def test_texts_have_no_phonetic_guides_and_nothing_struck_out() -> None:
    texts = (
        f'<sst xmlns="{MAIN}"><si><r><t>利率</t></r><r><rPr><strike/></rPr><t>5%</t></r><r><t>4%</t></r></si>'
        "<si><t>保理</t><rPh><t>bǎo lǐ</t></rPh></si>"
        '<si><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r></si>'
        "<si><t>a_x000D_b</t></si></sst>"
    )
    cells = "".join(f'<c t="s"><v>{index}</v></c>' for index in (0, 1, 2, 3, 99))
    sheet = sheet_xml(row(cells) + row('<c s="1" t="str"><v>作废</v></c>', text("有效")))
    styles = styles_xml(fonts="<font/><font><strike/></font>", extra='<xf numFmtId="0" fontId="1"/>')
    document = read(book(sheet, texts=texts, styles=styles))
    assert "| 利率4% | 保理 | 10⁶ | a b |" in document.text
    assert "| 有效 |" in document.text
    assert "作废" not in document.text
    assert document.notices == {"struck_text": 2}


def test_other_values_and_formulas() -> None:
    cells = row(
        '<c t="b"><v>1</v></c>',
        '<c t="e"><v>#N/A</v></c>',
        "<c><f>1+1</f><v>2</v></c>",
        "<c><f>A1</f></c>",
        '<c t="d"><v>2026-03-01T00:00:00</v></c>',
    )
    document = read(book(sheet_xml(cells)))
    assert "| TRUE | #N/A | 2 | 2026-03-01 |" in document.text
    assert document.notices == {"no_result": 1}


def test_hidden_sheets_rows_and_columns_are_left_out_and_counted() -> None:
    first = sheet_xml(
        row(text("产品"), text("底价"), text("利率"), text("空"))
        + row(text("甲"), text("3.2%"), text("4%"))
        + row(text("内部"), text("3.1%"), text("3.9%"), settings='hidden="1"')
        + row(text("高度零"), settings='ht="0"')
        + row(text("乙"), text("3.3%"), text("5%")),
        before='<cols><col min="2" max="2" hidden="1"/><col min="5" max="16384" hidden="1"/></cols>',
    )
    content = book(first, sheet_xml(row(text("底稿"))), states=("visible", "veryHidden"))
    document = read(content)
    assert document.text == "## 表一\n\n| 产品 | 利率 | 空 |\n| --- | --- | --- |\n| 甲 | 4% |  |\n| 乙 | 5% |  |"
    assert document.notices == {"hidden_row": 2, "hidden_column": 1, "hidden_sheet": 1}


def test_labels_merged_down_are_repeated_and_figures_are_not() -> None:
    sheet = sheet_xml(
        row(text("产品", "A1"), text("期限", "B1"), text("额度", "C1"), settings='r="1"')
        + row(text("快贷", "A2"), text("一年", "B2"), text("500万元", "C2"), settings='r="2"')
        + row(text("三年", "B3"), settings='r="3"')
        + row(text("合计", "A4"), text("800万元", "C4"), settings='r="4"'),
        after='<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/><mergeCell ref="A4:B4"/></mergeCells>',
    )
    assert rows(book(sheet)) == ["| 快贷 | 一年 | 500万元 |", "| 快贷 | 三年 |  |", "| 合计 |  | 800万元 |"]


def test_strict_files_and_odd_parts_are_opened() -> None:
    content = book(
        sheet_xml(row(text("快贷"), number("0.0385", 1))).replace(
            MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        styles=styles_xml("0.00%").replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        parts={"docProps/core.xml": "<created>2026-13-45</created>", "xl/theme/theme1.xml": "<broken"},
    )
    assert "| 快贷 | 3.85% |" in read(content).text


def test_pictures_charts_and_text_boxes_over_a_sheet() -> None:
    drawing = (
        '<d xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="c" xmlns:x="x"><x:pic/><x:pic/>'
        "<c:chart/><x:txBody><a:p><a:r><a:t>填表说明</a:t></a:r></a:p></x:txBody></d>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    parts = {"xl/drawings/drawing1.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": relation}
    document = read(book(sheet_xml(row(text("甲"))), parts=parts))
    assert document.text.endswith("\n\n填表说明")
    assert document.notices == {"picture": 2, "chart": 1}


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_xml(row(text("甲"), settings='r="1000000000"')),
        sheet_xml(row(text("甲", "XFE1"))),
        sheet_xml(row(text("甲", "!!"))),
        sheet_xml(row(text("甲")))[:-30],
    ],
)
def test_what_no_program_could_open_is_damaged(sheet: str) -> None:
    with pytest.raises(BadInput, match="damaged"):
        read(book(sheet))


def test_what_openpyxl_writes() -> None:
    content = making.workbook({"表": [["名称", "利率"], ["a|b", 3.85], [None, True]]})
    assert read(content).text == "## 表\n\n| 名称 | 利率 |\n| --- | --- |\n| a\\|b | 3.85 |\n|  | TRUE |"
