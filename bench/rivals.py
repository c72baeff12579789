"""What the search is held against: FTS5's own ranking, and a bare product of matrix and vector."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
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
        """Keys of the ten best passages by FTS5's BM25."""
        question = " OR ".join(f'"{token}"' for token in dict.fromkeys(segment(text)))
        rows = self._connection.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10", (question,)
        )
        return [row[0] for row in rows]


class BareProduct:
    """All vectors in one matrix, multiplied by the question's: no key, no text, no order."""

    def __init__(self, library: Library, fingerprint: str, dimension: int) -> None:
        with library.database.read() as tx:
            parts = [matrix for _, matrix in feed.changed_vectors(tx, fingerprint, dimension, 0)]
        self._matrix: NDArray[np.float32] = np.concatenate(parts)

    def search(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines of all passages."""
        cosines: NDArray[np.float32] = self._matrix @ vector
        return cosines
