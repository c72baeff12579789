"""Read the live questions that forms are drawn from before a write transaction, and verify them inside it.

Reading the bank means parsing every live question: too slow to do while all other writers wait.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts.form_drawing import Candidate
from kb.store import Database, Reader

Known = Mapping[tuple[str, int], Candidate]
"""Candidates by question id and version. A version never changes, so what was read of it once stays true."""


def read_bank(database: Database) -> Known:
    """Return the live questions as they are before the writing begins."""
    with database.read() as tx:
        return {(one.question_id, one.version): one for one in checkpoint_store.list_candidates(tx)}


def live_candidates(tx: Reader, known: Known) -> list[Candidate]:
    """Return the live questions as they are in this transaction, by id; only versions not `known` are read."""
    versions = checkpoint_store.list_candidate_versions(tx)
    missing = [key for key in versions if key not in known]
    found = {**known, **{key: checkpoint_store.read_candidate(tx, *key) for key in missing}}
    return [found[key] for key in versions]
