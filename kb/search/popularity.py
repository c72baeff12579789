"""Rank what others have proved useful slightly higher, and now and then give a new case a slot to prove itself.

The bonus is small and capped: it decides between documents that answer about equally well and lifts none over one
that answers clearly better. Without a place for new cases, what is popular would stay so because it is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.search.keys import ordinals_of
from kb.search.ranking import Ranking
from kb.store import Reader

Successes = Mapping[int, int]
"""Verified successes by document ordinal: people, other than the authors, whose success was attested."""
SuccessSource = Callable[[Reader], Successes]


@dataclass(frozen=True)
class PopularityWeights:
    """Hold the weights of popularity. Every figure was measured with simulated readers (docs/search-quality.md).

    A document with many successes gets `cap`, one with `half` of them half of it. One question in `one_in` (none for
    0) shows a new case at `place`, counted from 1, chosen among the documents down to `depth`.
    """

    cap: float = 0.02
    half: float = 2.0
    one_in: int = 10
    place: int = 5
    depth: int = 20


def boost_verified_successes(ranking: Ranking, successes: Successes, weights: PopularityWeights) -> Ranking:
    """Return the ranking with the bonus of each document's verified successes on the scores of its passages."""
    if not successes or not len(ranking.keys):
        return ranking
    counts = np.array([successes.get(ordinal, 0) for ordinal in ordinals_of(ranking.keys).tolist()], np.float32)
    bonus = np.float32(weights.cap) * counts / (counts + np.float32(weights.half))
    return replace(ranking, scores=ranking.scores + bonus)


def reserve_slot_for_new_document(
    ranking: Ranking, new: NDArray[np.bool_], folded_question: str, day: str, weights: PopularityWeights
) -> Ranking:
    """Return the ranking with one new case moved up to its place, for some questions on some days.

    `new` flags ordinals. The same question is answered the same way all day. Nothing moves where a new case stands
    high enough by itself; no other document moves but by the one place it makes.
    """
    if weights.place < 2 or not new.any():
        return ranking
    digest = hashlib.sha256(f"{day}\0{folded_question}".encode()).digest()
    if not weights.one_in or int.from_bytes(digest[:4]) % weights.one_in:
        return ranking
    ordinals = ordinals_of(ranking.keys)
    best: dict[int, float] = {}
    for row in np.lexsort((ranking.keys, -ranking.scores)).tolist():
        best.setdefault(int(ordinals[row]), float(ranking.scores[row]))
        if len(best) > weights.depth:
            break
    order = list(best)[: weights.depth]
    fresh = set(np.flatnonzero(new).tolist())
    if fresh.intersection(order[: weights.place]):
        return ranking
    candidates = [ordinal for ordinal in order[weights.place :] if ordinal in fresh]
    if not candidates:
        return ranking
    chosen = candidates[int.from_bytes(digest[4:8]) % len(candidates)]
    above, below = best[order[weights.place - 2]], best[order[weights.place - 1]]
    scores = ranking.scores.copy()
    scores[ordinals == chosen] += np.float32((above + below) / 2 - best[chosen])
    return replace(ranking, scores=scores)
