"""Find exact nearest neighbours among normalised passage vectors held in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.byte_codes import ByteCodes
from kb.search.keys import POSITION_BITS, Keys, ordinals_of, positions_of

Vectors = NDArray[np.float32]
Flags = NDArray[np.bool_]

_NOBODY = 0
"""Owner of a freed row; document ordinals begin at 1."""
_ROWS_FOR_ONE_THREAD = 20_000
"""Up to here a product takes under a millisecond on one core. BLAS would share it among all cores and wait for the
slowest, which on a busy machine makes one search in twenty ten times slower."""
_ROWS_A_STEP = 1024
"""Too few for BLAS to share them out."""
_MIN_ROWS_TO_CODE = 5_000
_ROWS_PER_SETTLE = 50_000
_BELOW_ALL = -2.0
"""Less than any cosine, more than a hidden row's."""


class VectorIndex:
    """Hold vectors of documents' passages in one growing matrix, a document's rows side by side.

    Answers are exact. Among many rows a first pass over byte codes finds the few that can be among the nearest.
    Not locked: the caller keeps changes and searches apart.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._matrix: Vectors = np.empty((0, dimension), dtype=np.float32)
        self._owners: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._first_rows: NDArray[np.int64] = np.full(1, -1, dtype=np.int64)
        self._counts: dict[int, int] = {}
        self._codes = ByteCodes(dimension)
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
        """Remove a document's vectors, if it has any."""
        count = self._counts.pop(ordinal, 0)
        if count:
            start = self._first_rows[ordinal]
            self._owners[start : start + count] = _NOBODY
            self._first_rows[ordinal] = -1
            self._live -= count
            if self._end > 1024 and self._live < self._end * 3 // 4:
                self._compact()

    def search(self, query: Vectors, limit: int, allowed: Flags | None, also: Keys) -> tuple[Keys, Vectors, Vectors]:
        """Return keys and cosines of the `limit` nearest passages, the nearest first, and the cosines of `also`.

        `allowed[ordinal]` says which documents may answer, None means all. A passage of `also` that has no
        vector gets 0.
        """
        hidden = self._hidden(allowed)
        if len(self._codes):
            rows, scores, beside = self._search_by_codes(query, limit, hidden, also)
        else:
            scores = _cosines(self._matrix[: self._end], query)
            beside = self._pick(scores, also)
            if hidden is not None:
                scores[hidden] = -np.inf
            rows = _greatest(scores, limit)
            scores = scores[rows]
        rows, scores = rows[scores > -np.inf], scores[scores > -np.inf]
        owners = self._owners[rows]
        keys = (owners.astype(np.int64) << POSITION_BITS) + rows - self._first_rows[owners]
        order = np.lexsort((keys, -scores))
        return keys[order], scores[order], beside

    def settle(self) -> bool:
        """Encode some of the rows added since the last call; return True while there are more.

        Searches are correct before and after, and faster after.
        """
        start = len(self._codes)
        if self._end < _MIN_ROWS_TO_CODE or start == self._end:
            return False
        end = min(start + _ROWS_PER_SETTLE, self._end)
        self._codes.extend(self._matrix[start:end], room=len(self._owners))
        return end < self._end

    def _search_by_codes(
        self, query: Vectors, limit: int, hidden: Flags | None, also: Keys
    ) -> tuple[NDArray[np.int64], Vectors, Vectors]:
        least, greatest = self._codes.bounds(query)
        if len(self._codes) < self._end:
            fresh = self._matrix[len(self._codes) : self._end] @ query
            least, greatest = np.concatenate((least, fresh)), np.concatenate((greatest, fresh))
        if hidden is not None:
            least[hidden] = greatest[hidden] = -np.inf
        limit = min(limit, len(least))
        reached = np.partition(least, len(least) - limit)[len(least) - limit] if limit else np.inf
        rows = np.flatnonzero(greatest >= max(reached, _BELOW_ALL))
        scores = self._matrix[rows] @ query
        best = _greatest(scores, limit)
        found, beside_rows = self._rows_of(also)
        return rows[best], scores[best], np.where(found, self._matrix[beside_rows] @ query, 0)

    def _hidden(self, allowed: Flags | None) -> Flags | None:
        """Return rows that may not answer; None if all may."""
        owners = self._owners[: self._end]
        hidden = None
        if allowed is not None and not allowed[np.flatnonzero(self._first_rows >= 0)].all():
            hidden = ~allowed[owners]
        if self._live < self._end:
            hidden = owners == _NOBODY if hidden is None else hidden | (owners == _NOBODY)
        return hidden

    def _pick(self, scores: Vectors, keys: Keys) -> Vectors:
        found, rows = self._rows_of(keys)
        return np.where(found, scores[rows], 0) if len(scores) else np.zeros(len(keys), "f4")

    def _rows_of(self, keys: Keys) -> tuple[Flags, NDArray[np.int64]]:
        """Return which keys have a row, and the rows (0 for those that have none)."""
        ordinals = ordinals_of(keys)
        known = ordinals < len(self._first_rows)
        first = np.where(known, self._first_rows[np.where(known, ordinals, 0)], -1)
        rows = first + positions_of(keys)
        found = (first >= 0) & (rows < self._end)
        return found, np.where(found, rows, 0)

    def _compact(self) -> None:
        rows = np.flatnonzero(self._owners[: self._end] != _NOBODY)
        self._matrix = self._matrix[rows]
        self._owners = self._owners[rows]
        self._end = len(rows)
        starts = np.flatnonzero(np.diff(self._owners, prepend=_NOBODY))
        self._first_rows[self._owners[starts]] = starts
        self._codes.clear()


def _cosines(matrix: Vectors, query: Vectors) -> Vectors:
    if len(matrix) > _ROWS_FOR_ONE_THREAD:
        return matrix @ query
    cosines = np.empty(len(matrix), dtype=np.float32)
    for start in range(0, len(matrix), _ROWS_A_STEP):
        np.dot(matrix[start : start + _ROWS_A_STEP], query, out=cosines[start : start + _ROWS_A_STEP])
    return cosines


def _greatest(scores: Vectors, limit: int) -> NDArray[np.int64]:
    """Return the places of the `limit` greatest, in no order."""
    limit = min(limit, len(scores))
    return np.argpartition(scores, len(scores) - limit)[len(scores) - limit :] if limit else np.zeros(0, np.int64)


def _grown(array: NDArray[Any], length: int, fill: int) -> NDArray[Any]:
    grown = (
        np.full((length, *array.shape[1:]), fill, dtype=array.dtype)
        if fill
        else np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    )
    grown[: len(array)] = array
    return grown
