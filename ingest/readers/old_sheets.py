"""Workbooks of Excel 97 to 2003 and of WPS (.xls, .et) to Markdown tables.

xlrd gives the number formats, merged areas and what is hidden. python-calamine is quicker and gives none of them:
3.85% would be 0.0385, and an institution's 000123 would be 123.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import xlrd

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument
from ingest.readers.sheets import add_sheet, note_all
from kb.office_files.cell_styles import BUILT_IN, CellStyle
from kb.office_files.merged import is_figure
from kb.office_files.number_format import GENERAL, number_format
from kb.office_files.workbook import EMPTY, Cell

MEDIA_TYPE = "application/vnd.ms-excel"


def read_xls(content: bytes) -> ReadDocument:
    """Return an old workbook sheet by sheet with its cells as the program shows them.

    Raises BadInput for one that is damaged, protected by a password, or holds no text.
    """
    document = DocumentBuilder()
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO(), on_demand=True)
    except xlrd.XLRDError as error:
        raise refusals.password() if "encrypted" in str(error) else refusals.damaged() from error
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        if sheet.visibility:
            document.note("hidden_sheet")
            continue
        left_out: Counter[str] = Counter()
        add_sheet(document, sheet.name, _rows(book, sheet, left_out))
        note_all(document, left_out)
    read = document.build(MEDIA_TYPE)
    if not read.text.strip():
        raise refusals.empty()
    return read


def _rows(book: Any, sheet: Any, left_out: Counter[str]) -> Iterator[list[Cell]]:
    hidden_columns = {column for column, settings in sheet.colinfo_map.items() if settings.hidden or not settings.width}
    down = {(top, left): bottom for top, bottom, left, _ in sheet.merged_cells if bottom - top > 1}
    labels: dict[int, tuple[Cell, int]] = {}
    columns_left_out: set[int] = set()
    for row in range(sheet.nrows):
        cells = [_cell(book, cell, left_out) for cell in sheet.row(row)]
        for column, cell in enumerate(cells):
            if (row, column) in down:
                labels[column] = (cell, down[row, column])
            elif column in labels and not cell.shown:
                label, end = labels[column]
                if row < end and label.kind == "text" and not is_figure(label.shown):
                    cells[column] = label
        settings = sheet.rowinfo_map.get(row)
        if settings is not None and (settings.hidden or settings.height == 0):
            left_out["hidden_row"] += any(cell.shown for cell in cells)
            continue
        columns_left_out |= {column for column in hidden_columns if column < len(cells) and cells[column].shown}
        yield [EMPTY if column in hidden_columns else cell for column, cell in enumerate(cells)]
    left_out["hidden_column"] += len(columns_left_out)


def _cell(book: Any, cell: Any, left_out: Counter[str]) -> Cell:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return EMPTY
    style = _style(book, cell.xf_index)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        found = Cell(xlrd.error_text_from_code.get(cell.value, "#ERR"), "error")
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        found = Cell("TRUE" if cell.value else "FALSE", "boolean")
    elif cell.ctype == xlrd.XL_CELL_TEXT:
        shown = number_format(style.code).show_text(str(cell.value))
        left_out["hidden_text"] += bool(str(cell.value).strip()) and not shown
        found = Cell(shown, "text") if shown else EMPTY
    else:
        form = number_format(style.code)
        shown = form.show(float(cell.value), since_1904=bool(book.datemode))
        found = Cell(shown, "date" if form.is_date else "number")
    if style.struck and found.shown:
        left_out["struck_text"] += 1
        return EMPTY
    return found


def _style(book: Any, index: int | None) -> CellStyle:
    if index is None or not 0 <= index < len(book.xf_list):
        return CellStyle()
    style = book.xf_list[index]
    code = BUILT_IN.get(style.format_key)
    if code is None:
        form = book.format_map.get(style.format_key)
        code = GENERAL if form is None else form.format_str
    fonts = book.font_list
    return CellStyle(code, 0 <= style.font_index < len(fonts) and bool(fonts[style.font_index].struck_out))
