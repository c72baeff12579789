"""CSV files as Excel and banks' systems write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Limits, read_file
from kb.delimited import NotDelimited, read_delimited


def _cells(text: str) -> list[list[str]]:
    return [cells for _, cells in read_delimited(text)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("产品,利率\n快贷,3.85%\n", [["产品", "利率"], ["快贷", "3.85%"]]),
        ("sep=;\r\n产品;利率\r\n快贷;3,85\r\n", [["产品", "利率"], ["快贷", "3,85"]]),
        ('"sep=|"\n甲|乙\n', [["甲", "乙"]]),
        ("产品;利率\n快贷;3,85\n信用贷;4,20\n", [["产品", "利率"], ["快贷", "3,85"], ["信用贷", "4,20"]]),
        ("1,5;2,5\n3,5;4,5\n", [["1,5", "2,5"], ["3,5", "4,5"]]),
        ("产品\t说明\n快贷\t甲,乙;丙\n", [["产品", "说明"], ["快贷", "甲,乙;丙"]]),
        ('名称,说明\n甲,"含 ""引号"", 逗号\n和换行"\n', [["名称", "说明"], ["甲", '含 "引号", 逗号\n和换行']]),
        ('机构号,名称\n="000123",城区\n', [["机构号", "名称"], ["000123", "城区"]]),
        ("只有一列\n甲\n", [["只有一列"], ["甲"]]),
        ("\ufeffa,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("名称,标签\n甲,a;b\n乙,c;d\n", [["名称", "标签"], ["甲", "a;b"], ["乙", "c;d"]]),
    ],
)
def test_rows_are_those_that_excel_shows(text: str, rows: list[list[str]]) -> None:
    assert _cells(text) == rows


def test_doubled_quotes_far_down_count_as_such() -> None:
    lines = "".join(f'{number},"甲乙, 丙"\n' for number in range(9999))
    assert _cells(f'编号,说明\n{lines}9999,"称为""快贷"", 利率三"\n')[-1] == ["9999", '称为"快贷", 利率三']


def test_line_numbers_are_those_of_the_file() -> None:
    assert [line for line, _ in read_delimited('sep=,\na,b\n"1\n2",3\n4,5\n')] == [2, 4, 5]


def test_a_field_beyond_all_measure_is_said() -> None:
    with pytest.raises(NotDelimited):
        _cells('a,b\n"' + "甲" * 11_000_000)


def test_the_reader_makes_one_table_of_it() -> None:
    content = "\n产品;;利率\n\n快|贷;;3,85\n".encode("gb18030")
    document = read_file(Path("a.csv"), content, Limits())
    assert document.text == "| 产品 | 利率 |\n| --- | --- |\n| 快\\|贷 | 3,85 |"
