"""Lists of people as Excel and copying leave them."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kb.errors import BadInput
from kb.people.roster import RosterRow, read_roster

HEADING = ["登录名", "姓名", "机构", "角色"]


def _workbook(rows: list[list[object]], merged: str = "", number_format: str = "General", hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADING, *rows]:
        sheet.append(row)
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.number_format = number_format
    if merged:
        sheet.merge_cells(merged)
    if hidden:
        notes = book.create_sheet(hidden, 0)
        notes.sheet_state = "hidden"
        notes.append(["x"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_sign_in_name_keeps_the_zeros_that_the_sheet_shows() -> None:
    assert read_roster(_workbook([[123, "张三", "城区支行", None]], number_format="000000"))[0].login == "000123"


def test_a_merged_unit_is_that_of_every_line() -> None:
    rows = read_roster(_workbook([["a01", "张三", "城区支行"], ["a02", "李四", None]], merged="C2:C3"))
    assert [row.unit for row in rows] == ["城区支行", "城区支行"]


def test_a_hidden_sheet_is_not_the_list() -> None:
    assert read_roster(_workbook([["a01", "张三", "城区支行"]], hidden="底稿"))[0].name == "张三"


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\ufeff", "\u00ad", "\u2060", "\u202c"])
def test_invisible_characters_belong_to_no_name(sign: str) -> None:
    line = f"{sign}a01,张{sign}三\u00a0,城区支行{sign},"
    (row,) = read_roster(f"登录名{sign},姓名,机构,角色\n{line}\n".encode())
    assert row == RosterRow(2, "a01", "张三", "城区支行")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_lists_are_read_in_any_chinese_encoding_and_dialect(encoding: str, separator: str) -> None:
    text = "".join(f"{separator.join(row)}\r\n" for row in (HEADING, ['="007"', "张三", "城区支行", ""]))
    assert read_roster(text.encode(encoding))[0] == RosterRow(2, "007", "张三", "城区支行")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadInput, match="no text"):
        read_roster(bytes(range(256)))
