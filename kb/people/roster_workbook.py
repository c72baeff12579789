"""The lines of an Excel workbook, as a roster has them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator

import openpyxl

from kb.errors import BadInput, KbError

_MOST_BYTES = 60_000_000
_MOST_COLUMNS = 50
_MOST_LINES = 50_000


def is_workbook(content: bytes) -> bool:
    """Whether a file looks like an Excel workbook rather than text."""
    return content.startswith(b"PK\x03\x04")


def workbook_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line of the first sheet, as text. Raises BadInput for what cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise BadInput("The workbook is too big. Keep only the list of people in it.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names features of Excel that do not matter for a list
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
                    if number > _MOST_LINES:  # a row may claim to be the billionth, with empty ones before it
                        raise BadInput("The workbook is too big. Keep only the list of people in it.")
                    yield number, [_text(cell) for cell in cells]
            finally:
                book.close()
    except KbError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise BadInput("The workbook cannot be read. Save it as .xlsx or CSV again.") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
