"""One score out of two, on a scale that does not depend on what else was found.

`score = dense + LEXICAL_WEIGHT · lexical`, where dense is the cosine and lexical is BM25 divided by the highest
value that the query's terms can reach, (k1 + 1) · Σ idf, so that both lie in [0, 1]. Rank-based fusion was
measured and lost to BM25 alone on most sets (docs/search-quality.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

LEXICAL_WEIGHT = 1.5
BM25_K1 = 1.2


def scale_lexical(bm25: Scores, idf_sum: float) -> Scores:
    """BM25 scores as shares of the highest reachable one."""
    if idf_sum <= 0:
        return np.zeros_like(bm25)
    scaled: Scores = bm25 / np.float32((BM25_K1 + 1) * idf_sum)
    return scaled


def fuse(dense: Scores, lexical: Scores, lexical_weight: float = LEXICAL_WEIGHT) -> Scores:
    """Fused scores of passages whose cosines and scaled lexical scores are given."""
    fused: Scores = np.maximum(dense, 0) + np.float32(lexical_weight) * lexical
    return fused
