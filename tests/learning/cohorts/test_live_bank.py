"""The bank is read before a writing transaction, and what changed meanwhile is read inside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts.live_bank import live_candidates, read_bank
from kb.learning.questions import store as question_store
from kb.learning.questions.states import LIVE, RETIRED
from kb.store import Database, Reader
from tests.learning.cohorts.enrolled import SET_UP_AT, bank, fill_bank


def test_what_was_read_before_is_not_read_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_bank(database, bank())
    known = read_bank(database)

    def _refuse(tx: Reader, question_id: str, version: int) -> None:
        raise AssertionError(f"{question_id} {version} was read while all writers wait")

    monkeypatch.setattr(checkpoint_store, "read_candidate", _refuse)
    with database.write() as tx:
        assert live_candidates(tx, known) == checkpoint_store.list_candidates(tx)


def test_what_changed_since_is_seen(database: Database) -> None:
    first, second, *rest = bank()
    fill_bank(database, [first, second, *rest])
    known = read_bank(database)
    new = replace(first, id="q-new", competencies=("risk",))
    with database.write() as tx:
        question_store.add_version(tx, replace(first, difficulty="medium"), 2, state=LIVE, author_id="", now=SET_UP_AT)
        question_store.set_state(tx, second.id, RETIRED, SET_UP_AT)
        question_store.add_question(tx, new, state=LIVE, owner_id="", unit_id="house", now=SET_UP_AT)
    with database.read() as tx:
        found = {one.question_id: one for one in live_candidates(tx, known)}
        assert list(found.values()) == checkpoint_store.list_candidates(tx)
    assert (found[first.id].version, found[first.id].difficulty) == (2, "medium")
    assert second.id not in found
    assert found["q-new"].competencies == ("risk",)


def test_a_version_that_is_not_there_is_an_error(database: Database) -> None:
    with database.read() as tx, pytest.raises(LookupError):
        checkpoint_store.read_candidate(tx, "q-none", 1)
