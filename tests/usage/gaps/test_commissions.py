"""Wanted cases: asked for, begun, dropped, and closed by nothing but a document that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.people.person import Person
from kb.people.units import get_unit
from kb.search.documents import WITHDRAWN, Saved, set_status
from kb.search.engine import SearchEngine
from kb.store import Database
from kb.usage.gaps import commissions
from kb.usage.gaps.commissions import (
    CLOSED,
    DROPPED,
    OPEN,
    check_all,
    check_commission,
    commission_case,
    drop_commission,
)
from tests.usage.conftest import Readers


@pytest.fixture
def engine(database: Database, settings: Settings) -> Iterator[SearchEngine]:
    yield SearchEngine(database, settings.cache_dir)
    database.close()


def _ask(database: Database, trainer: Person, *queries: str, title: str = "Leasing a ship", why: str = "Asked") -> str:
    with database.write() as tx:
        unit = get_unit(tx, trainer.unit_id)
        return commission_case(tx, trainer, unit, utc_now(), title=title, why=why, queries=queries)


def _states(database: Database, trainer: Person) -> dict[str, str]:
    with database.read() as tx:
        return {row["id"]: row["state"] for row in commissions.list_commissions(tx, trainer)}


def test_a_double_click_asks_once(database: Database, readers: Readers) -> None:
    first = _ask(database, readers.trainer, "leasing a ship")
    with pytest.raises(Conflict, match="already"):
        _ask(database, readers.trainer, " leasing  a ship ")
    with database.write() as tx:
        drop_commission(tx, readers.trainer, first, "changed my mind", utc_now())
    _ask(database, readers.trainer, "leasing a ship")


def test_it_closes_only_when_one_new_document_answers_all_its_questions(
    database: Database, readers: Readers, engine: SearchEngine, add: Callable[..., Saved]
) -> None:
    add("old", "Leasing a ship, long known")
    wanted = _ask(database, readers.trainer, "leasing a ship", "charter rates")
    first = check_commission(database, engine, readers.trainer, wanted, utc_now())
    assert (first.is_answered, first.unanswered) == (False, ["leasing a ship", "charter rates"])
    add("half", "Leasing a ship, newly written")
    assert check_commission(database, engine, readers.trainer, wanted, utc_now()).unanswered == ["charter rates"]
    other = add("other half", "All about charter rates").document_id
    assert not check_commission(database, engine, readers.trainer, wanted, utc_now()).is_answered
    whole = add("whole", "Leasing a ship at charter rates").document_id
    with database.write() as tx:
        set_status(tx, whole, WITHDRAWN, utc_now())
    assert check_all(database, engine, utc_now()) == []
    with database.write() as tx:
        set_status(tx, whole, "published", utc_now())
    assert check_all(database, engine, utc_now()) == [wanted]
    with database.read() as tx:
        row = commissions.list_commissions(tx, readers.trainer)[0]
    assert (row["state"], row["document_id"]) == (CLOSED, whole)
    assert other != whole
    with pytest.raises(Conflict):
        check_commission(database, engine, readers.trainer, wanted, utc_now())
    with database.read() as tx:
        assert tx.tuples("SELECT action, actor_id FROM audit WHERE action LIKE '%commission%' ORDER BY number") == [
            ("commission_case", readers.trainer.id),
            ("close_commission", ""),
        ]


def test_a_document_below_the_third_place_does_not_answer(
    database: Database, readers: Readers, engine: SearchEngine, add: Callable[..., Saved]
) -> None:
    for number in range(3):
        add(f"ship {number}", "ship " * 8 + str(number))
    wanted = _ask(database, readers.trainer, "ship")
    add("new", "one ship among very many other words about harbours, weather, cargo and long winters")
    assert not check_commission(database, engine, readers.trainer, wanted, utc_now()).is_answered


def test_it_is_dropped_for_a_reason_once(database: Database, readers: Readers) -> None:
    wanted = _ask(database, readers.trainer, "leasing")
    with database.write() as tx:
        with pytest.raises(BadInput):
            drop_commission(tx, readers.trainer, wanted, " ", utc_now())
        with pytest.raises(NotAllowed):
            drop_commission(tx, readers.stranger, wanted, "No", utc_now())
        drop_commission(tx, readers.trainer, wanted, "Nobody does this here", utc_now())
        with pytest.raises(Conflict):
            drop_commission(tx, readers.trainer, wanted, "Again", utc_now())
        with pytest.raises(NotFound):
            commissions.get_wanted(tx, readers.reader, wanted)
        assert commissions.list_wanted_queries(tx, readers.trainer) == set()
    assert _states(database, readers.trainer) == {wanted: DROPPED}


def test_the_unit_and_those_below_are_asked_and_others_are_not(database: Database, readers: Readers) -> None:
    wanted = _ask(database, readers.trainer, "leasing")
    with database.read() as tx:
        assert [row["id"] for row in commissions.list_wanted(tx, readers.reader)] == [wanted]
        assert commissions.list_wanted(tx, readers.stranger) == []
        assert commissions.list_wanted_queries(tx, readers.trainer) == {"leasing"}
        assert commissions.list_wanted_queries(tx, readers.stranger) == set()
        assert commissions.list_commissions(tx, readers.stranger) == []
        for person in (readers.reader, readers.mentor):
            with pytest.raises(NotAllowed):
                commissions.list_commissions(tx, person)
    assert _states(database, readers.trainer) == {wanted: OPEN}
    for person in (readers.mentor, readers.reader):
        with pytest.raises(NotAllowed):
            _ask(database, person, "leasing")


@pytest.mark.parametrize(
    ("title", "why", "queries"),
    [("", "Asked", ["a"]), ("Ship", " ", ["a"]), ("Ship", "Asked", []), ("Ship", "Asked", ["?!"])],
)
def test_what_is_asked_for_must_be_clear(
    database: Database, readers: Readers, title: str, why: str, queries: list[str]
) -> None:
    with pytest.raises(BadInput):
        _ask(database, readers.trainer, *queries, title=title, why=why)
    with pytest.raises(BadInput):
        _ask(database, readers.trainer, *map(str, range(11)))
