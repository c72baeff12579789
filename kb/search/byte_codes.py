"""Code vectors as bytes: cosines within a known error, for a quarter of the memory traffic."""

from __future__ import annotations

import os

import numpy as np
import simsimd
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_ROWS_PER_CODING = 1024
_ROWS_BOUNDED_AT_ONCE = 16_384
"""Small enough for intermediate results to stay in the processor's cache."""
_ROWS_A_THREAD = 100_000
"""Below this a second thread gains little and waits if the machine is busy."""
_CORES = os.cpu_count() or 1
_ROUNDING = 1e-6


class ByteCodes:
    """Hold codes of the first `len` rows of a matrix of normalised vectors.

    A vector v is its code times a factor of the row, v̂, plus a residual of known length. So the estimate
    q̂·v̂ of a cosine q·v is off by at most |q − q̂|·|v̂| + |q|·|v − v̂| (Cauchy-Schwarz).
    """

    def __init__(self, dimension: int) -> None:
        self._codes: NDArray[np.int8] = np.empty((0, dimension), np.int8)
        self._factors: Vectors = np.empty(0, np.float32)
        self._rests: Vectors = np.empty(0, np.float32)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def clear(self) -> None:
        """Remove all rows."""
        self._length = 0

    def extend(self, vectors: Vectors, room: int) -> None:
        """Encode further rows; where memory has to grow, it grows to `room` rows."""
        end = self._length + len(vectors)
        if end > len(self._codes):
            rows = max(end, room)
            self._codes = np.resize(self._codes, (rows, self._codes.shape[1]))
            self._factors, self._rests = np.resize(self._factors, rows), np.resize(self._rests, rows)
        for start in range(0, len(vectors), _ROWS_PER_CODING):
            step = vectors[start : start + _ROWS_PER_CODING]
            place = slice(self._length, self._length + len(step))
            self._codes[place], self._factors[place], self._rests[place] = _coded(step)
            self._length += len(step)

    def bounds(self, query: Vectors) -> tuple[Vectors, Vectors]:
        """Return the least and the greatest that each row's cosine with a normalised query can be."""
        code, factor, rest = _coded(query[None])
        codes, threads = self._codes[: self._length], max(1, min(_CORES, self._length // _ROWS_A_THREAD))
        products = np.asarray(simsimd.cdist(code, codes, metric="dot", out_dtype="float32", threads=threads))[0]
        least, greatest = np.empty(self._length, np.float32), np.empty(self._length, np.float32)
        for start in range(0, self._length, _ROWS_BOUNDED_AT_ONCE):
            rows = slice(start, min(start + _ROWS_BOUNDED_AT_ONCE, self._length))
            estimates = self._factors[rows] * factor
            estimates *= products[rows]
            errors = self._rests[rows] * (1 + rest)
            errors += rest + _ROUNDING
            np.subtract(estimates, errors, out=least[rows])
            np.add(estimates, errors, out=greatest[rows])
        return least, greatest


def _coded(vectors: Vectors) -> tuple[NDArray[np.int8], Vectors, Vectors]:
    """Return codes, factors and lengths of the residuals, by row; a zero vector has the factor 1."""
    greatest = np.maximum(vectors.max(axis=1), -vectors.min(axis=1))
    factors = np.where(greatest > 0, greatest / 127, 1).astype(np.float32)
    rounded = vectors / factors[:, None]
    np.rint(rounded, out=rounded)
    codes = rounded.astype(np.int8)
    rounded *= factors[:, None]
    rounded -= vectors
    return codes, factors, np.sqrt(np.einsum("ij,ij->i", rounded, rounded))
