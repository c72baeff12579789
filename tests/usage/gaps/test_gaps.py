"""Searches in vain, put together by meaning, and what of them may be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from kb.config import Settings
from kb.errors import BadInput, NotAllowed
from kb.people.directory import get_person
from kb.people.person import Person
from kb.people.units import get_unit
from kb.search.documents import Saved
from kb.search.encoder import Encoder, load_encoder
from kb.store import Database
from kb.usage.gaps.clusters import find_medoid, group_alike
from kb.usage.gaps.service import Gaps, find_gaps
from kb.usage.ledger.service import record_click, record_search
from tests.support.people import make_person
from tests.usage.conftest import NOW, Readers

DAY = date(2026, 11, 24)


@pytest.fixture
def people(database: Database, readers: Readers) -> list[Person]:
    return [make_person(database, unit_id=readers.reader.unit_id) for _ in range(5)]


def _search(database: Database, person: Person, text: str, results: int = 0, at: str = NOW) -> str:
    return record_search(database, person, text, results, now=at)


def _gaps(database: Database, trainer: Person, encoder: Encoder | None = None, **days: date) -> Gaps:
    with database.read() as tx:
        unit = get_unit(tx, trainer.unit_id)
    first, last = days.get("first", DAY), days.get("last", DAY)
    return find_gaps(
        database, trainer, unit, first, last, encoder, lambda text: text.replace("13812345678", "［手机号］")
    )


def test_questions_put_in_other_words_are_one_gap(database: Database, readers: Readers, people: list[Person]) -> None:
    encoder = load_encoder(Settings())
    for person, text in zip(
        people,
        ("企业没有抵押物怎么贷款", "没抵押的企业能贷款吗", "企业贷款没有抵押", "没有抵押物 企业贷款", "企业无抵押贷款"),
        strict=True,
    ):
        _search(database, person, text)
    _search(database, people[0], "老人被骗转账怎么劝阻")
    gaps = _gaps(database, readers.trainer, encoder)
    assert gaps.by_meaning
    assert [(gap.people, gap.searches, gap.zero_result) for gap in gaps.gaps] == [(5, 5, 5)]
    assert "抵押" in gaps.gaps[0].text
    assert len(gaps.gaps[0].texts) == 5
    assert (gaps.other_searches, gaps.other_groups) == (None, None)
    assert _gaps(database, readers.trainer, encoder) == gaps


def test_a_gap_of_fewer_than_five_people_is_counted_and_not_shown(
    database: Database, readers: Readers, people: list[Person]
) -> None:
    for person in people[:4]:
        for text in ("leasing a ship", "leasing a SHIP"):
            _search(database, person, text)
    assert _gaps(database, readers.trainer) == Gaps([], None, None, 0, False)
    _search(database, people[4], "something else")
    assert _gaps(database, readers.trainer) == Gaps([], 9, 2, 0, False)
    _search(database, people[4], "ｌｅａｓｉｎｇ a ship")
    found = _gaps(database, readers.trainer)
    assert [(gap.text, gap.people, gap.searches) for gap in found.gaps] == [("leasing a SHIP", 5, 9)]
    assert (found.other_searches, found.other_groups) == (None, None)


def test_what_was_opened_is_no_gap_and_personal_data_is_masked(
    database: Database, readers: Readers, people: list[Person]
) -> None:
    for person in people:
        _search(database, person, "call 13812345678", results=3)
        answered = _search(database, person, "bill pool", results=3)
        assert record_click(database, person, answered, readers.document, now=NOW)
    assert [(gap.text, gap.zero_result) for gap in _gaps(database, readers.trainer).gaps] == [("call ［手机号］", 0)]


def test_units_and_days_bound_what_a_trainer_sees(database: Database, readers: Readers, people: list[Person]) -> None:
    for person in people:
        _search(database, person, "leasing", at="2026-11-23T15:59:59.000Z")
    assert _gaps(database, readers.trainer).gaps == []
    assert len(_gaps(database, readers.trainer, first=date(2026, 11, 23)).gaps) == 1
    assert _gaps(database, readers.stranger, first=date(2026, 11, 23)).gaps == []
    with database.read() as tx:
        unit = get_unit(tx, readers.trainer.unit_id)
        people = (readers.stranger, readers.mentor, get_person(tx, readers.reader.id))
    for person in people:
        with pytest.raises(NotAllowed):
            find_gaps(database, person, unit, DAY, DAY, None, str)
    with pytest.raises(BadInput):
        _gaps(database, readers.trainer, first=date(2026, 11, 25))


def test_groups_are_the_same_in_any_order_and_no_chain_runs_through_them() -> None:
    angles = np.radians([0, 50, 100, 150, 10])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    groups = group_alike(vectors, alike=0.6)
    assert groups == [[0, 1, 4], [2, 3]]
    order = [3, 1, 4, 0, 2]
    again = group_alike(vectors[order], alike=0.6)
    assert sorted(sorted(order[row] for row in group) for group in again) == groups
    assert find_medoid(vectors, [0, 1, 4], [1, 1, 1]) == 4
    assert find_medoid(vectors, [0, 1, 4], [1, 9, 1]) == 1
    assert group_alike(vectors[:0]) == []
    assert group_alike(vectors[:1]) == [[0]]


def test_documents_are_not_needed(database: Database, readers: Readers, add: Callable[..., Saved]) -> None:
    assert _gaps(database, readers.trainer) == Gaps([], 0, 0, 0, False)
