"""Rank candidates from words and from meaning, with one score each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kb.search.facts import FactsTable
from kb.search.fusion import FusionWeights, Scores, fuse, scale_lexical
from kb.search.glossary import Meanings
from kb.search.keys import Keys, ordinals_of
from kb.search.lexical import Alternatives, LexicalIndex
from kb.search.query import Query
from kb.search.text import segment
from kb.search.vectors import VectorIndex

CANDIDATES = 200
"""Passages taken from each side before they are fused and grouped by document."""
SYNONYM_WEIGHT = 0.3
WHOLE_WORD_WEIGHT = 0.1
"""What glossary terms count in BM25, where a typed word counts 1; tuned on the development sets."""

Mode = Literal["hybrid", "lexical", "dense"]
"""Ways of searching: both sides fused, or one alone (to measure what it contributes)."""


@dataclass(frozen=True)
class Ranking:
    """Hold candidate passages with their scores (fused, scaled BM25, cosine), in no order."""

    keys: Keys
    scores: Scores
    lexical: Scores
    dense: Scores

    @property
    def documents(self) -> int:
        """Return the number of different documents among the candidates."""
        return len(np.unique(ordinals_of(self.keys)))

    @staticmethod
    def empty() -> Ranking:
        """Return a ranking without candidates."""
        nothing = np.zeros(0, np.float32)
        return Ranking(np.zeros(0, np.int64), nothing, nothing, nothing)


def rank(
    query: Query,
    vector: Scores | None,
    *,
    lexical: LexicalIndex,
    vectors: VectorIndex | None,
    facts: FactsTable,
    meanings: Meanings,
    mode: Mode,
    weights: FusionWeights,
    now: str,
) -> Ranking:
    """Return the candidates for a question; without a vector, or without vectors, words alone decide."""
    tokens = () if mode == "dense" else query.tokens
    lexical_keys, bm25 = lexical.search(tokens, query.filters, now, CANDIDATES, _glossary_terms(meanings))
    idf_sum = lexical.idf_sum(tokens)
    shares = scale_lexical(bm25, idf_sum)
    if vector is None or vectors is None or not len(vectors):
        return Ranking(lexical_keys, shares, shares, np.zeros_like(shares))
    allowed = facts.matching(query.filters, now)
    dense_keys, dense, lexical_cosines = vectors.search(vector, CANDIDATES, allowed, lexical_keys)
    new = ~np.isin(dense_keys, lexical_keys, assume_unique=True)
    cosines = np.concatenate((lexical_cosines, dense[new]))
    shares = np.concatenate((shares, np.zeros(int(new.sum()), np.float32)))
    return Ranking(
        np.concatenate((lexical_keys, dense_keys[new])), fuse(cosines, shares, idf_sum, weights), shares, cosines
    )


def _glossary_terms(meanings: Meanings) -> list[Alternatives]:
    """Return what is looked up besides the typed words: equal terms, and words that belong together."""
    equal = [
        Alternatives([segment(term) for term in expansion.alternatives], SYNONYM_WEIGHT)
        for expansion in meanings.expansions
    ]
    return equal + [Alternatives([segment(word)], WHOLE_WORD_WEIGHT) for word in meanings.whole_words]
