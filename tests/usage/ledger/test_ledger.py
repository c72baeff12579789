"""What the ledger writes down, what it counts once, and who may say what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kb.clock import day_of
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.people.person import Person
from kb.store import Database
from kb.usage.ledger import service as ledger
from kb.usage.ledger.service import Counts
from kb.usage.ledger.store import get_outcome
from tests.usage.conftest import NOW, Readers

DAY = date(2026, 11, 20)


def _apply(
    database: Database, person: Person, document: str, situation: str = "A dealer short of cash", now: str = NOW
) -> str:
    with database.write() as tx:
        return ledger.record_apply(tx, person, document, 1, now, situation=situation, used_on=DAY)


def _counts(database: Database, document: str) -> Counts:
    with database.read() as tx:
        return ledger.counts_of(tx, document)


def test_a_view_counts_once_in_thirty_minutes_from_the_last_that_counted(database: Database, readers: Readers) -> None:
    with database.write() as tx:
        counted = [
            ledger.record_view(tx, readers.reader, readers.document, 1, f"2026-11-24T{clock}Z")
            for clock in (
                "08:00:00.000",
                "08:00:00.000",
                "08:20:00.000",
                "08:29:59.999",
                "08:30:00.000",
                "08:50:00.000",
            )
        ]
        assert ledger.record_view(tx, readers.mentor, readers.document, 1, "2026-11-24T08:10:00.000Z")
    assert counted == [True, False, False, False, True, False]
    assert _counts(database, readers.document) == Counts(viewed=3)


def test_a_download_counts_once_per_format_and_shanghai_day(database: Database, readers: Readers) -> None:
    with database.write() as tx:
        counted = [
            ledger.record_download(tx, readers.reader, readers.document, 1, media_type, at)
            for media_type, at in (
                ("text/markdown", "2026-11-23T16:00:00.000Z"),
                ("text/markdown", "2026-11-24T15:59:59.999Z"),
                ("application/pdf", "2026-11-24T15:59:59.999Z"),
                ("text/markdown", "2026-11-24T16:00:00.000Z"),
            )
        ]
    assert counted == [True, False, True, True]


def test_days_are_those_of_shanghai() -> None:
    assert day_of("2026-11-23T15:59:59.999Z") == "2026-11-23"
    assert day_of("2026-11-23T16:00:00.000Z") == "2026-11-24"


def test_the_same_situation_is_one_use(database: Database, readers: Readers) -> None:
    first = _apply(database, readers.reader, readers.document, "A dealer short of cash")
    assert _apply(database, readers.reader, readers.document, "  a DEALER short  of cash ") == first
    assert _apply(database, readers.reader, readers.document, "Another dealer") != first
    assert _apply(database, readers.mentor, readers.document, "A dealer short of cash") != first
    assert _counts(database, readers.document) == Counts(used=3)


def test_self_use_is_kept_and_not_counted(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.author, readers.document)
    with database.write() as tx:
        assert ledger.record_view(tx, readers.author, readers.document, 1, NOW)
        ledger.record_outcome(tx, readers.author, apply_id, NOW, result="success", text="Signed")
        assert tx.value("SELECT sum(self_use) FROM usage_events") == 3
    assert _counts(database, readers.document) == Counts()


def test_a_use_needs_a_situation_a_day_that_was_and_a_document(database: Database, readers: Readers) -> None:
    with pytest.raises(BadInput):
        _apply(database, readers.reader, readers.document, "  ")
    with pytest.raises(BadInput):
        _apply(database, readers.reader, readers.document, "x" * 301)
    with pytest.raises(NotFound):
        _apply(database, readers.reader, "no-such-document")
    late = "2026-11-24T16:30:00.000Z"
    with database.write() as tx:
        with pytest.raises(BadInput):
            ledger.record_apply(
                tx, readers.reader, readers.document, 1, late, situation="Dealer", used_on=date(2026, 11, 26)
            )
        assert ledger.record_apply(
            tx, readers.reader, readers.document, 1, late, situation="Dealer", used_on=date(2026, 11, 25)
        )


def test_an_outcome_is_revised_and_counts_as_it_stands_last(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.reader, readers.document)
    with database.write() as tx:
        assert (
            ledger.record_outcome(
                tx, readers.reader, apply_id, NOW, result="success", text="Signed", figures={"loan": 300.0}
            )
            == 1
        )
    assert _counts(database, readers.document) == Counts(used=1, succeeded=1)
    with database.write() as tx:
        ledger.attest_outcome(tx, readers.trainer, apply_id, 1, NOW)
        with pytest.raises(Conflict):
            ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="none", text="Left")
        assert ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="none", text="Left", based_on=1) == 2
        latest = get_outcome(tx, apply_id)
        assert latest is not None
        assert (latest["text"], latest["attested_by"]) == ("Left", None)
        assert tx.value("SELECT count(*) FROM usage_events WHERE kind = 'outcome'") == 1
        with pytest.raises(Conflict):
            ledger.attest_outcome(tx, readers.trainer, apply_id, 1, NOW)
    assert _counts(database, readers.document) == Counts(used=1, succeeded=0)


def test_only_the_user_tells_what_came_of_it(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.reader, readers.document)
    with database.write() as tx:
        with pytest.raises(NotAllowed):
            ledger.record_outcome(tx, readers.trainer, apply_id, NOW, result="success", text="Signed")
        with pytest.raises(BadInput):
            ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="splendid", text="Signed")


@pytest.mark.parametrize("who", ["author", "reader", "stranger"])
def test_attesting_is_refused(database: Database, readers: Readers, who: str) -> None:
    apply_id = _apply(database, readers.reader, readers.document)
    with database.write() as tx:
        ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="success", text="Signed")
        with pytest.raises(NotAllowed):
            ledger.attest_outcome(tx, getattr(readers, who), apply_id, 1, NOW)


def test_a_trainer_does_not_attest_their_own_use(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.trainer, readers.document)
    with database.write() as tx:
        ledger.record_outcome(tx, readers.trainer, apply_id, NOW, result="success", text="Signed")
        with pytest.raises(NotAllowed):
            ledger.attest_outcome(tx, readers.trainer, apply_id, 1, NOW)
        ledger.attest_outcome(tx, readers.mentor, apply_id, 1, NOW)
        with pytest.raises(Conflict):
            ledger.attest_outcome(tx, readers.mentor, apply_id, 1, NOW)
        assert tx.value("SELECT action FROM audit ORDER BY number DESC LIMIT 1") == "attest_outcome"


def test_a_use_without_outcome_is_due_after_thirty_days(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.reader, readers.document)
    with database.read() as tx:
        assert ledger.list_open_applies(tx, readers.reader, "2026-12-24T07:59:59.999Z") == []
        assert [row["id"] for row in ledger.list_open_applies(tx, readers.reader, "2026-12-24T08:00:00.000Z")] == [
            apply_id
        ]
        assert len(ledger.list_open_applies(tx, readers.reader, NOW, due_only=False)) == 1
        assert ledger.list_open_applies(tx, readers.mentor, NOW, due_only=False) == []
    with database.write() as tx:
        ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="partly", text="Still thinking")
        assert ledger.list_open_applies(tx, readers.reader, NOW, due_only=False) == []


def test_a_click_belongs_to_ones_own_search(database: Database, readers: Readers) -> None:
    with database.write() as tx:
        search_id = ledger.record_search(tx, readers.reader, " short  of cash ", 3, NOW)
        assert not ledger.record_click(tx, readers.mentor, search_id, readers.document, NOW)
        assert ledger.record_click(tx, readers.reader, search_id, readers.document, NOW)
        assert not ledger.record_click(tx, readers.reader, search_id, readers.document, NOW)
        ledger.record_view(tx, readers.mentor, readers.document, 1, NOW, query_id=search_id)
        ledger.record_view(tx, readers.reader, readers.document, 1, NOW, query_id=search_id)
        found = {row[0]: row[1:] for row in tx.tuples("SELECT person_id, source, query_id FROM usage_events")}
    assert found == {readers.mentor.id: ("link", None), readers.reader.id: ("search", search_id)}


def test_a_view_counts_once_however_many_tabs_open_it_at_once(database: Database, readers: Readers) -> None:
    def _open(number: int) -> bool:
        with database.write() as tx:
            return ledger.record_view(tx, readers.reader, readers.document, 1, f"2026-11-24T08:00:00.{number:03}Z")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(_open, range(8))) == 1
    assert _counts(database, readers.document) == Counts(viewed=1)


def test_the_ledger_only_grows(database: Database, readers: Readers) -> None:
    apply_id = _apply(database, readers.reader, readers.document)
    for statement in (
        "UPDATE usage_events SET day = '2020-01-01'",
        "DELETE FROM usage_events",
        "UPDATE applies SET situation = ''",
        "DELETE FROM applies",
    ):
        with pytest.raises(Exception, match="append-only"), database.write() as tx:
            tx.execute(statement)
    with database.write() as tx:
        tx.execute(
            """
            INSERT OR REPLACE INTO usage_events (id, kind, person_id, unit_id, document_id, version, at, day, source,
                                                 query_id, self_use, dedup_key)
            SELECT id, kind, person_id, unit_id, document_id, version, at, '2020-01-01', source, query_id, 1, dedup_key
            FROM usage_events WHERE id = :id
            """,
            {"id": apply_id},
        )
        assert tx.value("SELECT day FROM usage_events") == "2026-11-24"


def test_the_search_counts_people_with_an_attested_success_as_it_stands_last(
    database: Database, readers: Readers
) -> None:
    def counted() -> list[int]:
        with database.read() as tx:
            return list(ledger.attested_successes(tx).values())

    applies = [_apply(database, readers.reader, readers.document, situation) for situation in ("one", "two")]
    own = _apply(database, readers.author, readers.document, "own")
    with database.write() as tx:
        for apply_id, person in ((applies[0], readers.reader), (applies[1], readers.reader), (own, readers.author)):
            ledger.record_outcome(tx, person, apply_id, NOW, result="success", text="Signed")
    assert counted() == []
    with database.write() as tx:
        for apply_id in (*applies, own):
            ledger.attest_outcome(tx, readers.trainer, apply_id, 1, NOW)
    assert counted() == [1]
    with database.write() as tx:
        for apply_id in applies:
            ledger.record_outcome(tx, readers.reader, apply_id, NOW, result="none", text="Left", based_on=1)
    assert counted() == []
