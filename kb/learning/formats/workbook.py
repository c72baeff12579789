"""Read questions from an Excel workbook: the table of `kb.learning.formats.table` on the first sheet."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any

import openpyxl

from kb.errors import BadInput, KbError
from kb.learning.formats.question_file import MAX_PROBLEMS, Problem, QuestionFile
from kb.learning.formats.table import COLUMNS, Row, read_rows
from kb.zip_files import UNREADABLE

MAX_ROWS = 10_000
_MAX_UNPACKED = 100_000_000
_MAX_ENTRIES = 1_000
_RATIO_MATTERS_FROM = 10_000_000
_MAX_RATIO = 100
_MAX_COLUMNS = len(COLUMNS) + 20
_FORBIDDEN = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_FORMULA, _ERROR = "f", "e"


def read_workbook(content: bytes) -> QuestionFile:
    """Read the first sheet of a workbook. Formulas are refused by row: what they would give is not in the file."""
    try:
        _check_archive(content)
        rows, problems = _read_sheet(content)
    except KbError as error:
        return QuestionFile((), (Problem(1, error),))
    if problems:
        return QuestionFile((), tuple(problems))
    return read_rows(rows)


def _check_archive(content: bytes) -> None:
    """Raise BadInput for what is no workbook, or would unpack to more than any table of questions needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            bomb = total > _RATIO_MATTERS_FROM and total > _MAX_RATIO * len(content)
            if bomb or total > _MAX_UNPACKED or len(entries) > _MAX_ENTRIES:
                raise BadInput("The workbook unpacks to far more than a table of questions needs.")
            for entry in entries:
                part = archive.read(entry)
                if entry.filename.endswith((".xml", ".rels")) and any(word in part for word in _FORBIDDEN):
                    raise BadInput("The file declares a document type or entities. Such XML is not read, for safety.")
    except UNREADABLE as error:
        raise BadInput("This is not an Excel workbook (.xlsx) that can be read.") from error


def _read_sheet(content: bytes) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names features of Excel that do not matter here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the stored size may claim a million rows that are not there
            for line, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), 1):
                if line > MAX_ROWS:
                    problems.append(Problem(line, BadInput("A table has at most {count} rows.", count=MAX_ROWS)))
                    break
                bad = next((cell for cell in cells if getattr(cell, "data_type", "") in (_FORMULA, _ERROR)), None)
                if bad is not None:
                    error = BadInput(
                        "The cell {cell} contains a formula or an error: enter its value.", cell=bad.coordinate
                    )
                    problems.append(Problem(line, error))
                    if len(problems) == MAX_PROBLEMS:
                        break
                rows.append((line, [_text(cell.value) for cell in cells]))
            book.close()
    except KbError:
        raise
    except Exception as error:  # openpyxl raises any kind of error for a damaged part
        raise BadInput("This is not an Excel workbook (.xlsx) that can be read.") from error
    return rows, problems


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)
