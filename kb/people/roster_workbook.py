"""Read the lines of an Excel workbook, in the form a roster takes."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator

import openpyxl

from kb.errors import BadInput, KbError

_MAX_BYTES = 60_000_000
_MAX_COLUMNS = 50
_MAX_LINES = 50_000


def is_workbook(content: bytes) -> bool:
    """Return whether a file looks like an Excel workbook rather than text."""
    return content.startswith(b"PK\x03\x04")


def workbook_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Return number and cells of each line of the first sheet, as text. Raise BadInput if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MAX_BYTES:
                raise BadInput("The workbook is too big. Keep only the list of people in it.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names features of Excel that do not matter for a list
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                for number, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True), 1):
                    if number > _MAX_LINES:  # a row may claim to be the billionth, with empty ones before it
                        raise BadInput("The workbook is too big. Keep only the list of people in it.")
                    yield number, [_text(cell) for cell in cells]
            finally:
                book.close()
    except KbError:
        raise
    except Exception as error:  # openpyxl raises any kind of error for a damaged part
        raise BadInput("The workbook cannot be read. Save it as .xlsx or CSV again.") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
