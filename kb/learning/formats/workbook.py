"""Read questions from an Excel workbook: the table of `kb.learning.formats.table` on the first sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl.utils import get_column_letter

from kb.errors import BadInput, KbError
from kb.learning.formats.question_file import MAX_PROBLEMS, Problem, QuestionFile
from kb.learning.formats.table import COLUMNS, Row, read_rows
from kb.office_files.workbook import BrokenWorkbook, Cell, Workbook, plain_value
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
LinesReader = Callable[[bytes], tuple[list[Row], list[Problem]]]


def question_lines(content: bytes) -> tuple[list[Row], list[Problem]]:
    """Return the rows of the first sheet, and what is wrong by line. Raises BadInput for what cannot be read.

    Formulas are refused by row: what they would give is not in the file.
    """
    _check_archive(content)
    return _read_sheet(content)


def read_workbook(content: bytes, lines: LinesReader = question_lines) -> QuestionFile:
    """Read the first sheet of a workbook; `lines` opens it, for who does not trust it in a process of its own."""
    try:
        rows, problems = lines(content)
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
        book = Workbook(content)
        shown = [sheet for sheet in book.sheets if not sheet.hidden]
        for line, cells in book.rows(shown[0]) if shown else ():
            if line > MAX_ROWS:
                problems.append(Problem(MAX_ROWS + 1, BadInput("A table has at most {count} rows.", count=MAX_ROWS)))
                break
            cells = cells[:_MAX_COLUMNS]
            bad = next((column for column, cell in enumerate(cells, 1) if cell.is_formula or cell.kind == "error"), 0)
            if bad:
                name = f"{get_column_letter(bad)}{line}"
                problems.append(
                    Problem(
                        line, BadInput("The cell {cell} contains a formula or an error: enter its value.", cell=name)
                    )
                )
                if len(problems) == MAX_PROBLEMS:
                    break
            rows.append((line, [_text(cell) for cell in cells]))
    except BrokenWorkbook as error:
        raise BadInput("This is not an Excel workbook (.xlsx) that can be read.") from error
    return rows, problems


def _text(cell: Cell) -> str:
    return cell.shown.lower() if cell.kind == "boolean" else plain_value(cell)
