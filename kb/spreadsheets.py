"""Write tables as files for spreadsheet programs. No cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import category

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Also in full width, which some programs take for the same sign."""
_MAX_WIDTH, _MAX_CELL_CHARACTERS = 60, 32_767


@dataclass(frozen=True)
class Table:
    """Hold a heading for each column, and rows of as many cells. `None` is an empty cell."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def to_csv(table: Table) -> bytes:
    """Return a CSV file in UTF-8 with a byte order mark, which Excel needs to read Chinese.

    A text that a spreadsheet program would take for a formula gets an apostrophe before it (OWASP, CSV injection).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([[_harmless(cell) for cell in row] for row in (table.headings, *table.rows)])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(sheets: Mapping[str, Table]) -> bytes:
    """Return an Excel workbook with a sheet for each table, its heading row kept in view. Texts are stored as texts."""
    book = Workbook(write_only=True)
    for name, table in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(table), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, heading, bold=True) for heading in table.headings])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _without_unseen(cell).startswith(_STARTS_A_FORMULA) else cell


def _without_unseen(text: str) -> str:
    """The text from its first sign that shows: programs pass over zero-width signs and byte order marks."""
    return next((text[place:] for place, sign in enumerate(text) if category(sign) != "Cf"), "")


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_MAX_CELL_CHARACTERS]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_STARTS_A_FORMULA)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(table: Table) -> list[int]:
    """Return columns as wide as their first rows need; a Chinese character takes two places."""
    rows = [table.headings, *table.rows[:200]]
    return [
        min(_MAX_WIDTH, 2 + max(sum(1 + (char > "\u2e80") for char in str(row[column] or "")) for row in rows))
        for column in range(len(table.headings))
    ]
