"""Workbooks to Markdown tables, a part for each sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, normalise
from ingest.readers.markdown_text import escape, heading, table
from kb.office_files.drawings import read_drawing
from kb.office_files.workbook import MAX_ROWS, BrokenWorkbook, Cell, Workbook
from kb.search.places import place_code

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_CELLS = 2_000_000


def read_xlsx(content: bytes) -> ReadDocument:
    """Return a workbook sheet by sheet with its cells as the program shows them.

    Hidden and empty sheets are left out, as are hidden rows and columns. Raises BadInput for a damaged file and for
    one without text.
    """
    document = DocumentBuilder()
    try:
        book = Workbook(content)
        for sheet in book.sheets:
            if sheet.hidden:
                document.note("hidden_sheet")
                continue
            rows = book.rows(sheet)
            drawn = read_drawing(book.package, sheet.part)
            add_sheet(document, sheet.name, (cells for _, cells in rows), drawn.words)
            note_all(document, sheet.left_out + drawn.not_read)
    except BrokenWorkbook as error:
        raise refusals.damaged() from error
    read = document.build(MEDIA_TYPE)
    if not read.text.strip():
        raise refusals.empty()
    return read


def add_sheet(document: DocumentBuilder, name: str, rows: Iterable[Sequence[Cell]], words: Sequence[str] = ()) -> None:
    """Add a sheet under its name: the table of its cells, then the words of its text boxes. Empty ones are left out."""
    parts = [text for text in (to_table([cell.shown for cell in row] for row in rows), *map(escape, words)) if text]
    if parts:
        document.add("\n\n".join((heading(name, 2), *parts)), place_code("sheet", name))


def note_all(document: DocumentBuilder, counts: Counter[str]) -> None:
    """Note everything that was counted."""
    for kind, count in counts.items():
        document.note(kind, count)


def to_table(rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of raw texts, the first row as its head; empty rows and columns are left out.

    Raises BadInput for more cells than memory should hold.
    """
    filled = list(_filled(rows))
    used = sorted({column for row in filled for column, value in enumerate(row) if value})
    return table([[row[column] if column < len(row) else "" for column in used] for row in filled]) if used else ""


def _filled(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise refusals.damaged()
        # What is printable has nothing to be normalised, and most cells are.
        values = [
            " ".join((value if value.isprintable() else normalise(value)).split()) if value else "" for value in row
        ]
        while values and not values[-1]:
            values.pop()
        if values:
            cells += len(values)
            if cells > _MAX_CELLS:
                raise refusals.too_much_memory()
            yield values
