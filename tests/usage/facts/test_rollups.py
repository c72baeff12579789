"""Packs of months, and raw events that go."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from kb.people.person import Person
from kb.store import Database
from kb.usage.facts.facts import UsageFacts
from kb.usage.facts.rollups import RolledUp, is_settled, months_between, pack_months, roll_up
from kb.usage.facts.store import list_packs
from kb.usage.figures.selection import Window
from kb.usage.figures.statistics import headline, top_documents, trend, unused_documents
from kb.usage.ledger import service as ledger
from tests.usage.figures.support import LATER, House, noon

YEAR = Window(date(2026, 8, 1), date(2027, 1, 5))
ODD = Window(date(2026, 9, 3), date(2026, 10, 14))


@pytest.fixture
def bank(database: Database) -> House:
    return House(database)


@pytest.fixture
def people(bank: House) -> list[Person]:
    return bank.people(6)


@pytest.fixture
def document(bank: House, people: list[Person]) -> str:
    """Used in September, October and January."""
    found, other = bank.document("d", authors=bank.people(1)), bank.document("e")
    bank.views(people, found, noon("2026-09-10"), noon("2026-10-10"), noon("2027-01-03"))
    bank.views(people, other, noon("2026-09-03"), noon("2026-10-15"))
    for number, person in enumerate(people):
        bank.download(person, found, noon("2026-10-11"))
        bank.use(person, found, noon("2026-10-12"), outcome=noon("2026-10-13"))
        search = bank.search(person, noon("2026-09-20"), number)
        bank.click(person, search, found, noon("2026-09-20"))
    return found


def _figures(bank: House) -> list[object]:
    found: list[object] = []
    for facts in (bank.facts, UsageFacts()):
        for window in (YEAR, ODD):
            view = bank.look(window, facts=facts)
            for make in (headline, trend, top_documents, unused_documents):
                found.append(asdict(make(view)))  # type: ignore[call-overload]
    return found


def _packs(bank: House) -> dict[str, int]:
    with bank.database.read() as tx:
        return {row["month"]: row["raw_kept"] for row in list_packs(tx)}


def _count(bank: House, table: str) -> int:
    with bank.database.read() as tx:
        return int(tx.value(f"SELECT count(*) FROM {table}"))


def test_a_day_is_settled_two_days_and_an_hour_later() -> None:
    assert is_settled("2026-11-30", "2026-12-01T17:00:00.000Z")  # 1 o'clock of 2 December in Shanghai
    assert not is_settled("2026-11-30", "2026-12-01T16:59:59.999Z")
    assert months_between("2026-11-30", "2027-01-01") == ["2026-11", "2026-12", "2027-01"]


@pytest.mark.usefixtures("document")
def test_figures_stay_the_same_packed_and_rolled_up(bank: House) -> None:
    before = _figures(bank)
    assert pack_months(bank.database, LATER) == ("2026-09", "2026-10", "2026-11", "2026-12")
    assert _figures(bank) == before
    done = roll_up(bank.database, LATER, 2)
    assert done == RolledUp((), ("2026-09", "2026-10"), 41)
    assert _packs(bank) == {"2026-09": 0, "2026-10": 0, "2026-11": 1, "2026-12": 1}
    assert _figures(bank) == before
    assert (_count(bank, "searches"), _count(bank, "search_clicks")) == (0, 0)
    assert _count(bank, "usage_events") == 18  # January's views, all uses and outcomes
    assert _count(bank, "applies") == 6
    assert roll_up(bank.database, LATER, 2) == RolledUp((), (), 0)
    with bank.database.read() as tx:
        actions = tx.tuples("SELECT subject FROM audit WHERE action = 'roll_up_usage' ORDER BY number")
    assert [subject for (subject,) in actions] == ["2026-09", "2026-10"]


def test_what_a_document_page_counts_stays_the_same(bank: House, document: str) -> None:
    with bank.database.read() as tx:
        before = ledger.counts_of(tx, document)
    assert (before.viewed, before.downloaded, before.used, before.succeeded) == (18, 6, 6, 6)
    roll_up(bank.database, LATER, 1)
    with bank.database.read() as tx:
        assert ledger.counts_of(tx, document) == before


@pytest.mark.usefixtures("document")
def test_zero_months_keep_everything(bank: House) -> None:
    assert roll_up(bank.database, LATER, 0).rolled_up == ()
    assert set(_packs(bank).values()) == {1}


def test_a_late_event_throws_the_pack_away(bank: House, people: list[Person], document: str) -> None:
    pack_months(bank.database, LATER)
    bank.views(people, document, noon("2026-10-20"))
    assert "2026-10" not in _packs(bank)
    view = bank.look(YEAR)
    found = headline(view).get("views")
    assert found is not None
    assert found.value == 36
    assert pack_months(bank.database, LATER) == ("2026-10",)
    search = bank.search(people[0], noon("2026-11-30"))
    bank.search(people[0], noon("2026-12-20"))
    assert pack_months(bank.database, LATER) == ("2026-11", "2026-12")
    bank.click(people[0], search, document, "2026-12-02T04:00:00.000Z")  # more than a day later: nothing changes
    assert set(_packs(bank)) == {"2026-09", "2026-10", "2026-11", "2026-12"}
    other = bank.document("f")
    bank.click(people[0], search, other, "2026-12-01T03:59:00.000Z")
    assert "2026-11" not in _packs(bank)
    pack_months(bank.database, LATER)
    bank.use(people[0], other, "2026-11-30T16:01:00.000Z")  # may follow a search of the last of November
    assert not {"2026-11", "2026-12"} & set(_packs(bank))


def test_nothing_comes_into_a_rolled_up_month_and_nothing_goes_without_the_door(
    bank: House, people: list[Person], document: str
) -> None:
    roll_up(bank.database, LATER, 2)
    for late in (
        lambda: bank.views(people, document, noon("2026-09-20")),
        lambda: bank.search(people[0], noon("2026-09-20")),
    ):
        with pytest.raises(Exception, match="rolled up"):
            late()
    statements = {
        "DELETE FROM usage_events WHERE kind = 'view'": "append-only",
        "DELETE FROM usage_events WHERE kind = 'apply'": "append-only",
        "DELETE FROM usage_packs": "never changes",
        "UPDATE usage_packs SET raw_kept = 1 WHERE month = '2026-09'": "never changes",
        "INSERT INTO usage_doors VALUES ('2027-01')": "FOREIGN KEY",
    }
    for statement, message in statements.items():
        with bank.database.write() as tx, pytest.raises(Exception, match=message):
            tx.execute(statement)
    bank.search(people[0], noon("2027-01-04"))
    with bank.database.write() as tx, pytest.raises(Exception, match="append-only"):
        tx.execute("DELETE FROM searches")


def test_uses_cannot_leave_even_through_the_door(bank: House, document: str) -> None:
    pack_months(bank.database, LATER)
    with bank.database.write() as tx:
        tx.execute("INSERT INTO usage_doors VALUES ('2026-10')")
        with pytest.raises(Exception, match="append-only"):
            tx.execute("DELETE FROM usage_events WHERE kind = 'outcome'")
        tx.execute("DELETE FROM usage_doors")
