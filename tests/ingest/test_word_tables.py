"""Word's tables: every cell under its own heading."""

from __future__ import annotations

from pathlib import Path

from ingest.readers import Limits, read_file
from tests.ingest.word_files import cell, para, row, tbl, word_file

HEAD = row("产品", "期限", "利率")


def read(*tables: str) -> str:
    return read_file(Path("a.docx"), word_file("".join(tables)), Limits()).text


def rows(table: str) -> list[str]:
    first, _, *others = read(table).split("\n")
    return [first, *others]


def test_a_label_merged_down_stands_in_each_row_and_a_figure_once() -> None:
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        HEAD,
        row(cell("快贷", properties=begins), "一年", cell("3.85%", properties=begins)),
        row(cell(properties=goes_on), "三年", cell(properties=goes_on)),
        row("信用贷", "一年", "5.00%"),
    )
    assert rows(table)[1:] == ["| 快贷 | 一年 | 3.85% |", "| 快贷 | 三年 |  |", "| 信用贷 | 一年 | 5.00% |"]


def test_cells_merged_across_and_rows_indented_keep_their_columns() -> None:
    table = tbl(
        HEAD,
        row(cell("合计", properties='<w:gridSpan w:val="2"/>'), "4%"),
        row("乙", "丙", properties='<w:gridBefore w:val="1"/>'),
        row(cell("甲", properties='<w:hMerge w:val="restart"/>'), cell("余", properties="<w:hMerge/>"), "丁"),
    )
    assert rows(table)[1:] == ["| 合计 |  | 4% |", "|  | 乙 | 丙 |", "| 甲 |  | 丁 |"]


def test_spans_beyond_reason_are_bounded() -> None:
    table = tbl(row(cell("甲", properties='<w:gridSpan w:val="1000000000"/>'), "乙"), row("丙", "丁"))
    assert len(read(table)) < 1000


def test_hidden_and_deleted_rows_are_left_out() -> None:
    table = tbl(
        HEAD,
        row("底价", "x", "3.2%", properties="<w:hidden/>"),
        row("旧", "y", "5%", properties='<w:del w:id="1"/>'),
        row("", "", ""),
        row("快贷", "一年", "4%"),
    )
    assert rows(table)[1:] == ["| 快贷 | 一年 | 4% |"]


def test_signs_of_markdown_and_lines_in_cells() -> None:
    table = tbl(row("代码", "说明"), row("A|B", cell("第一行", "第二行")))
    assert rows(table)[1] == "| A\\|B | 第一行 第二行 |"


def test_a_table_in_a_cell_is_read_in_its_place() -> None:
    inner = tbl(row("名称", "份数"), row("执照", "2"))
    table = tbl(row("步骤", "明细"), row("尽调", cell("材料如下：", inner, "以上。")))
    assert rows(table)[1] == "| 尽调 | 材料如下： 名称 份数；执照 2 以上。 |"


def test_a_frame_of_one_cell_is_no_table() -> None:
    assert read(tbl(row(cell("提示", "双人调查。", tbl(HEAD, row("快贷", "一年", "4%")))))) == (
        "提示\n\n双人调查。\n\n| 产品 | 期限 | 利率 |\n| --- | --- | --- |\n| 快贷 | 一年 | 4% |"
    )


def test_rows_and_cells_in_content_controls() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{row('快贷', '一年', '4%')}</w:sdtContent></w:sdt>"
    inner = "<w:tr><w:sdt><w:sdtContent>" + cell("丙") + "</w:sdtContent></w:sdt>" + cell("丁") + cell("戊") + "</w:tr>"
    assert rows(tbl(HEAD, wrapped, inner))[1:] == ["| 快贷 | 一年 | 4% |", "| 丙 | 丁 | 戊 |"]


def test_tables_nested_beyond_reason_end() -> None:
    inner = para("底")
    for _ in range(30):
        inner = tbl(row(cell("层"), cell(inner)))
    assert "层" in read(inner)
