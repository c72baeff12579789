"""Read a query: its words, and the filters that belong to it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from kb.search.text import fold, segment_folded

MAXIMUM_CHARACTERS = 500
"""Longer queries are cut to this length, and the answer says that they were."""

PUBLISHED = "published"
EXPIRED = "expired"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Filters:
    """Select which documents may answer. Empty means any; dates are ISO days, both ends included.

    Several tags mean all of them. `statuses`: published (the default), expired, withdrawn.
    """

    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    published_from: str = ""
    published_to: str = ""
    statuses: frozenset[str] = frozenset({PUBLISHED})


@dataclass(frozen=True)
class Query:
    """Hold a query ready to be looked up: any text a person can type makes one.

    `folded` is the text as it is compared (see `kb.search.text.fold`), `tokens` its different tokens in order.
    """

    text: str
    folded: str
    tokens: tuple[str, ...]
    cut: bool = False
    filters: Filters = field(default_factory=Filters)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to look up: no letter, digit or character."""
        return not self.tokens


def read_query(text: str, filters: Filters | None = None) -> Query:
    """Return a query made of what was typed. Control and format characters are dropped, a long text is cut."""
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    visible = " ".join(visible.split())
    asked = visible[:MAXIMUM_CHARACTERS]
    folded = fold(asked)
    return Query(
        text=asked,
        folded=folded,
        tokens=tuple(dict.fromkeys(segment_folded(folded))),
        cut=len(visible) > len(asked),
        filters=filters or Filters(),
    )
