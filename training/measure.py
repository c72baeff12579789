"""Measure nDCG@10 of dense search, BM25 and both together."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.bm25 import Bm25

Matrix = npt.NDArray[np.float32]
Encoder = Callable[[Sequence[str]], Matrix]


@dataclass(frozen=True)
class Collection:
    """Hold texts, queries with a type each, and which texts (by index) answer which query."""

    texts: list[str]
    queries: list[str]
    types: list[str]
    relevant: list[set[int]]


Figures = dict[str, dict[str, float]]


def ndcg(scores: Matrix, relevant: Sequence[set[int]], depth: int = 10) -> npt.NDArray[np.float64]:
    """Return one value per query."""
    depth = min(depth, scores.shape[1])
    best = np.sort(np.argpartition(-scores, depth - 1, axis=1)[:, :depth], axis=1)
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    top = np.take_along_axis(best, order, axis=1)
    values = np.zeros(len(relevant))
    for row, wanted in enumerate(relevant):
        gain = sum(1 / math.log2(rank + 2) for rank, text in enumerate(top[row]) if int(text) in wanted)
        values[row] = gain / sum(1 / math.log2(rank + 2) for rank in range(min(len(wanted), depth)))
    return values


def figures(collection: Collection, encode: Encoder, weights: Sequence[float] = (1.0, 1.5, 2.5, 4.0)) -> Figures:
    """Return mean nDCG@10 by search method and type of query, `all` among the types."""
    cosine = encode(collection.queries) @ encode(collection.texts).T
    lexical = Bm25(collection.texts).score(collection.queries, scaled=True)
    ways = {"dense": cosine, "bm25": lexical} | {f"fused {w:g}": cosine + w * lexical for w in weights}
    types = np.array(collection.types)
    result: Figures = {}
    for way, scores in ways.items():
        values = ndcg(scores, collection.relevant)
        result[way] = {"all": float(values.mean())}
        for name in sorted(set(collection.types)):
            result[way][name] = float(values[types == name].mean())
    return result


def as_table(result: Figures) -> str:
    """Return figures as a Markdown table."""
    names = list(next(iter(result.values())))
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {way} | " + " | ".join(f"{row[n]:.3f}" for n in names) + " |" for way, row in result.items()]
    return "\n".join(lines)
