"""Mine hard negatives: passages that share words with a query and do not answer it."""

from collections.abc import Sequence

import numpy as np

from training.bm25 import Bm25
from training.passages import Passage


def near_misses(passages: Sequence[Passage], depth: int = 4, skip: int = 1) -> dict[str, tuple[str, ...]]:
    """Return for each query the best passages by BM25 that it was not written for.

    The best `skip` of them are left out: they may answer it too.
    """
    texts = [passage.text for passage in passages]
    index = Bm25(texts)
    found: dict[str, tuple[str, ...]] = {}
    for place, passage in enumerate(passages):
        queries = [query.text for query in passage.queries]
        if not queries:
            continue
        scores = index.score(queries)
        scores[:, place] = -1
        best = np.argsort(-scores, axis=1, kind="stable")[:, skip : skip + depth]
        for query, row, score in zip(queries, best, scores, strict=True):
            found[query] = tuple(texts[i] for i in row if score[i] > 0)
    return found
