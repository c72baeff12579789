"""Tags and competencies that the nearest published cases have and this one might need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.exchange import KIND
from cases.model import Case
from cases.records import source_of
from kb.library import Library
from kb.search.documents import get_document
from kb.search.query import Filters, read_query

_NEIGHBOURS = 8
_MOST_TAGS = 6
_MOST_COMPETENCIES = 4
_LEAST_SHARE = 0.12


@dataclass(frozen=True)
class Neighbour:
    """A published case that is like the one being written: how much, and how it is described."""

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
    """What to offer, the best first."""

    tags: Sequence[Suggestion]
    competencies: Sequence[Suggestion]


def suggest(library: Library, case: Case) -> Suggestions:
    """Suggestions for a case that is being written; none where there is no text or no published case yet."""
    neighbours: dict[str, Neighbour] = {}
    filters = Filters(kinds=frozenset({KIND}))
    for text in (f"{case.title} {' '.join(case.products)}", case.situation, case.approach):
        for hit in library.engine.search(read_query(text, filters), _NEIGHBOURS).hits:
            with library.database.read() as tx:
                document = get_document(tx, hit.document_id)
            if document["source"] == source_of(case.id):
                continue
            weight = hit.best.score + (known.weight if (known := neighbours.get(hit.document_id)) else 0.0)
            competencies = document["meta"].get("competencies") or []
            neighbours[hit.document_id] = Neighbour(weight, document["tags"], competencies)
    return vote(neighbours.values(), case)


def vote(neighbours: Iterable[Neighbour], case: Case) -> Suggestions:
    """What the neighbours have and the case has not; a tag that stands in the case's own text counts double."""
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
        tags=_best(tags, total, set(case.tags), _MOST_TAGS),
        competencies=_best(competencies, total, set(case.competencies), _MOST_COMPETENCIES),
    )


def _best(weights: dict[str, float], total: float, taken: set[str], most: int) -> list[Suggestion]:
    if total <= 0:
        return []
    shares = ((name, min(weight / total, 1.0)) for name, weight in weights.items() if name not in taken)
    best = sorted((pair for pair in shares if pair[1] >= _LEAST_SHARE), key=lambda pair: (-pair[1], pair[0]))
    return [Suggestion(name, share) for name, share in best[:most]]
