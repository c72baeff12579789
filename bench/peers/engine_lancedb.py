"""lancedb: exact search without a vector index, as it does until one is made; words by pairs of characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lancedb
import pyarrow

from bench.peers.data import TOP, Given, Vectors


class Engine:
    """Passages in a table."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, given: Given) -> None:
        self._texts = given.texts
        self._database = lancedb.connect(str(self._folder))

    def store(self, vectors: Vectors) -> None:
        width = vectors.shape[1]
        flat = pyarrow.array(vectors.reshape(-1))
        table = pyarrow.table(
            {
                "id": pyarrow.array(range(len(vectors)), pyarrow.int64()),
                "text": self._texts,
                "vector": pyarrow.FixedSizeListArray.from_arrays(flat, width),
            }
        )
        stored = self._database.create_table("passages", table)
        stored.create_fts_index(
            "text", base_tokenizer="ngram", ngram_min_length=2, ngram_max_length=2, stem=False, remove_stop_words=False
        )

    def open(self) -> None:
        self._table = lancedb.connect(str(self._folder)).open_table("passages")

    def dense(self, _question: str, vector: Vectors) -> Any:
        return self._table.search(vector).distance_type("cosine").limit(TOP).select(["id", "text"]).to_list()

    def hybrid(self, question: str, vector: Vectors) -> Any:
        search = self._table.search(query_type="hybrid").vector(vector).text(question)
        return search.distance_type("cosine").limit(TOP).select(["id", "text"]).to_list()

    def numbers(self, _question: str, _vector: Vectors, answer: Any) -> list[int]:
        return [row["id"] for row in answer]
