"""The search: words and meaning, fused, over the library as it is at this moment.

Each search first looks whether the database has moved on and brings this process's indexes up to date, so that
what any process has just published is found and what it has withdrawn is gone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from kb.clock import utc_now
from kb.db import Database, Reader
from kb.search import feed
from kb.search.encoder import Encoder
from kb.search.facts import FactsTable
from kb.search.fusion import LEXICAL_WEIGHT, Scores, fuse, scale_lexical
from kb.search.highlight import Snippet, make_snippet
from kb.search.keys import Keys, ordinals_of, positions_of
from kb.search.lexical import IndexBusy, LexicalIndex
from kb.search.query import Query
from kb.search.vectors import VectorIndex

CANDIDATES = 200
"""Passages taken from each side before they are fused and grouped by document."""
PASSAGES_A_DOCUMENT = 3
_BUSY_WAIT_SECONDS = 2.0

Mode = Literal["hybrid", "lexical", "dense"]
"""Ways of searching: both sides fused, or one alone (to measure what it contributes)."""


@dataclass(frozen=True)
class Passage:
    """A passage that answers, with its scores: fused, scaled BM25 and cosine."""

    position: int
    heading: str
    place: str
    snippet: Snippet
    score: float
    lexical_score: float
    dense_score: float


@dataclass(frozen=True)
class Hit:
    """A document that answers, its best passage first."""

    document_id: str
    title: str
    kind: str
    source: str
    published_on: str
    passages: Sequence[Passage]

    @property
    def best(self) -> Passage:
        """The passage that decided the document's rank."""
        return self.passages[0]


@dataclass(frozen=True)
class Results:
    """An answer. `by_meaning` says whether meaning took part; without it words alone decided."""

    query: Query
    hits: Sequence[Hit]
    by_meaning: bool
    seconds: float


class SearchEngine:
    """One process's search over a library. Safe to share between threads."""

    def __init__(self, database: Database, cache_dir: Path, lexical_weight: float = LEXICAL_WEIGHT) -> None:
        self._database = database
        self._lexical = LexicalIndex(cache_dir)
        self._facts = FactsTable()
        self._vectors: VectorIndex | None = None
        self._encoder: Encoder | None = None
        self._lexical_weight = lexical_weight
        self._facts_revision = 0
        self._vector_revision = 0
        self._lock = threading.Lock()

    @property
    def encoder(self) -> Encoder | None:
        """The model that questions are encoded with, once it is there."""
        return self._encoder

    def use_encoder(self, encoder: Encoder) -> None:
        """Answer by meaning from now on, from the vectors that this model made."""
        with self._lock:
            self._encoder = encoder
            self._vectors = VectorIndex(encoder.dimension)
            self._vector_revision = 0

    def refresh(self) -> None:
        """Bring this process's indexes up to date with the database."""
        with self._database.read() as tx, self._lock:
            self._catch_up(tx)

    def rebuild_lexical(self) -> None:
        """Make the word index anew from the database. Raises IndexBusy while another process writes it."""
        with self._database.read() as tx, self._lock:
            revision = feed.counters(tx).get("revision", 0)
            self._lexical.apply(feed.changed_texts(tx, 0), revision, rebuild=True)

    def search(self, query: Query, limit: int = 10, mode: Mode = "hybrid") -> Results:
        """The best documents for a question, the best first; none for a question without a word."""
        started = time.perf_counter()
        with self._database.read() as tx:
            encoder = None if mode == "lexical" or query.is_empty else self._encoder
            vector = encoder.encode_query(query.text) if encoder is not None else None
            with self._lock:
                self._catch_up(tx)
                ranked = _Ranking.empty() if query.is_empty else self._rank(query, vector, mode)
            hits = _hits(tx, query, ranked, limit)
            by_meaning = vector is not None and self._vectors is not None and len(self._vectors) > 0
        return Results(query, hits, by_meaning, time.perf_counter() - started)

    def _rank(self, query: Query, vector: Scores | None, mode: Mode) -> _Ranking:
        now = utc_now()
        tokens = [] if mode == "dense" else query.tokens
        lexical_keys, bm25 = self._lexical.search(tokens, query.filters, now, CANDIDATES)
        lexical = scale_lexical(bm25, self._lexical.idf_sum(tokens))
        if vector is None or self._vectors is None or not len(self._vectors):
            return _Ranking(lexical_keys, lexical, lexical, np.zeros_like(lexical))
        allowed = self._facts.matching(query.filters, now)
        dense_keys, dense, beside = self._vectors.search(vector, CANDIDATES, allowed, lexical_keys)
        new = ~np.isin(dense_keys, lexical_keys)
        keys = np.concatenate((lexical_keys, dense_keys[new]))
        dense_scores = np.concatenate((beside, dense[new]))
        lexical_scores = np.concatenate((lexical, np.zeros(int(new.sum()), np.float32)))
        return _Ranking(
            keys, fuse(dense_scores, lexical_scores, self._lexical_weight), lexical_scores, dense_scores
        )

    def _catch_up(self, tx: Reader) -> None:
        newest = feed.counters(tx)
        revision = newest.get("revision", 0)
        if revision > self._facts_revision:
            moved = self._facts.update(feed.changed_facts(tx, self._facts_revision))
            if self._vectors is not None:
                for ordinal in moved:
                    self._vectors.remove(ordinal)
            self._facts_revision = revision
        if self._lexical.revision < revision:
            self._catch_up_lexical(tx, revision)
        if self._vectors is not None and newest.get("vector_revision", 0) > self._vector_revision:
            self._catch_up_vectors(tx)
            self._vector_revision = newest["vector_revision"]

    def _catch_up_lexical(self, tx: Reader, revision: int) -> None:
        patience = time.monotonic() + _BUSY_WAIT_SECONDS
        while True:
            self._lexical.reload()
            seen = self._lexical.revision
            if seen >= revision:
                return
            try:
                self._lexical.apply(feed.changed_texts(tx, seen), revision, rebuild=seen == 0)
                return
            except IndexBusy:
                if time.monotonic() > patience:
                    return
                time.sleep(0.02)

    def _catch_up_vectors(self, tx: Reader) -> None:
        if self._encoder is None or self._vectors is None:
            return
        fingerprint, since = self._encoder.fingerprint, self._vector_revision
        self._vectors.reserve(feed.count_vectors(tx, fingerprint), self._facts.size)
        for ordinal, matrix in feed.changed_vectors(tx, fingerprint, self._encoder.dimension, since):
            self._vectors.add(ordinal, matrix)


@dataclass(frozen=True)
class _Ranking:
    """Candidate passages with their scores, in no order."""

    keys: Keys
    scores: Scores
    lexical: Scores
    dense: Scores

    @staticmethod
    def empty() -> _Ranking:
        nothing = np.zeros(0, np.float32)
        return _Ranking(np.zeros(0, np.int64), nothing, nothing, nothing)


def _hits(tx: Reader, query: Query, ranked: _Ranking, limit: int) -> list[Hit]:
    chosen: dict[int, list[int]] = {}
    for row in np.lexsort((ranked.keys, -ranked.scores)):
        ordinal = int(ordinals_of(ranked.keys[row]))
        if ordinal in chosen:
            if len(chosen[ordinal]) < PASSAGES_A_DOCUMENT:
                chosen[ordinal].append(int(row))
        elif len(chosen) < limit:
            chosen[ordinal] = [int(row)]
    positions = positions_of(ranked.keys)
    wanted = {ordinal: [int(positions[row]) for row in rows] for ordinal, rows in chosen.items()}
    found = feed.passages_of(tx, wanted)
    hits = []
    for ordinal, rows in chosen.items():
        texts = [
            (row, found[ordinal, int(positions[row])]) for row in rows if (ordinal, int(positions[row])) in found
        ]
        if not texts:
            continue
        first = texts[0][1]
        hits.append(
            Hit(
                document_id=first["document_id"],
                title=first["title"],
                kind=first["kind"],
                source=first["file_name"],
                published_on=first["published_on"],
                passages=[
                    Passage(
                        position=text["position"],
                        heading=text["heading"],
                        place=text["place"],
                        snippet=make_snippet(text["text"], query.tokens),
                        score=float(ranked.scores[row]),
                        lexical_score=float(ranked.lexical[row]),
                        dense_score=float(ranked.dense[row]),
                    )
                    for row, text in texts
                ],
            )
        )
    return hits
