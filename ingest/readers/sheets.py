"""Spreadsheets and CSV to Markdown tables.

openpyxl and csv directly: markitdown goes through a data frame, which fills empty cells with NaN, names
headless columns "Unnamed" and turns whole numbers into decimals.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl

from ingest.readers import refusals
from ingest.readers.decoding import decode
from ingest.readers.document import DocumentBuilder, ReadDocument, normalise
from kb.search.places import place_code

_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SNIFFED = 16 * 1024
_MAX_CELLS = 2_000_000
_MAX_ROWS = 1_048_576


def read_xlsx(content: bytes) -> ReadDocument:
    """A workbook sheet by sheet, the values that were last calculated; hidden and empty sheets are left out."""
    document = DocumentBuilder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names features of Excel that do not matter for text
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # the stored size may claim a million rows that are not there
            table = to_table(sheet.iter_rows(values_only=True))
            if table:
                document.add(f"## {sheet.title}\n\n{table}", place_code("sheet", sheet.title))
        book.close()
    return _some(document.build(_SHEETS))


def read_csv(content: bytes) -> ReadDocument:
    """A CSV file as one table; the separator is found by looking."""
    text = decode(content)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:_SNIFFED], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    document = DocumentBuilder()
    try:
        document.add(to_table(csv.reader(io.StringIO(text, newline=""), dialect)))
    except csv.Error as error:
        raise refusals.damaged() from error
    return _some(document.build("text/csv"))


def to_table(rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table, the first row as its head; empty rows and columns are left out."""
    filled: list[list[str]] = []
    cells = 0
    for number, row in enumerate(rows):
        if number >= _MAX_ROWS:  # a row may claim to be the billionth, with empty ones before it
            raise refusals.damaged()
        values = [_cell(value) for value in row]
        while values and not values[-1]:
            values.pop()
        if values:
            cells += len(values)
            if cells > _MAX_CELLS:
                raise refusals.too_much_memory()
            filled.append(values)
    used = sorted({column for row in filled for column, value in enumerate(row) if value})
    if not used:
        return ""
    lines = ["| " + " | ".join(row[column] if column < len(row) else "" for column in used) + " |" for row in filled]
    lines.insert(1, "|" + " --- |" * len(used))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(normalise(str(value)).split()).replace("|", "\\|")


def _some(document: ReadDocument) -> ReadDocument:
    if not document.text.strip():
        raise refusals.empty()
    return document
