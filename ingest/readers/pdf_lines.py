"""The lines of a PDF page with where they stand, in reading order."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.joining import WIDE

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
_HYPHEN = 0x02  # what PDFium gives for a hyphen at the end of a line


@dataclass(frozen=True)
class Line:
    """A line of text; positions are in points, seen from the bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    """Size of its letters."""
    first_width: float
    """Width of its first word or Chinese character."""
    has_columns: bool = False
    """Whether gaps divide it as they do a table's row."""


@dataclass(frozen=True)
class _Letter:
    text: str
    left: float
    right: float
    bottom: float
    size: float


def lines_of(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines of a page, letters ordered by position: in the file, marks of another font may come later."""
    text_page = page.get_textpage()
    lines: list[Line] = []
    letters: list[_Letter] = []
    for letter in _letters(text_page):
        if letter is not None:
            letters.append(letter)
        elif letters:
            lines += _line(letters)
            letters = []
    if letters:
        lines += _line(letters)
    text_page.close()
    return lines


def _letters(text_page: pypdfium2.PdfTextPage) -> list[_Letter | None]:
    """Letters in the order of the file, None where a line ends; slanted ones (watermarks) are left out."""
    raw = text_page.raw
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    box_reference, matrix_reference = ctypes.byref(box), ctypes.byref(matrix)
    found: list[_Letter | None] = []
    high = 0
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
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
            found.append(_Letter(text, box.left, box.right, box.bottom, size))
    return found


def _line(letters: list[_Letter]) -> list[Line]:
    ordered = sorted(letters, key=lambda letter: letter.left)
    text = ordered[0].text
    for before, after in pairwise(ordered):
        text += _gap(before, after) + after.text
    stripped = text.strip(" \t\u3000")
    if not stripped:
        return []
    inked = [letter for letter in ordered if not letter.text.isspace()]
    unit = _FIRST_UNIT.match(stripped)
    width = len(unit.group()) if unit else 1
    return [
        Line(
            text=stripped,
            left=inked[0].left,
            right=max(letter.right for letter in inked),
            bottom=median(letter.bottom for letter in inked),
            size=median(letter.size for letter in inked),
            has_columns=any(_distance(*pair) > _TABLE_GAP for pair in pairwise(inked)),
            first_width=inked[min(width, len(inked)) - 1].right - inked[0].left,
        )
    ]


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
