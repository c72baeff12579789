"""Search words and meaning, fused, over the library as it is now.

Each search first checks whether the database has changed and updates this process's indexes, so that
what any process has just published is found, and what it has withdrawn is not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.clock import day_of, utc_now
from kb.metrics import SEARCH_SECONDS, SEARCHES
from kb.search import feed, glossary_store
from kb.search.encoder import Encoder
from kb.search.facts import FactsTable
from kb.search.fusion import FusionWeights
from kb.search.glossary import Glossary, read_glossary
from kb.search.lexical import IndexBusy, LexicalIndex
from kb.search.popularity import (
    PopularityWeights,
    Successes,
    SuccessSource,
    boost_verified_successes,
    reserve_slot_for_new_document,
)
from kb.search.query import Query
from kb.search.ranking import Mode, Ranking, rank
from kb.search.reranker import RERANKED, Reranker
from kb.search.results import Results, build_hits
from kb.search.vectors import VectorIndex
from kb.store import Database, Reader

_BUSY_WAIT_SECONDS = 2.0  # a search then answers from the index as it is
_BUSY_RETRY_SECONDS = 0.02
_SUCCESSES_SECONDS = 60.0  # age at which the successes are read again


class SearchEngine:
    """Search a library in one process. Safe to share between threads."""

    def __init__(self, database: Database, cache_dir: Path, weights: FusionWeights | None = None) -> None:
        self._database = database
        self._lexical = LexicalIndex(cache_dir)
        self._facts = FactsTable()
        self._vectors: VectorIndex | None = None
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None
        self._glossary = Glossary([])
        self._glossary_version = 0
        self._weights = weights or FusionWeights()
        self._success_source: SuccessSource | None = None
        self._successes: Successes = {}
        self._successes_until = 0.0
        self._popularity = PopularityWeights()
        self._facts_revision = 0
        self._vector_revision = 0
        self._lock = threading.Lock()

    @property
    def encoder(self) -> Encoder | None:
        """Return the model that questions are encoded with; None until it is loaded."""
        return self._encoder

    def use_encoder(self, encoder: Encoder) -> None:
        """Search by meaning from now on, with the vectors of this model."""
        with self._lock:
            self._encoder = encoder
            self._vectors = VectorIndex(encoder.dimension)
            self._vector_revision = 0

    def use_reranker(self, reranker: Reranker | None) -> None:
        """Re-rank the best documents with a model that reads query and passage together; None turns it off."""
        self._reranker = reranker

    def use_successes(self, source: SuccessSource | None, weights: PopularityWeights | None = None) -> None:
        """Boost documents by the successes that `source` reads, and show new cases occasionally; None turns both off.

        New successes count within a minute.
        """
        with self._lock:
            self._success_source, self._successes_until = source, 0.0
            self._popularity = weights or PopularityWeights()

    def refresh(self) -> None:
        """Bring this process's indexes up to date with the database."""
        with self._database.read() as tx, self._caught_up(tx):
            pass
        more = True
        while more:  # in steps, so that searches can run in between
            with self._lock:
                more = self._vectors is not None and self._vectors.settle()

    def rebuild_lexical(self) -> None:
        """Rebuild the word index from the database. Raise IndexBusy while another process writes it."""
        with self._database.read() as tx, self._lock:
            revision = feed.counters(tx).get("revision", 0)
            self._lexical.apply(feed.changed_texts(tx, 0), revision, rebuild=True)

    def search(self, query: Query, limit: int = 10, mode: Mode = "hybrid", glossary: Glossary | None = None) -> Results:
        """Return the best documents for a question, the best first; none for a question without a word.

        `glossary` replaces the library's own, to try a change.
        """
        started = time.perf_counter()
        now = utc_now()
        with self._database.read() as tx:
            encoder = None if mode == "lexical" or query.is_empty else self._encoder
            vector = encoder.encode_query(query.text) if encoder is not None else None
            with self._caught_up(tx):
                meanings = (glossary or self._glossary).look_up(query.folded)
                ranking = Ranking.empty()
                if not query.is_empty:
                    ranking = rank(
                        query,
                        vector,
                        lexical=self._lexical,
                        vectors=self._vectors,
                        facts=self._facts,
                        meanings=meanings,
                        mode=mode,
                        weights=self._weights,
                        now=now,
                    )
                    if mode == "hybrid":
                        ranking = self._with_popularity(tx, ranking, query, now)
                by_meaning = vector is not None and self._vectors is not None and len(self._vectors) > 0
            reranker = self._reranker if mode == "hybrid" else None
            depth = max(limit, RERANKED) if reranker is not None else limit
            hits = build_hits(tx, query, meanings.expansions, ranking, depth)
        if reranker is not None:
            hits = reranker.order(query.text, hits)[:limit]
        seconds = time.perf_counter() - started
        SEARCHES.labels("yes" if hits else "no").inc()
        SEARCH_SECONDS.observe(seconds)
        return Results(query, hits, ranking.documents, by_meaning, seconds)

    @contextmanager
    def _caught_up(self, tx: Reader) -> Iterator[None]:
        """Hold the lock of the indexes once they have caught up with the database.

        While another process writes the word index, this waits without holding the lock, so that other searches
        continue; after two seconds it uses the index as it is.
        """
        deadline = time.monotonic() + _BUSY_WAIT_SECONDS
        while True:
            with self._lock:
                if self._catch_up(tx) or time.monotonic() >= deadline:
                    yield
                    return
            time.sleep(_BUSY_RETRY_SECONDS)

    def _with_popularity(self, tx: Reader, ranking: Ranking, query: Query, now: str) -> Ranking:
        if self._success_source is None:
            return ranking
        if time.monotonic() >= self._successes_until:
            self._successes = self._success_source(tx)
            self._successes_until = time.monotonic() + _SUCCESSES_SECONDS
        ranking = boost_verified_successes(ranking, self._successes, self._popularity)
        day = day_of(now)
        return reserve_slot_for_new_document(ranking, self._facts.new_cases(day), query.folded, day, self._popularity)

    def _catch_up(self, tx: Reader) -> bool:
        """Apply what has changed; return whether the word index could be updated too."""
        newest = feed.counters(tx)
        if newest.get("glossary", 0) > self._glossary_version:
            self._glossary = read_glossary(glossary_store.current_text(tx))
            self._glossary_version = newest["glossary"]
        revision = newest.get("revision", 0)
        if revision > self._facts_revision:
            moved = self._facts.update(feed.changed_facts(tx, self._facts_revision))
            if self._vectors is not None:
                for ordinal in moved:
                    self._vectors.remove(ordinal)
            self._facts_revision = revision
        current = self._lexical.revision >= revision or self._catch_up_lexical(tx, revision)
        if self._vectors is not None and newest.get("vector_revision", 0) > self._vector_revision:
            self._catch_up_vectors(tx)
            self._vector_revision = newest["vector_revision"]
        return current

    def _catch_up_lexical(self, tx: Reader, revision: int) -> bool:
        self._lexical.reload()
        seen = self._lexical.revision
        if seen >= revision:
            return True
        try:
            self._lexical.apply(feed.changed_texts(tx, seen), revision, rebuild=seen == 0)
        except IndexBusy:
            return False
        return True

    def _catch_up_vectors(self, tx: Reader) -> None:
        if self._encoder is None or self._vectors is None:
            return
        fingerprint, dimension, since = self._encoder.fingerprint, self._encoder.dimension, self._vector_revision
        self._vectors.reserve(feed.count_vectors(tx, fingerprint, dimension), self._facts.size)
        for ordinal, matrix in feed.changed_vectors(tx, fingerprint, dimension, since):
            self._vectors.add(ordinal, matrix)
