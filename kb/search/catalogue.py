"""List what the library holds: counts by kind, tags, the newest documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.search.documents import count_documents, list_newest, list_tags
from kb.store import Database, Row


@dataclass(frozen=True)
class Catalogue:
    """Hold numbers of published documents by kind, and their tags, the most used first."""

    counts: Mapping[str, int]
    tags: Sequence[str]


def read_catalogue(database: Database) -> Catalogue:
    """Return what the published library holds now."""
    with database.read() as tx:
        return Catalogue(count_documents(tx), list_tags(tx))


def newest_documents(database: Database, limit: int, kind: str | None = None) -> list[Row]:
    """Return the newest published documents of a kind, or of all kinds: id, kind, title, published_on."""
    with database.read() as tx:
        return list_newest(tx, limit, kind)


def is_empty(database: Database) -> bool:
    """Return whether nothing is published yet."""
    with database.read() as tx:
        return not count_documents(tx)
