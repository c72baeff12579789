"""The order in which people read what lies on a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Axis = Literal["down", "across"]
_OVERLAP = 0.3
_MAX_BOXES = 300


@dataclass(frozen=True)
class Box:
    """Where a shape lies: left, top, width and height in any unit."""

    left: int
    top: int
    width: int
    height: int


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the indexes of boxes, given in the order they were drawn, in the order to read them.

    Rows from the top and within a row from the left, or columns from the left and within a column from the top:
    whichever is nearer to the order in which the author drew them.
    """
    drawn = list(range(len(boxes)))
    if len(boxes) > _MAX_BOXES:
        return sorted(drawn, key=lambda index: (boxes[index].top, boxes[index].left))
    by_rows = _arranged(boxes, drawn, "down")
    by_columns = _arranged(boxes, drawn, "across")
    return min((by_rows, by_columns), key=_inversions)


def _arranged(boxes: Sequence[Box], indexes: list[int], preferred: Axis) -> list[int]:
    if len(indexes) < 2:
        return indexes
    for axis in (preferred, "across" if preferred == "down" else "down"):
        bands = _bands(boxes, indexes, axis)
        if len(bands) > 1:
            return [index for band in bands for index in _arranged(boxes, band, preferred)]
    return indexes


def _bands(boxes: Sequence[Box], indexes: list[int], axis: Axis) -> list[list[int]]:
    """Groups of boxes with a straight line between them; a slight overlap is no overlap."""

    def extent(index: int) -> tuple[int, int]:
        box = boxes[index]
        return (box.top, box.height) if axis == "down" else (box.left, box.width)

    bands: list[list[int]] = []
    end = 0.0
    for index in sorted(indexes, key=lambda index: (extent(index)[0], index)):
        start, size = extent(index)
        smallest = min([size, *(extent(other)[1] for other in bands[-1])]) if bands else size
        if not bands or start >= end - _OVERLAP * smallest:
            bands.append([])
            end = start + size
        bands[-1].append(index)
        end = max(end, start + size)
    return [sorted(band) for band in bands]


def _inversions(order: Sequence[int]) -> int:
    return sum(before > after for before, after in combinations(order, 2))
