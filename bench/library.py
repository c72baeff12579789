"""A library of any size, filled through the product's own code."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.corpus import Source
from kb.clock import utc_now
from kb.config import Settings
from kb.library import Library, open_library
from kb.search.documents import NewVersion, OriginalFile, save_version
from kb.search.embedding import embed_pending
from kb.search.encoder import Encoder

_DOCUMENTS_A_TRANSACTION = 100


@dataclass
class TimedEncoder:
    """An encoder that notes how long it took, and remembers vectors of questions."""

    inner: Encoder
    seconds: float = 0.0
    questions: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name, self.fingerprint, self.dimension = self.inner.name, self.inner.fingerprint, self.inner.dimension

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        started = time.perf_counter()
        vectors = self.inner.encode_documents(texts)
        self.seconds += time.perf_counter() - started
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        if text not in self.questions:
            self.questions[text] = self.inner.encode_query(text)
        return self.questions[text]


def fill(folder: Path, sources: Iterable[Source], encoder: TimedEncoder) -> tuple[Library, float]:
    """Return a library with these documents, and the seconds of storing and indexing without encoding."""
    library = open_library(Settings(data_dir=folder, library_dir=folder / "none"))
    started = time.perf_counter()
    store_all(library, sources)
    embed_pending(library.database, encoder)
    library.engine.refresh()
    seconds = time.perf_counter() - started - encoder.seconds
    library.engine.use_encoder(encoder)
    library.engine.refresh()
    return library, seconds


def store_all(library: Library, sources: Iterable[Source]) -> None:
    """Store documents, some a transaction."""
    batch = []
    for source in sources:
        batch.append(source)
        if len(batch) == _DOCUMENTS_A_TRANSACTION:
            _store(library, batch)
            batch = []
    _store(library, batch)


def _store(library: Library, sources: Sequence[Source]) -> None:
    with library.database.write() as tx:
        for source in sources:
            digest = hashlib.sha256(f"{source.name}{source.text}".encode()).hexdigest()
            save_version(
                tx,
                NewVersion(
                    source=f"bench:{source.name}:{digest[:12]}",
                    kind="material",
                    title=source.title,
                    text=source.text,
                    chunks=source.chunks,
                    file=OriginalFile(source.name, "text/markdown", "", 0),
                    content_hash=digest,
                    published_on="2026-01-01",
                ),
                utc_now(),
            )
