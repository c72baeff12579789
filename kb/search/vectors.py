"""Exact nearest neighbours among normalised passage vectors held in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.keys import POSITION_BITS, Keys, ordinals_of, positions_of

Vectors = NDArray[np.float32]
Flags = NDArray[np.bool_]

_NOBODY = 0
"""Owner of a row that was given up; document ordinals begin at 1."""
_ROWS_FOR_ONE_THREAD = 20_000
"""Up to here a product takes under a millisecond on one core. BLAS would share it among all cores and wait for the
slowest, which on a busy machine makes one search in twenty ten times slower."""
_ROWS_A_STEP = 1024
"""Too few for BLAS to share them out."""


class VectorIndex:
    """Vectors of documents' passages in one growing matrix, a document's rows side by side.

    Not locked: the caller keeps changes and searches apart.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._matrix: Vectors = np.empty((0, dimension), dtype=np.float32)
        self._owners: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._first_rows: NDArray[np.int64] = np.full(1, -1, dtype=np.int64)
        self._counts: dict[int, int] = {}
        self._live = 0
        self._end = 0

    def __len__(self) -> int:
        return self._live

    def reserve(self, rows: int, ordinals: int) -> None:
        """Make room for so many rows and ordinals up to that one, so that a large load copies nothing twice."""
        if rows > len(self._owners):
            self._matrix = _grown(self._matrix, rows, 0)
            self._owners = _grown(self._owners, rows, _NOBODY)
        if ordinals >= len(self._first_rows):
            self._first_rows = _grown(self._first_rows, ordinals + 1, -1)

    def add(self, ordinal: int, vectors: Vectors) -> None:
        """Set a document's vectors: L2-normalised, shape (passages, dimension), in passage order."""
        self.remove(ordinal)
        if not len(vectors):
            return
        start, end = self._end, self._end + len(vectors)
        if end > len(self._owners) or ordinal >= len(self._first_rows):
            self.reserve(max(end, len(self._owners) * 5 // 4), max(ordinal, len(self._first_rows) * 5 // 4))
        self._matrix[start:end] = vectors
        self._owners[start:end] = ordinal
        self._first_rows[ordinal] = start
        self._counts[ordinal] = len(vectors)
        self._live += len(vectors)
        self._end = end

    def remove(self, ordinal: int) -> None:
        """Take out a document's vectors; nothing happens where it has none."""
        count = self._counts.pop(ordinal, 0)
        if count:
            start = self._first_rows[ordinal]
            self._owners[start : start + count] = _NOBODY
            self._first_rows[ordinal] = -1
            self._live -= count
            if self._end > 1024 and self._live < self._end * 3 // 4:
                self._compact()

    def search(self, query: Vectors, limit: int, allowed: Flags | None, also: Keys) -> tuple[Keys, Vectors, Vectors]:
        """Keys and cosines of the `limit` nearest passages, the nearest first, and the cosines of `also`.

        `allowed[ordinal]` says which documents may answer, None means all. A passage of `also` that has no
        vector gets 0.
        """
        scores = _cosines(self._matrix[: self._end], query)
        beside = self._pick(scores, also)
        owners = self._owners[: self._end]
        if allowed is not None and not allowed[np.flatnonzero(self._first_rows >= 0)].all():
            scores[~allowed[owners]] = -np.inf
        if self._live < self._end:
            scores[owners == _NOBODY] = -np.inf
        limit = min(limit, len(scores))
        rows = np.argpartition(scores, len(scores) - limit)[len(scores) - limit :] if limit else np.arange(0)
        rows = rows[scores[rows] > -np.inf]
        keys = (owners[rows].astype(np.int64) << POSITION_BITS) + rows - self._first_rows[owners[rows]]
        order = np.lexsort((keys, -scores[rows]))
        return keys[order], scores[rows[order]], beside

    def _pick(self, scores: Vectors, keys: Keys) -> Vectors:
        ordinals = ordinals_of(keys)
        known = ordinals < len(self._first_rows)
        first = np.where(known, self._first_rows[np.where(known, ordinals, 0)], -1)
        rows = first + positions_of(keys)
        found = (first >= 0) & (rows < self._end)
        return np.where(found, scores[np.where(found, rows, 0)], 0) if len(scores) else np.zeros(len(keys), "f4")

    def _compact(self) -> None:
        rows = np.flatnonzero(self._owners[: self._end] != _NOBODY)
        self._matrix = self._matrix[rows]
        self._owners = self._owners[rows]
        self._end = len(rows)
        starts = np.flatnonzero(np.diff(self._owners, prepend=_NOBODY))
        self._first_rows[self._owners[starts]] = starts


def _cosines(matrix: Vectors, query: Vectors) -> Vectors:
    if len(matrix) > _ROWS_FOR_ONE_THREAD:
        return matrix @ query
    cosines = np.empty(len(matrix), dtype=np.float32)
    for start in range(0, len(matrix), _ROWS_A_STEP):
        np.dot(matrix[start : start + _ROWS_A_STEP], query, out=cosines[start : start + _ROWS_A_STEP])
    return cosines


def _grown(array: NDArray[Any], length: int, fill: int) -> NDArray[Any]:
    grown = (
        np.full((length, *array.shape[1:]), fill, dtype=array.dtype)
        if fill
        else np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    )
    grown[: len(array)] = array
    return grown
