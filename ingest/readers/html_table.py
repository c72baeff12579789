"""Tables of a page as rows of cells, each value under its own heading."""

from __future__ import annotations

from bs4 import Tag

from ingest.readers import refusals
from ingest.readers.html_inline import BLOCKS, lines_of, rows_of, words

_MAX_SPAN = 1000
_MAX_CELLS = 500_000
_INSIDE_TABLES = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))


def table_rows(table: Tag) -> list[list[str]]:
    """Return the rows of a table; a cell that spans rows stands in each of them, empty rows and columns go.

    Raises BadInput for spans that make more cells than any table of people.
    """
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    cells = 0
    for row in rows_of(table):
        line: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _fill_hanging(line, hanging)
            text = " ".join(lines_of(words(cell)))
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(len(line), len(line) + width):
                value = text if column == len(line) else ""
                if height > 1:
                    hanging[column] = (height - 1, value)
            line += [text, *[""] * (width - 1)]
            cells += width
            if cells > _MAX_CELLS:
                raise refusals.too_much_memory()
        _fill_hanging(line, hanging)
        rows.append(line)
    filled = [row for row in rows if any(row)]
    used = sorted({column for row in filled for column, value in enumerate(row) if value})
    return [[row[column] if column < len(row) else "" for column in used] for row in filled]


def is_layout(table: Tag) -> bool:
    """Whether a table only places parts of the page: it has one column, or headings and tables in its cells."""
    if table.get("role") == "presentation":
        return True
    if table.find(["h1", "h2", "h3", "h4", "h5", "h6", "table"]) is None and not _one_column(table):
        return False
    return _one_column(table) or table.find(["h1", "h2", "h3", "h4", "h5", "h6"]) is not None


def _one_column(table: Tag) -> bool:
    counts = [len(row.find_all(["td", "th"], recursive=False)) for row in rows_of(table)]
    holds_blocks = table.find(lambda tag: tag.name in BLOCKS - _INSIDE_TABLES) is not None
    return max(counts, default=0) <= 1 and (len(counts) <= 1 or holds_blocks)


def _fill_hanging(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Append the cells that reach down from rows above, where the line has come to them."""
    while (column := len(line)) in hanging:
        left, text = hanging.pop(column)
        line.append(text)
        if left > 1:
            hanging[column] = (left - 1, text)


def _span(cell: Tag, name: str) -> int:
    try:
        return min(max(int(str(cell.get(name, "1"))), 1), _MAX_SPAN)
    except ValueError:
        return 1
