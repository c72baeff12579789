"""Convert the content of a version between a case and its stored JSON."""

from __future__ import annotations

import json
from typing import NamedTuple

from cases import store
from cases.exchange import case_text
from cases.model import Case
from cases.plain_data import as_data, from_data
from cases.story import story_hash
from kb.errors import NotFound
from kb.store import Reader


class Stored(NamedTuple):
    """Columns of a stored version: the case as JSON, and the hash of its story."""

    content: str
    story_hash: str


def to_stored(case: Case) -> Stored:
    """Return the columns to store for a case."""
    return Stored(json.dumps(as_data(case), ensure_ascii=False), story_hash(case_text(case)))


def from_stored(content: str) -> Case:
    """Return the case that stored JSON describes."""
    return from_data(json.loads(content))


def read_version(tx: Reader, case_id: str, version: int) -> Case:
    """Return the content of a version. Raises NotFound."""
    found = store.get_version(tx, case_id, version)
    if found is None:
        raise NotFound("There is no such version of the case.")
    return from_stored(found["content"])
