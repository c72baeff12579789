"""llm: a collection of embeddings, with an embedding model of ours that serves the given vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("LLM_USER_PATH", "/nonexistent")

import llm
import sqlite_utils

from bench.peers.data import TOP, Given, Vectors


class GivenModel(llm.EmbeddingModel):  # type: ignore[misc]  # llm is not installed where types are checked
    """Serves vectors in the order in which texts are asked for."""

    model_id = "given"
    batch_size = 256

    def __init__(self) -> None:
        self._next: Iterator[Any] = iter(())

    def serve(self, vectors: Vectors) -> None:
        self._next = iter(vectors.tolist())

    def embed_batch(self, items: Iterable[str | bytes]) -> Iterator[list[float]]:
        return iter([next(self._next) for _ in items])


class Engine:
    """Passages in a collection."""

    hybrid = None

    def __init__(self, folder: Path) -> None:
        self._path = folder / "embeddings.sqlite"

    def prepare(self, given: Given) -> None:
        self._texts = given.texts
        self._model = GivenModel()
        self._collection = llm.Collection("passages", sqlite_utils.Database(self._path), model=self._model)

    def store(self, vectors: Vectors) -> None:
        self._model.serve(vectors)
        self._collection.embed_multi(((str(number), text) for number, text in enumerate(self._texts)), store=True)

    def open(self) -> None:
        self._collection = llm.Collection("passages", sqlite_utils.Database(self._path), model=GivenModel())

    def dense(self, _question: str, vector: Vectors) -> Any:
        return self._collection.similar_by_vector(vector.tolist(), TOP)

    def numbers(self, _question: str, _vector: Vectors, answer: Any) -> list[int]:
        return [int(entry.id) for entry in answer]
