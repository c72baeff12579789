"""Contents of versions: kept as JSON, read back as cases."""

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
    """What is stored of a content."""

    content: str
    story_hash: str


def to_stored(case: Case) -> Stored:
    """A content as it is stored."""
    return Stored(json.dumps(as_data(case), ensure_ascii=False), story_hash(case_text(case)))


def from_stored(content: str) -> Case:
    """A stored content."""
    return from_data(json.loads(content))


def read_version(tx: Reader, case_id: str, version: int) -> Case:
    """The content of a version. Raises NotFound."""
    found = store.get_version(tx, case_id, version)
    if found is None:
        raise NotFound("There is no such version of the case.")
    return from_stored(found["content"])
