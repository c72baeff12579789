"""Embed every passage, in steps that survive interruption at any point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kb.clock import utc_now
from kb.search import embedding_store as store
from kb.search.documents import embedding_text
from kb.search.embedding_store import Pending
from kb.search.encoder import Encoder
from kb.store import Database
from kb.store.counters import count_up

_VERSIONS_PER_STEP = 64

Progress = Callable[[int, int], None]
"""Called with how many passages are done and how many there are."""


def embed_pending(database: Database, encoder: Encoder, progress: Progress | None = None) -> int:
    """Embed passages without a vector of this encoder; return how many were encoded.

    A passage that an earlier version already had keeps its vector. When the space is complete, search
    answers from it.
    """
    fingerprint = encoder.fingerprint
    with database.write() as tx:
        store.add_space(tx, fingerprint, encoder.name, encoder.dimension, utc_now())
        total = store.count_pending(tx, fingerprint)
    done = encoded = 0
    while True:
        with database.read() as tx:
            batch = store.next_pending(tx, fingerprint, _VERSIONS_PER_STEP)
            known = [_known_vectors(store.earlier_vectors(tx, item, fingerprint), encoder) for item in batch]
        if not batch:
            break
        fresh = _encode_unknown(batch, known, encoder)
        with database.write() as tx:
            for item, vectors_of in zip(batch, known, strict=True):
                rows = [vectors_of.get(passage[3], fresh.get(passage[3])) for passage in item.passages]
                matrix = np.array(rows, dtype=np.float32).reshape(-1, encoder.dimension)
                revision = count_up(tx, "vector_revision")
                store.save_vectors(tx, item.document_id, item.version, fingerprint, matrix.tobytes(), revision)
        encoded += len(fresh)
        done += sum(len(item.passages) for item in batch)
        if progress is not None:
            progress(min(done, total), total)
    with database.write() as tx:
        if store.active_fingerprint(tx) != fingerprint and not store.count_pending(tx, fingerprint):
            store.activate_space(tx, fingerprint)
    return encoded


def _known_vectors(earlier: tuple[list[str], bytes] | None, encoder: Encoder) -> dict[str, NDArray[np.float32]]:
    if earlier is None:
        return {}
    hashes, blob = earlier
    return dict(zip(hashes, np.frombuffer(blob, dtype=np.float32).reshape(-1, encoder.dimension), strict=True))


def _encode_unknown(
    batch: list[Pending], known: list[dict[str, NDArray[np.float32]]], encoder: Encoder
) -> dict[str, NDArray[np.float32]]:
    texts: dict[str, str] = {}
    for item, vectors_of in zip(batch, known, strict=True):
        for heading, start, end, embedding_hash in item.passages:
            if embedding_hash not in vectors_of:
                texts[embedding_hash] = embedding_text(item.title, heading, item.text[start:end])
    if not texts:
        return {}
    return dict(zip(texts, encoder.encode_documents(list(texts.values())), strict=True))
