"""Build an answer: documents with their best passages, what in them matched and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.search import feed
from kb.search.glossary import Expansion
from kb.search.highlight import Snippet, make_snippet
from kb.search.keys import ordinals_of, positions_of
from kb.search.query import Query
from kb.search.ranking import Ranking
from kb.search.text import fold
from kb.store import Reader

PASSAGES_PER_DOCUMENT = 3


@dataclass(frozen=True)
class Passage:
    """Hold a passage that answers, with its scores: fused, scaled BM25 and cosine.

    `text` is there for a document's best passage only. `words` are the folded words that count as a match in
    it; `synonyms` are terms of the glossary that stand in it instead of a typed one: (typed, written).
    """

    position: int
    heading: str
    place: str
    text: str
    words: Sequence[str]
    score: float
    lexical_score: float
    dense_score: float
    synonyms: Sequence[tuple[str, str]] = ()

    @cached_property
    def snippet(self) -> Snippet:
        """Return the snippet to show, with what matched."""
        return make_snippet(self.text, self.words)


@dataclass(frozen=True)
class Hit:
    """Hold a document that answers, its best passage first."""

    document_id: str
    title: str
    kind: str
    source: str
    published_on: str
    passages: Sequence[Passage]

    @property
    def best(self) -> Passage:
        """Return the passage that decided the document's rank."""
        return self.passages[0]


@dataclass(frozen=True)
class Results:
    """Hold an answer: the best documents, of `total` that were considered.

    `by_meaning` says whether meaning took part; without it words alone decided.
    """

    query: Query
    hits: Sequence[Hit]
    total: int
    by_meaning: bool
    seconds: float


def build_hits(tx: Reader, query: Query, expansions: Sequence[Expansion], ranking: Ranking, limit: int) -> list[Hit]:
    """Return the best documents of a ranking with the passages to show; documents removed meanwhile are left out."""
    chosen = _best_documents(ranking, limit)
    positions = positions_of(ranking.keys).tolist()
    best = feed.best_passages(tx, {ordinal: positions[rows[0]] for ordinal, rows in chosen.items()})
    others = feed.passage_places(
        tx, [(ordinal, positions[row]) for ordinal, rows in chosen.items() for row in rows[1:]]
    )
    shown = (*query.tokens, *(fold(term) for expansion in expansions for term in expansion.alternatives))
    hits = []
    for ordinal, rows in chosen.items():
        first = best.get(ordinal)
        if first is None:
            continue
        texts = [(rows[0], first.heading, first.place, first.text)]
        texts += [(row, *others[place], "") for row in rows[1:] if (place := (ordinal, positions[row])) in others]
        hits.append(
            Hit(
                document_id=first.document_id,
                title=first.title,
                kind=first.kind,
                source=first.source,
                published_on=first.published_on,
                passages=[
                    Passage(
                        position=positions[row],
                        heading=heading,
                        place=place,
                        text=text,
                        words=shown,
                        score=float(ranking.scores[row]),
                        lexical_score=float(ranking.lexical[row]),
                        dense_score=float(ranking.dense[row]),
                        synonyms=_synonyms_in(text, expansions),
                    )
                    for row, heading, place, text in texts
                ],
            )
        )
    return hits


def _best_documents(ranking: Ranking, limit: int) -> dict[int, list[int]]:
    """Return rows of the best passages by document ordinal, the best document first."""
    chosen: dict[int, list[int]] = {}
    ordinals = ordinals_of(ranking.keys).tolist()
    for row in np.lexsort((ranking.keys, -ranking.scores)).tolist():
        rows = chosen.get(ordinals[row])
        if rows is None:
            if len(chosen) < limit:
                chosen[ordinals[row]] = [row]
        elif len(rows) < PASSAGES_PER_DOCUMENT:
            rows.append(row)
    return chosen


def _synonyms_in(text: str, expansions: Sequence[Expansion]) -> list[tuple[str, str]]:
    folded = fold(text) if expansions else ""
    return [
        (expansion.typed, term) for expansion in expansions for term in expansion.alternatives if fold(term) in folded
    ]
