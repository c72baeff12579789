"""Suggest tags and competencies that the most similar published cases have and this one lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases import suggestion_store as store
from cases.exchange import KIND
from cases.memo import Memo
from cases.model import Case
from cases.records import source_of
from kb.library import Library
from kb.search.feed import counters
from kb.search.query import Filters, read_query

_NEIGHBOURS = 8
_MAX_TAGS = 6
_MAX_COMPETENCIES = 4
_MIN_SHARE = 0.12


@dataclass(frozen=True)
class Neighbour:
    """A published case similar to the one being written: its weight, and its tags and competencies."""

    weight: float
    tags: Sequence[str]
    competencies: Sequence[str]


@dataclass(frozen=True)
class Suggestion:
    """A tag or a competency id, and the share of the neighbourhood that has it, from 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True)
class Suggestions:
    """Suggested tags and competencies, best first."""

    tags: Sequence[Suggestion]
    competencies: Sequence[Suggestion]


_neighbourhoods: Memo[tuple[str, int, tuple[str, ...]], Sequence[Neighbour]] = Memo(max_results=64)


def suggest(library: Library, case: Case) -> Suggestions:
    """Return suggestions for a draft, empty if it has no text or no case is published yet.

    Neighbours are cached until the text or the library changes, because the page asks at every rerun.
    """
    texts = (f"{case.title} {' '.join(case.products)}", case.situation, case.approach)
    with library.database.read() as tx:
        revision = counters(tx).get("revision", 0)
    key = (case.id, revision, texts)
    return vote(_neighbourhoods.get(library.engine, key, lambda: _find_neighbours(library, case.id, texts)), case)


def _find_neighbours(library: Library, case_id: str, texts: Sequence[str]) -> list[Neighbour]:
    filters = Filters(kinds=frozenset({KIND}))
    weights: dict[str, float] = defaultdict(float)
    for text in texts:
        for hit in library.engine.search(read_query(text, filters), _NEIGHBOURS).hits:
            weights[hit.document_id] += hit.best.score
    with library.database.read() as tx:
        described = store.list_descriptions(tx, list(weights))
    return [
        Neighbour(weights[row["id"]], row["tags"], row["meta"].get("competencies") or [])
        for row in described
        if row["source"] != source_of(case_id)
    ]


def vote(neighbours: Iterable[Neighbour], case: Case) -> Suggestions:
    """Return what the neighbours have and the case lacks; a tag found in the case's own text counts double."""
    tags: dict[str, float] = defaultdict(float)
    competencies: dict[str, float] = defaultdict(float)
    total = 0.0
    own_text = "\n".join((case.title, case.situation, case.approach, *case.steps, *case.products))
    for neighbour in neighbours:
        total += neighbour.weight
        for tag in neighbour.tags:
            tags[tag] += neighbour.weight * (2 if tag in own_text else 1)
        for competency in neighbour.competencies:
            competencies[competency] += neighbour.weight
    return Suggestions(
        tags=_best(tags, total, set(case.tags), _MAX_TAGS),
        competencies=_best(competencies, total, set(case.competencies), _MAX_COMPETENCIES),
    )


def _best(weights: dict[str, float], total: float, taken: set[str], max_count: int) -> list[Suggestion]:
    if total <= 0:
        return []
    shares = ((name, min(weight / total, 1.0)) for name, weight in weights.items() if name not in taken)
    best = sorted((pair for pair in shares if pair[1] >= _MIN_SHARE), key=lambda pair: (-pair[1], pair[0]))
    return [Suggestion(name, share) for name, share in best[:max_count]]
