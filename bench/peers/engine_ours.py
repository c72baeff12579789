"""The product itself: documents with their passages, searched as the pages do, texts and snippets' words returned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.library import store_all
from bench.peers.data import TOP, Given, Vectors
from kb.config import Settings
from kb.library import open_library
from kb.search.embedding import embed_pending
from kb.search.embedding_store import get_spaces
from kb.search.keys import ordinals_of, positions_of
from kb.search.query import read_query


class Served:
    """Stands where the model would: the given vectors by text, and the vector of the question at hand."""

    name = fingerprint = "given"

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.by_text: dict[str, Any] = {}
        self.asked: Vectors = np.zeros(dimension, np.float32)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.by_text[text] for text in texts], dtype=np.float32)

    def encode_query(self, _text: str) -> Vectors:
        return self.asked


class Engine:
    """A library in a folder."""

    package = None

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(data_dir=folder, library_dir=folder / "none")

    def prepare(self, given: Given) -> None:
        self._given = given
        self._sources = given.sources
        self._library = open_library(self._settings)

    def store(self, vectors: Vectors) -> None:
        served = Served(vectors.shape[1])
        served.by_text = dict(zip(self._given.texts, vectors, strict=True))
        store_all(self._library, self._sources)
        embed_pending(self._library.database, served)
        self._library.engine.refresh()

    def open(self) -> None:
        self._library = open_library(self._settings)
        with self._library.database.read() as tx:
            self._served = Served(get_spaces(tx)[0]["dimension"])
        self._library.engine.use_encoder(self._served)

    def settle(self) -> None:
        """Do what the app's keeper does within two seconds of the start."""
        self._library.engine.refresh()

    def dense(self, question: str, vector: Vectors) -> Any:
        self._served.asked = vector
        return self._library.engine.search(read_query(question), TOP, "dense")

    def hybrid(self, question: str, vector: Vectors) -> Any:
        self._served.asked = vector
        return self._library.engine.search(read_query(question), TOP)

    def use(self, given: Given) -> None:
        """Learn how passages are numbered, to hold answers against the exact ones."""
        counts = [len(source.chunks) for source in given.sources]
        self._first = np.concatenate(([0, 0], np.cumsum(counts)))

    def numbers(self, _question: str, vector: Vectors, _answer: Any) -> list[int]:
        """Return the nearest passages; an answer groups them by document and leaves out a document's fourth."""
        index: Any = self._library.engine._vectors
        keys, _, _ = index.search(vector, TOP, None, np.zeros(0, np.int64))
        numbers: list[int] = (self._first[ordinals_of(keys)] + positions_of(keys)).tolist()
        return numbers
