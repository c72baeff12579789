"""Read the lines of an Excel workbook, in the form a roster takes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from kb.errors import BadInput
from kb.office_files.workbook import BrokenWorkbook, Workbook, plain_value
from kb.zip_files import UNREADABLE

_MAX_BYTES = 60_000_000
_MAX_COLUMNS = 50
_MAX_LINES = 50_000


def is_workbook(content: bytes) -> bool:
    """Return whether a file looks like an Excel workbook rather than text."""
    return content.startswith(b"PK\x03\x04")


def workbook_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each line of the first sheet that is shown, as the program shows them.

    A cell that was merged downwards stands in each of its lines. Raises BadInput for what cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MAX_BYTES:
                raise BadInput("The workbook is too big. Keep only the list of people in it.")
        book = Workbook(content)
        shown = [sheet for sheet in book.sheets if not sheet.hidden]
        for number, cells in book.rows(shown[0]) if shown else ():
            if number > _MAX_LINES:  # a row may claim to be the billionth, with empty ones before it
                raise BadInput("The workbook is too big. Keep only the list of people in it.")
            yield number, [plain_value(cell) for cell in cells[:_MAX_COLUMNS]]
    except (BrokenWorkbook, *UNREADABLE) as error:
        raise BadInput("The workbook cannot be read. Save it as .xlsx or CSV again.") from error
