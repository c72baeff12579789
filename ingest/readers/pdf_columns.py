"""Columns of a PDF page: the left one is read to its end before the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import mean

from ingest.readers.pdf_lines import Line

_MIN_LINES = 3
_MIN_CHARACTERS = 8
_WIDE_SHARE = 0.6
_MIDDLE = (0.25, 0.75)
_PIECES = 2


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in the order people read them, each knowing its column; a page of one stays as it is."""
    parted = _parted(lines)
    gutter = _gutter(parted)
    if gutter is None:
        return list(lines)
    ordered: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(parted, key=lambda line: -line.bottom):
        if line.left < gutter < line.right:
            ordered += [*sides[0], *sides[1], line]
            sides = ([], [])
        else:
            side = int(line.left >= gutter)
            sides[side].append(replace(line, column=side + 1))
    return [*ordered, *sides[0], *sides[1]]


def _parted(lines: Sequence[Line]) -> list[Line]:
    """The lines, those cut in two that run across both columns of a text as one line of the file."""
    across = [line.pieces for line in lines if len(line.pieces) == _PIECES]
    if len(across) < _MIN_LINES or len(across) * 2 < len(lines):
        return list(lines)
    left, right = [pieces[0] for pieces in across], [pieces[1] for pieces in across]
    apart = max(line.right for line in left) < min(line.left for line in right)
    prose = all(mean(len(line.text) for line in side) >= _MIN_CHARACTERS for side in (left, right))
    if not apart or not prose:
        return list(lines)  # a table: its cells are short, or as long as they happen to be
    return [part for line in lines for part in (line.pieces if len(line.pieces) == _PIECES else (line,))]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a blank strip runs down the middle of the page with prose on both sides of it, or None."""
    if len(lines) < 2 * _MIN_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    narrow = [line for line in lines if line.right - line.left < _WIDE_SHARE * (right - left)]
    edges = sorted((line.left, line.right) for line in narrow)
    reach = left
    best: tuple[float, float] | None = None
    for start, end in edges:
        if start > reach and (best is None or start - reach > best[1] - best[0]):
            middle = ((start + reach) / 2 - left) / max(right - left, 1.0)
            if _MIDDLE[0] < middle < _MIDDLE[1]:
                best = reach, start
        reach = max(reach, end)
    if best is None:
        return None
    gutter = (best[0] + best[1]) / 2
    sides = [line for line in narrow if line.right < gutter], [line for line in narrow if line.left > gutter]
    if any(len(side) < _MIN_LINES or mean(len(line.text) for line in side) < _MIN_CHARACTERS for side in sides):
        return None
    return gutter if best[1] - best[0] >= min(line.size for line in narrow) * 0.8 else None
