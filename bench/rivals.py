"""What the search is held against: FTS5's own ranking, exact BM25, and a bare product of matrix and vector."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from kb.library import Library
from kb.search import feed
from kb.search.text import segment, segment_all


class RankedFts5:
    """FTS5 over the same segmented passages: a ranked OR of the question's tokens."""

    def __init__(self, path: Path, library: Library) -> None:
        self._connection: Any = sqlite3.connect(path)
        self._connection.execute("CREATE VIRTUAL TABLE passages USING fts5(body, tokenize='unicode61')")
        with library.database.read() as tx:
            for document in feed.changed_texts(tx, 0):
                self._connection.executemany(
                    "INSERT INTO passages (rowid, body) VALUES (?, ?)",
                    [
                        ((document.ordinal << 20) + position, body)
                        for position, body in enumerate(segment_all(document.passages))
                    ],
                )
        self._connection.commit()

    def search(self, text: str) -> list[int]:
        """Return keys of the ten best passages by FTS5's BM25."""
        question = " OR ".join(f'"{token}"' for token in dict.fromkeys(segment(text)))
        rows = self._connection.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10", (question,)
        )
        return [row[0] for row in rows]


class ExactBm25:
    """BM25 with k1 = 1.2, b = 0.75 and Lucene's ln(1 + (N − n + ½) / (n + ½)), with every length as it is.

    FTS5 weighs a word by ln((N − n + ½) / (n + ½)), never below 0.000001: another order where words are common.
    """

    def __init__(self, library: Library) -> None:
        keys: list[int] = []
        rows, columns, counts = [], [], []
        self._columns: dict[str, int] = {}
        with library.database.read() as tx:
            for document in feed.changed_texts(tx, 0):
                for position, body in enumerate(segment_all(document.passages)):
                    for token, count in Counter(body.split()).items():
                        rows.append(len(keys))
                        columns.append(self._columns.setdefault(token, len(self._columns)))
                        counts.append(count)
                    keys.append((document.ordinal << 20) + position)
        self._keys = np.array(keys)
        shape = (len(keys), len(self._columns))
        self._counts = csc_array((np.array(counts, np.float64), (rows, columns)), shape=shape)
        lengths = np.asarray(self._counts.sum(axis=1))
        self._norms = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())

    def search(self, text: str) -> list[int]:
        """Return keys of the ten best passages."""
        total = len(self._keys)
        scores = np.zeros(total)
        for token in dict.fromkeys(segment(text)):
            column = self._columns.get(token)
            if column is not None:
                span = slice(self._counts.indptr[column], self._counts.indptr[column + 1])
                rows, counts = self._counts.indices[span], self._counts.data[span]
                weight = np.log(1 + (total - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[rows] += weight * counts * 2.2 / (counts + self._norms[rows])
        best = np.argsort(-scores, kind="stable")[:10]
        return [int(key) for key in self._keys[best[scores[best] > 0]]]


class BareProduct:
    """All vectors in one matrix, multiplied by the question's: no key, no text, no order."""

    def __init__(self, library: Library, fingerprint: str, dimension: int) -> None:
        with library.database.read() as tx:
            parts = [matrix for _, matrix in feed.changed_vectors(tx, fingerprint, dimension, 0)]
        self._matrix: NDArray[np.float32] = np.concatenate(parts)

    def search(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return cosines of all passages."""
        cosines: NDArray[np.float32] = self._matrix @ vector
        return cosines
