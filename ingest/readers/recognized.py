"""Pieces of text that were recognized on the picture of a page, as the paragraphs they make up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_columns import in_columns
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_paragraphs import paragraphs_of
from kb.search.radicals import with_characters

_SAME_ROW = 0.5
_COLUMN_GAP = 1.2


@dataclass(frozen=True)
class Piece:
    """A piece of text, how sure the recognition is of it (0 to 1), and its corners in points from the top left."""

    text: str
    confidence: float
    corners: Sequence[Sequence[float]]


@dataclass(frozen=True)
class RecognizedPage:
    """The text of a page in Markdown, and the mean confidence of its characters."""

    number: int
    text: str
    confidence: float


def recognized_page(number: int, pieces: Sequence[Piece]) -> RecognizedPage:
    """Return a page's paragraphs; pieces at one height are one line, as a table's row is, also on a tilted page."""
    pieces = [piece for piece in pieces if piece.text.strip()]
    characters = sum(len(piece.text) for piece in pieces)
    if not characters:
        return RecognizedPage(number, "", 0.0)
    confidence = sum(piece.confidence * len(piece.text) for piece in pieces) / characters
    paragraphs = paragraphs_of([in_columns(_lines(pieces))])
    return RecognizedPage(number, "\n\n".join(paragraphs[0]), confidence)


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    widest = sorted(pieces, key=_width, reverse=True)
    tilt = median(_angle(piece) for piece in widest[: max(len(pieces) // 4, 1)])
    placed = sorted((_level(piece, tilt) for piece in pieces), key=lambda line: -line.bottom)
    width = max(line.right for line in placed) + min(line.left for line in placed)
    size = median(line.size for line in placed)
    rows: list[list[Line]] = []
    for line in placed:
        line = replace(line, page_width=width, size=size if abs(line.size - size) < 0.3 * size else line.size)
        if rows and abs(rows[-1][0].bottom - line.bottom) < _SAME_ROW * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _joined(row: Sequence[Line]) -> Line:
    first, last = row[0], row[-1]
    if len(row) == 1:
        return first
    apart = any(after.left - before.right > _COLUMN_GAP * before.size for before, after in pairwise(row))
    return replace(
        first,
        text=" ".join(line.text for line in row),
        right=last.right,
        pieces=tuple(row) if apart else (),
    )


def _angle(piece: Piece) -> float:
    (left, top), (right, bottom) = piece.corners[0][:2], piece.corners[1][:2]
    return math.atan2(bottom - top, right - left)


def _width(piece: Piece) -> float:
    return math.dist(piece.corners[0][:2], piece.corners[1][:2])


def _level(piece: Piece, tilt: float) -> Line:
    """A piece as a line of a page that was turned level; heights are seen from the bottom, as in PDF."""
    cosine, sine = math.cos(-tilt), math.sin(-tilt)
    xs = [x * cosine - y * sine for x, y in piece.corners]
    ys = [x * sine + y * cosine for x, y in piece.corners]
    height = max(ys) - min(ys)
    text = with_characters(piece.text.strip())
    return Line(
        text=text,
        left=min(xs),
        right=max(xs),
        bottom=-median(ys),
        size=height * 0.8,
        first_width=(max(xs) - min(xs)) / len(text),
    )
