"""The lines of a PDF page with where they stand, in reading order."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.joining import WIDE
from kb.search.radicals import with_characters

_WIDE = re.compile(f"[{WIDE}]")
_FIRST_UNIT = re.compile(r"[^\s\u2e80-\uffef]+|\S")
_PUNCTUATION = re.compile(
    r"[\u2018-\u201d\u2026\u2014\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
_WORD_GAP = 0.2
_MIXED_GAP = 0.45  # typesetters put up to a quarter between Chinese and Latin by themselves
_COLUMN_GAP = 0.9
_TABLE_GAP = 1.5
_SLANTED = 0.1
_UNREADABLE_SHARE = 0.5
_HYPHEN = 0x02  # what PDFium gives for a hyphen at the end of a line


@dataclass(frozen=True)
class PageText:
    """What a page says: its lines in reading order, and how many of its letters have no known character."""

    lines: list[Line]
    unmapped: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether most letters are codes of a font that does not say which characters they are."""
        return self.unmapped > sum(len(line.text) for line in self.lines) * _UNREADABLE_SHARE


@dataclass(frozen=True)
class Line:
    """A line of text; positions are in points from the bottom left of the page as it is read, turned or not."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    """Size of its letters."""
    first_width: float
    """Width of its first word or Chinese character."""
    pieces: tuple[Line, ...] = ()
    """Its parts where gaps divide it as they do a table's row."""
    column: int = 0
    """Of which column of the page it is; 0 where the page has one."""
    page_width: float = 0.0
    """Width of the page as it is read."""

    @property
    def has_columns(self) -> bool:
        """Whether gaps divide it."""
        return bool(self.pieces)


@dataclass(frozen=True)
class _Letter:
    text: str
    left: float
    right: float
    bottom: float
    size: float
    turn: int = 0


def text_of(page: pypdfium2.PdfPage) -> PageText:
    """Return the lines of a page, letters ordered by position: in the file, marks of another font may come later."""
    text_page = page.get_textpage()
    try:
        letters, unmapped = _letters(text_page)
    finally:
        text_page.close()
    box = page.get_mediabox()
    lines: dict[int, list[Line]] = {}
    gathered: list[_Letter] = []
    for letter in [*letters, None]:
        if gathered and (letter is None or letter.turn != gathered[0].turn):
            turn = gathered[0].turn
            width = box[3] - box[1] if turn % 2 else box[2] - box[0]
            lines.setdefault(turn, []).extend(replace(line, page_width=width) for line in _line(gathered))
            gathered = []
        if letter is not None:
            gathered.append(letter)
    # Most of the page first: a note up its side is read after it, not between its lines.
    by_length = sorted(lines.values(), key=lambda found: -sum(len(line.text) for line in found))
    return PageText([line for found in by_length for line in found], unmapped)


def _letters(text_page: pypdfium2.PdfTextPage) -> tuple[list[_Letter | None], int]:
    """Letters in the order of the file, None where a line ends, and how many letters have no known character.

    Slanted ones (watermarks) are left out.
    """
    raw = text_page.raw
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    box_reference, matrix_reference = ctypes.byref(box), ctypes.byref(matrix)
    found: list[_Letter | None] = []
    high = unmapped = 0
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1 or 0xE000 <= code < 0xF900:
            unmapped += 1
            code = 0xFFFD
        if code in (0x0A, 0x0D):
            found.append(None)
        elif pdfium.FPDFText_IsGenerated(raw, index) == 1 or code == 0:
            continue  # a space that PDFium guessed; ours are guessed after ordering the letters
        else:
            pdfium.FPDFText_GetMatrix(raw, index, matrix_reference)
            if abs(math.sin(2 * math.atan2(matrix.b, matrix.a))) > _SLANTED:
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, index, box_reference)
            size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
            text = "-" if code == _HYPHEN else chr(code)
            found.append(_upright(text, box, size, round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4))
    return found, unmapped


def _upright(text: str, box: pdfium.FS_RECTF, size: float, turn: int) -> _Letter:
    """A letter where it would stand if the page were turned so that its line is level."""
    left, right, bottom = {
        0: (box.left, box.right, box.bottom),
        1: (box.bottom, box.top, -box.right),
        2: (-box.right, -box.left, -box.top),
        3: (-box.top, -box.bottom, box.left),
    }[turn]
    return _Letter(text, left, right, bottom, size, turn)


def _line(letters: list[_Letter]) -> list[Line]:
    ordered = sorted(letters, key=lambda letter: letter.left)
    text = ordered[0].text
    for before, after in pairwise(ordered):
        text += _gap(before, after) + after.text
    stripped = with_characters(text.strip())
    inked = [letter for letter in ordered if not letter.text.isspace()]
    if not stripped or not inked:
        return []
    unit = _FIRST_UNIT.match(stripped)
    width = len(unit.group()) if unit else 1
    return [
        Line(
            text=stripped,
            left=inked[0].left,
            right=max(letter.right for letter in inked),
            bottom=median(letter.bottom for letter in inked),
            size=median(letter.size for letter in inked),
            pieces=_pieces(ordered),
            first_width=inked[min(width, len(inked)) - 1].right - inked[0].left,
        )
    ]


def _pieces(ordered: list[_Letter]) -> tuple[Line, ...]:
    """The parts of a line between gaps as wide as those between a table's columns; none where it has no such gap."""
    parts: list[list[_Letter]] = []
    for letter in ordered:
        if letter.text.isspace():
            continue
        if parts and _distance(parts[-1][-1], letter) <= _TABLE_GAP:
            parts[-1].append(letter)
        else:
            parts.append([letter])
    return tuple(line for part in parts for line in _line(part)) if len(parts) > 1 else ()


def _gap(before: _Letter, after: _Letter) -> str:
    if before.text.isspace() or after.text.isspace():
        return ""
    if _PUNCTUATION.match(before.text) or _PUNCTUATION.match(after.text):
        enough = _COLUMN_GAP
    elif bool(_WIDE.match(before.text)) != bool(_WIDE.match(after.text)):
        enough = _MIXED_GAP
    else:
        enough = _WORD_GAP
    return " " if _distance(before, after) > enough else ""


def _distance(before: _Letter, after: _Letter) -> float:
    """The gap between two letters in widths of a Chinese character."""
    return (after.left - before.right) / max(after.size, 1.0)
