"""txtai: faiss, its own BM25 and texts in SQLite, as `hybrid=True, content=True` sets it up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
from txtai import Embeddings

from bench.peers.data import TOP, Given, Vectors

_served: dict[str, Any] = {}


def serve(texts: Sequence[str]) -> Vectors:
    """Return the given vectors of these texts; txtai calls it where a model would stand."""
    return np.array([_served[text] for text in texts], dtype=np.float32)


class Engine:
    """Passages in an embeddings database."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder / "index")

    def prepare(self, given: Given) -> None:
        self._texts = given.texts
        self._embeddings = Embeddings(
            method="external", transform="bench.peers.engine_txtai.serve", hybrid=True, content=True
        )

    def store(self, vectors: Vectors) -> None:
        _served.update(zip(self._texts, vectors, strict=True))
        self._embeddings.index(enumerate(self._texts))
        self._embeddings.save(self._folder)

    def open(self) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(self._folder)
        self._scoring = self._embeddings.scoring

    def dense(self, question: str, vector: Vectors) -> Any:
        self._embeddings.scoring = None
        _served[question] = vector
        return self._embeddings.search(question, TOP)

    def hybrid(self, question: str, vector: Vectors) -> Any:
        self._embeddings.scoring = self._scoring
        _served[question] = vector
        return self._embeddings.search(question, TOP)

    def numbers(self, _question: str, _vector: Vectors, answer: Any) -> list[int]:
        return [int(row["id"]) for row in answer]
