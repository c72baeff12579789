"""Fuse two scores into one, on a scale that does not depend on what else was found.

`score = cosine + Σ idf / IDF_SCALE · lexical ^ LEXICAL_POWER`. `lexical` is BM25 divided by the highest value that
the question's terms can reach, (k1 + 1) · Σ idf, so it lies in [0, 1]. A long question of rare words (large Σ idf)
is specific by its words alone, a short everyday one is not; a few common words that match by chance
should not outweigh meaning, hence the power. Both constants were fitted on the development sets, one pair for
all. Rank-based fusion and a plain weighted sum were measured and lost (docs/search-quality.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

BM25_K1 = 1.2  # tantivy's own, needed for the highest reachable score


@dataclass(frozen=True)
class FusionWeights:
    """Hold the constants of the fusion."""

    idf_scale: float = 10.0
    lexical_power: float = 1.5


def scale_lexical(bm25: Scores, idf_sum: float) -> Scores:
    """Return BM25 scores as shares of the highest reachable one."""
    if idf_sum <= 0:
        return np.zeros_like(bm25)
    scaled: Scores = bm25 / np.float32((BM25_K1 + 1) * idf_sum)
    return scaled


def fuse(dense: Scores, lexical: Scores, idf_sum: float, weights: FusionWeights) -> Scores:
    """Return fused scores of passages whose cosines and scaled lexical scores are given."""
    fused: Scores = np.maximum(dense, 0) + np.float32(idf_sum / weights.idf_scale) * np.power(
        lexical, np.float32(weights.lexical_power)
    )
    return fused
