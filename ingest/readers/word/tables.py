"""Word's tables: cells under their own heading, whatever was merged or indented."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.readers.word.inline import chosen
from ingest.readers.word.names import MC, VAL, W
from kb.office_files.merged import is_figure
from kb.office_files.package import Element, is_on, whole_number

_MAX_COLUMNS = 63
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))

ReadCell = Callable[[Element], str]


def table_rows(table: Element, read_cell: ReadCell) -> list[list[str]]:
    """Return the rows of a table as cells of raw text; rows that are hidden, deleted or empty are left out.

    A label that was merged downwards stands in each of its rows. A figure stands once: repeated, a total would be
    counted twice.
    """
    rows = []
    above: dict[int, str] = {}
    for row in _inside(table, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and (is_on(properties.find(f"{W}hidden")) or properties.find(f"{W}del") is not None):
            continue
        cells = [""] * _columns(properties, "gridBefore")
        typed = False
        for cell in _inside(row, "tc"):
            at = len(cells)
            settings = cell.find(f"{W}tcPr")
            if _merged_away(settings, "vMerge"):
                text = above.get(at, "")
            elif _merged_away(settings, "hMerge") or (
                settings is not None and settings.find(f"{W}cellDel") is not None
            ):
                text = ""
            else:
                text = read_cell(cell)
                typed = typed or bool(text.strip())
                above[at] = "" if is_figure(text) or not _begins_merge(settings) else text
            cells += [text, *[""] * (_columns(settings, "gridSpan", 1) - 1)]
        if typed:
            rows.append(cells[:_MAX_COLUMNS])
    return rows


def only_cell(table: Element) -> Element | None:
    """The cell of a table that is but a frame around text; None for a table of several cells."""
    cells = [cell for row in _inside(table, "tr") for cell in _inside(row, "tc")]
    return cells[0] if len(cells) == 1 else None


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside of content controls and tracked changes."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)
        elif child.tag == f"{MC}AlternateContent":
            yield from _inside(chosen(child), name)


def _columns(properties: Element | None, name: str, default: int = 0) -> int:
    found = None if properties is None else properties.find(f"{W}{name}")
    return min(max(whole_number(None if found is None else found.get(VAL), default), default), _MAX_COLUMNS)


def _merged_away(properties: Element | None, name: str) -> bool:
    merge = None if properties is None else properties.find(f"{W}{name}")
    return merge is not None and merge.get(VAL, "continue") != "restart"


def _begins_merge(properties: Element | None) -> bool:
    return properties is not None and properties.find(f"{W}vMerge") is not None
