"""What the product is held against besides peers: FTS5's own ranking, and the exact product at a million vectors.

`python -m bench.peers.limits words GIVEN STORE` or `python -m bench.peers.limits million`, answers in JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.peers.data import TOP, Given, Vectors
from bench.rivals import ExactBm25, RankedFts5
from bench.timing import percentiles
from kb.clock import utc_now
from kb.config import Settings
from kb.library import open_library
from kb.search.lexical import LexicalIndex
from kb.search.query import Filters, read_query
from kb.search.vectors import VectorIndex

_QUESTIONS = 100
_MILLION = 1_000_000
_DIMENSION = 256
_PAUSE_SECONDS = 0.2


def words(given: Given, store: Path) -> dict[str, float]:
    """Measure words alone against FTS5's ranked OR and exact BM25 over the same passages."""
    library = open_library(Settings(data_dir=store, library_dir=store / "none"))
    index = LexicalIndex(library.settings.cache_dir)
    questions = given.questions[:_QUESTIONS]

    def ours(text: str) -> list[int]:
        keys, _ = index.search(read_query(text).tokens, Filters(), utc_now(), TOP)
        return [int(key) for key in keys]

    with tempfile.TemporaryDirectory(prefix="kb-bench-") as name:
        fts = RankedFts5(Path(name) / "fts.sqlite", library)
        quick, slow = percentiles(ours, questions), percentiles(fts.search, questions, warm=5)
        answers = [(set(ours(text)), fts.search(text)) for text in questions]
    exact = ExactBm25(library)
    return {
        "ours": quick[0],
        "fts5": slow[0],
        "ratio": quick[0] / slow[0],
        "same as fts5": _agreement(answers),
        "same": _agreement([(found, exact.search(text)) for text, (found, _) in zip(questions, answers, strict=True)]),
    }


def _agreement(answers: Sequence[tuple[set[int], list[int]]]) -> float:
    """Return mean share of the expected that was found."""
    return float(np.mean([len(found & set(expected)) / len(expected) for found, expected in answers if expected]))


def million(rows: int = _MILLION, questions: int = 30) -> dict[str, float]:
    """Measure the vector index alone against the bare product of matrix and vector."""
    rng = np.random.default_rng(1)
    matrix = rng.standard_normal((rows, _DIMENSION), dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    asked = rng.standard_normal((questions, _DIMENSION), dtype=np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    index = VectorIndex(_DIMENSION)
    index.reserve(rows, rows // 1000 + 1)
    for start in range(0, rows, 1000):
        index.add(start // 1000 + 1, matrix[start : start + 1000])
    while index.settle():
        pass
    nobody = np.zeros(0, np.int64)
    bare, ours = _medians(asked, lambda vector: matrix @ vector, lambda vector: index.search(vector, TOP, None, nobody))
    shares = []
    for vector in asked:
        exact = set(np.argpartition(matrix @ vector, rows - TOP)[rows - TOP :].tolist())
        keys, _, _ = index.search(vector, TOP, None, nobody)
        found = {((int(key) >> 20) - 1) * 1000 + (int(key) & 0xFFFFF) for key in keys}
        shares.append(len(exact & found) / TOP)
    return {"ours": ours, "product": bare, "recall": float(np.mean(shares))}


def _medians(asked: Vectors, *ways: Callable[[Vectors], object]) -> list[float]:
    """Return medians in milliseconds of several ways, taken in turn, so that a busy moment meets all of them.

    Between two there is a pause: threads of a product wait for more work, awake, and take the next way's core.
    """
    times: list[list[float]] = [[] for _ in ways]
    for vector in asked:
        for way, taken in zip(ways, times, strict=True):
            time.sleep(_PAUSE_SECONDS)
            started = time.perf_counter()
            way(vector)
            taken.append((time.perf_counter() - started) * 1000)
    return [float(np.median(taken[3:])) for taken in times]


if __name__ == "__main__":
    print(json.dumps(million() if sys.argv[1] == "million" else words(Given(Path(sys.argv[2])), Path(sys.argv[3]))))
