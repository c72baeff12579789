"""Workbooks cell by cell, as the program shows them: the one reading for documents, rosters and question books.

Written for what files are really like: parts that no text depends on may be missing or odd (fills, themes, dates in
properties), rows may come without numbers, and the strict variant of the standard is read like the usual one.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml import etree

from kb.office_files.cell_styles import MAIN, CellStyle, cell_styles
from kb.office_files.merged import is_figure
from kb.office_files.number_format import GENERAL, number_format
from kb.office_files.package import STRICT_NAMES, Element, Package, whole_number
from kb.office_files.shared_texts import Shown, shared_texts, shown_text

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_WHOLE = re.compile(r"-?[1-9]\d*|0")
_EXACT_DIGITS = 15
_VALUE, _FORMULA, _INLINE = f"{MAIN}v", f"{MAIN}f", f"{MAIN}is"
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384

Kind = Literal["empty", "text", "number", "date", "boolean", "error"]


class BrokenWorkbook(Exception):
    """A file that is no workbook, or that no program could open."""


@dataclass(frozen=True)
class Cell:
    """A cell: what it shows, what kind of value that is, and whether a formula gives it."""

    shown: str = ""
    kind: Kind = "empty"
    is_formula: bool = False


EMPTY = Cell()


@dataclass
class Sheet:
    """A worksheet. `left_out` counts hidden rows and columns, struck texts and formulas without a result, once read."""

    name: str
    hidden: bool
    part: str
    left_out: Counter[str] = field(default_factory=Counter)


class Workbook:
    """An open workbook. Raises BrokenWorkbook for what is none."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        self._main = self.package.main_part("xl")
        root = self.package.xml(self._main)
        if root is None or root.find(f"{MAIN}sheets") is None:
            raise BrokenWorkbook
        settings = root.find(f"{MAIN}workbookPr")
        self._since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self._styles = cell_styles(self._first("styles"))
        self._texts = shared_texts(self._first("sharedStrings"))
        self.sheets: Sequence[Sheet] = tuple(self._read_sheets(root))

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
        """Give number and cells of each row that is shown, in order; hidden columns are empty.

        A label that was merged downwards stands in each of its rows. Raises BrokenWorkbook where the sheet breaks off.
        """
        content = self.package.part(sheet.part)
        if content is None:
            sheet.left_out["part"] += 1
            return
        for strict, usual in STRICT_NAMES:
            content = content.replace(strict, usual)
        down = _merged_down(content)
        labels: dict[int, Cell] = {}
        last: dict[int, int] = {}
        columns_left_out: set[int] = set()
        try:
            for number, is_hidden, hidden_columns, found in self._stored(content, sheet):
                for column, cell in found.items():
                    if (number, column) in down:
                        labels[column], last[column] = cell, down[number, column]
                for column, label in labels.items():
                    if (
                        number <= last[column]
                        and column not in found
                        and not is_figure(label.shown)
                        and label.kind == "text"
                    ):
                        found[column] = label
                if is_hidden:
                    sheet.left_out["hidden_row"] += any(cell.shown for cell in found.values())
                    continue
                for column in [column for column in found if column in hidden_columns]:
                    if found.pop(column).shown:
                        columns_left_out.add(column)
                yield number, [found.get(column, EMPTY) for column in range(max(found, default=-1) + 1)]
        except etree.XMLSyntaxError as error:
            raise BrokenWorkbook from error
        sheet.left_out["hidden_column"] += len(columns_left_out)

    def _stored(self, content: bytes, sheet: Sheet) -> Iterator[tuple[int, bool, set[int], dict[int, Cell]]]:
        """Rows as they are stored: number, whether hidden, the hidden columns, and the cells that are not empty."""
        hidden_columns: set[int] = set()
        number = 0
        parsed = etree.iterparse(
            io.BytesIO(content),
            events=("end",),
            tag=(f"{MAIN}col", f"{MAIN}row"),
            resolve_entities=False,
            no_network=True,
        )
        for _, element in parsed:
            if element.tag == f"{MAIN}col":
                if _is_hidden(element, "width"):
                    first, last = whole_number(element.get("min"), 1), whole_number(element.get("max"), 1)
                    hidden_columns |= set(range(max(first, 1) - 1, min(last, MAX_COLUMNS)))
                continue
            number = whole_number(element.get("r"), number + 1)
            if not 0 < number <= MAX_ROWS:
                raise BrokenWorkbook  # a row may claim to be the billionth, with empty ones before it
            yield number, _is_hidden(element, "ht"), hidden_columns, self._cells(element, sheet)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    def _cells(self, row: Element, sheet: Sheet) -> dict[int, Cell]:
        found = {}
        column = -1
        for element in row.iterchildren(f"{MAIN}c"):
            column = _column(element.get("r"), column + 1)
            if not 0 <= column < MAX_COLUMNS:
                raise BrokenWorkbook
            cell = self._cell(element, sheet)
            if cell is not EMPTY:
                found[column] = cell
        return found

    def _cell(self, element: Element, sheet: Sheet) -> Cell:
        kind = element.get("t", "n")
        index = whole_number(element.get("s"), -1)
        style = self._styles[index] if 0 <= index < len(self._styles) else CellStyle()
        raw, is_formula, inline = "", False, None
        for child in element:
            if child.tag == _VALUE:
                raw = child.text or ""
            elif child.tag == _FORMULA:
                is_formula = True
            elif child.tag == _INLINE:
                inline = child
        if kind == "inlineStr":
            cell = self._text(Shown("") if inline is None else shown_text(inline), style, is_formula, sheet)
        elif kind == "s":
            position = whole_number(raw, -1)
            text = self._texts[position] if 0 <= position < len(self._texts) else Shown("")
            cell = self._text(text, style, is_formula, sheet)
        elif kind == "str":
            cell = self._text(Shown(raw), style, is_formula, sheet)
        elif not raw:
            sheet.left_out["no_result"] += is_formula
            return Cell(is_formula=True) if is_formula else EMPTY
        elif kind == "b":
            cell = Cell("TRUE" if raw in ("1", "true") else "FALSE", "boolean", is_formula)
        elif kind == "e":
            cell = Cell(raw, "error", is_formula)
        elif kind == "d":
            cell = Cell(raw.replace("T", " ").removesuffix(" 00:00:00").removesuffix("Z"), "date", is_formula)
        else:
            cell = self._number(raw, style, is_formula)
        if style.struck and cell.shown:
            sheet.left_out["struck_text"] += 1
            return EMPTY
        return cell

    def _text(self, text: Shown, style: CellStyle, is_formula: bool, sheet: Sheet) -> Cell:
        sheet.left_out["struck_text"] += text.struck
        shown = number_format(style.code).show_text(text.words)
        sheet.left_out["hidden_text"] += bool(text.words.strip()) and not shown
        return Cell(shown, "text", is_formula) if shown or is_formula else EMPTY

    def _number(self, raw: str, style: CellStyle, is_formula: bool) -> Cell:
        if style.code == GENERAL and len(raw) < _EXACT_DIGITS and _WHOLE.fullmatch(raw):
            return Cell(raw, "number", is_formula)
        try:
            value = float(raw)
            if not abs(value) < 1e300:
                return Cell(raw, "text", is_formula)
        except ValueError:
            return Cell(raw, "text", is_formula)
        shown = number_format(style.code)
        text = shown.show(value, raw, since_1904=self._since_1904)
        return Cell(text, "date" if shown.is_date else "number", is_formula)

    def _read_sheets(self, root: Element) -> Iterator[Sheet]:
        for element in root.iter(f"{MAIN}sheet"):
            relation = self.package.relations(self._main).get(element.get(f"{_R}id", ""))
            if relation is not None and relation.kind == "worksheet":
                yield Sheet(element.get("name", ""), element.get("state", "visible") != "visible", relation.target)

    def _first(self, kind: str) -> Element | None:
        for name in self.package.related(self._main, kind):
            root = self.package.xml(name)
            if root is not None:
                return root
        return None


def plain_value(cell: Cell) -> str:
    """Return what a cell shows without thousands separators, for lists that are read by programs."""
    return cell.shown.replace(",", "") if cell.kind == "number" else cell.shown


def _is_hidden(element: Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _column(address: str | None, default: int) -> int:
    if address is None:
        return default
    letters = address.rstrip("0123456789")
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
        raise BrokenWorkbook  # anywhere it were put, a figure could stand under another heading
    return column_number(letters)


@lru_cache(maxsize=1000)
def column_number(letters: str) -> int:
    """Return the index of a column from its letters: 0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _merged_down(content: bytes) -> dict[tuple[int, int], int]:
    """The last row of each merged area by its first cell, for areas of several rows."""
    return {
        (int(top), column_number(left.decode())): int(bottom)
        for left, top, _, bottom in _MERGED.findall(content)
        if int(bottom) > int(top)
    }
