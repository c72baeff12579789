from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from kb.spreadsheets import Table, to_csv, to_xlsx

DANGEROUS = [
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\n=1+1",
    "\u200b=1+1",
    "\ufeff\u200d＝1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
]


def _sheet(content: bytes, name: str = "数据") -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_both_forms_keep_the_table() -> None:
    table = Table(["部门", "次数", "复用率"], [["分行营业部", 3, 0.5], ["支行", 0, None]])
    assert _sheet(to_xlsx({"数据": table})) == [["部门", "次数", "复用率"], ["分行营业部", 3, 0.5], ["支行", 0, None]]
    text = to_csv(table).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == [["分行营业部", "3", "0.5"], ["支行", "0", ""]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    table = Table(["名称"], [[text]])
    cell = openpyxl.load_workbook(io.BytesIO(to_xlsx({"数据": table})))["数据"]["A2"]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
    [[_heading], [cell]] = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")))
    assert cell == f"'{text}"


def test_negative_numbers_stay_numbers() -> None:
    assert _sheet(to_xlsx({"数据": Table(["变化"], [[-0.25]])}))[1] == [-0.25]
    assert to_csv(Table(["变化"], [[-0.25]])).endswith(b"-0.25\r\n")


def test_what_a_sheet_cannot_hold_does_not_break_it() -> None:
    table = Table(["文字"], [["a\x00b" + "长" * 40_000]])
    assert _sheet(to_xlsx({"很长的名字" * 10: table}), ("很长的名字" * 10)[:31])[1][0].startswith("ab长")  # type: ignore[union-attr]
