"""Find content gaps: what readers searched for and did not find, grouped by meaning.

A search counts here where nothing was found, or where nothing that was found was opened. What a person searches for
is private, so a group of searches is shown only if at least 5 people asked it, masked and without names;
of all others only the number, and not even that if fewer than 5 people asked them in total.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from kb.errors import BadInput
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import Unit
from kb.privacy.groups import MIN_PEOPLE
from kb.search.encoder import Encoder
from kb.search.text import fold
from kb.store import Database
from kb.usage.gaps import store as gap_store
from kb.usage.gaps.clusters import find_medoid, group_alike

MAX_TEXTS = 1500
"""Maximum number of distinct texts compared: those asked most often."""
MAX_SHOWN = 5

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Gap:
    """Hold searches for one thing: their texts, the most typical first, and how many searches and people."""

    texts: Sequence[str]
    searches: int
    people: int
    zero_result: int

    @property
    def text(self) -> str:
        """Return the most typical text of the group."""
        return self.texts[0]


@dataclass(frozen=True)
class Gaps:
    """Hold a window's gaps, the most people first, and how much is not shown; None if even that would reveal it.

    `left_out` counts texts beyond the limit of comparison. `by_meaning` is False if only equal texts were grouped.
    """

    gaps: Sequence[Gap]
    other_searches: int | None
    other_groups: int | None
    left_out: int
    by_meaning: bool


@dataclass(frozen=True)
class _Search:
    text: str
    person_id: str
    results: int


@dataclass(frozen=True)
class _Text:
    text: str
    searches: Sequence[_Search]


def find_gaps(
    database: Database, person: Person, unit: Unit, first: date, last: date, encoder: Encoder | None, mask: Mask
) -> Gaps:
    """Return the gaps of a window of days (both included) among the searches of a unit and all below it.

    `mask` takes personal data out of a text; nothing unmasked is compared or given out.
    """
    require(person, Action.COMMISSION_CASE, unit=unit.path)
    if first > last:
        raise BadInput("The window ends before it begins.")
    with database.read() as tx:
        searches = gap_store.list_unanswered(tx, first.isoformat(), last.isoformat(), unit.path)
    return _group(tuple(_Search(**row) for row in searches), encoder, mask)  # type: ignore[arg-type]  # hashable: by identity


@lru_cache(maxsize=8)
def _group(found: tuple[_Search, ...], encoder: Encoder | None, mask: Mask) -> Gaps:
    """Return searches grouped by meaning. Kept: a page asks for the same window at each of its reruns."""
    raw = _by_text(found)
    left_out = len(raw[MAX_TEXTS:])
    texts = _masked(raw[:MAX_TEXTS], mask)
    texts.sort(key=lambda item: fold(item.text))
    vectors = np.eye(len(texts), dtype=np.float32)
    if encoder is not None and texts:
        vectors = encoder.encode_documents([item.text for item in texts])
    told: list[Gap] = []
    others: list[Sequence[_Search]] = []
    for rows in group_alike(vectors):
        searches = [search for row in rows for search in texts[row].searches]
        if _people(searches) < MIN_PEOPLE:
            others.append(searches)
            continue
        medoid = find_medoid(vectors, rows, [len(texts[row].searches) for row in rows])
        ordered = sorted(rows, key=lambda row: (row != medoid, -len(texts[row].searches), row))
        told.append(
            Gap(
                texts=[texts[row].text for row in ordered[:MAX_SHOWN]],
                searches=len(searches),
                people=_people(searches),
                zero_result=sum(search.results == 0 for search in searches),
            )
        )
    remaining = [search for group in others for search in group]
    tells = bool(remaining) and _people(remaining) < MIN_PEOPLE
    return Gaps(
        gaps=sorted(told, key=lambda gap: (-gap.people, -gap.searches, gap.text)),
        other_searches=None if tells else len(remaining),
        other_groups=None if tells else len(others),
        left_out=left_out,
        by_meaning=encoder is not None,
    )


def _by_text(searches: Sequence[_Search]) -> list[_Text]:
    """Group searches by text, the most asked first; texts that differ in width and case only are one."""
    keys = {text: fold(text) for text in {search.text for search in searches}}
    groups: dict[str, list[_Search]] = defaultdict(list)
    for search in searches:
        if key := keys[search.text]:
            groups[key].append(search)
    texts = [_Text(_most_frequent(row.text for row in rows), rows) for rows in groups.values()]
    return sorted(texts, key=lambda item: (-_people(item.searches), -len(item.searches), item.text))


def _masked(texts: Sequence[_Text], mask: Mask) -> list[_Text]:
    """Return the texts masked and merged where they are now equal; the originals are not kept."""
    groups: dict[str, list[_Text]] = defaultdict(list)
    for item in texts:
        masked = " ".join(mask(item.text).split())
        groups[fold(masked)].append(_Text(masked, item.searches))
    return [_Text(same[0].text, [search for item in same for search in item.searches]) for same in groups.values()]


def _most_frequent(texts: Iterable[str]) -> str:
    return min(Counter(texts).items(), key=lambda pair: (-pair[1], pair[0]))[0]


def _people(searches: Sequence[_Search]) -> int:
    return len({search.person_id for search in searches})
