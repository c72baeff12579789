"""chromadb: a collection on disk with its usual nearest-neighbour graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from bench.peers.data import TOP, Given, Vectors


class Engine:
    """Passages in a collection."""

    hybrid = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, given: Given) -> None:
        self._texts = given.texts
        self._step = min(self._client().get_max_batch_size(), 5000)
        self._collection = self._client().create_collection(
            "passages", metadata={"hnsw:space": "cosine"}, embedding_function=None
        )

    def store(self, vectors: Vectors) -> None:
        for at in range(0, len(vectors), self._step):
            part = vectors[at : at + self._step]
            self._collection.add(
                ids=[str(number) for number in range(at, at + len(part))],
                embeddings=part,
                documents=self._texts[at : at + self._step],
            )

    def open(self) -> None:
        self._collection = self._client().get_collection("passages", embedding_function=None)

    def dense(self, _question: str, vector: Vectors) -> Any:
        return self._collection.query(query_embeddings=[vector], n_results=TOP, include=["documents"])

    def numbers(self, _question: str, _vector: Vectors, answer: Any) -> list[int]:
        return [int(name) for name in answer["ids"][0]]

    def _client(self) -> Any:
        return chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))
