"""What people write about a use is looked through before it is stored."""

from __future__ import annotations

from datetime import date

import pytest

from kb.privacy.gate import PersonalDataInText
from kb.store import Database
from kb.usage.ledger import service as ledger
from kb.usage.ledger.ratings import own_rating, rate
from tests.usage.conftest import NOW, Readers

DAY = date(2026, 11, 20)


@pytest.mark.parametrize("field", ["situation", "adapted"])
def test_a_use_with_a_mobile_number_is_refused(database: Database, readers: Readers, field: str) -> None:
    texts = {"situation": "A dealer short of cash", "adapted": ""} | {field: "电话13812345678，3月5日回访"}
    with pytest.raises(PersonalDataInText):
        ledger.record_apply(database, readers.reader, readers.document, 1, now=NOW, used_on=DAY, **texts)


def test_an_outcome_with_a_mobile_number_is_refused(database: Database, readers: Readers) -> None:
    use = ledger.record_apply(
        database, readers.reader, readers.document, 1, now=NOW, used_on=DAY, situation="A dealer short of cash"
    )
    with pytest.raises(PersonalDataInText):
        ledger.record_outcome(database, readers.reader, use, now=NOW, result="success", text="已还款，13812345678")


def test_a_search_is_stored_masked(database: Database, readers: Readers) -> None:
    ledger.record_search(database, readers.reader, "13812345678 还款", 3, now=NOW)
    with database.read() as tx:
        assert [row["text"] for row in tx.rows("SELECT text FROM searches")] == ["［手机号］ 还款"]


def test_the_words_of_a_rating_are_stored_masked(database: Database, readers: Readers) -> None:
    rate(database, readers.reader, readers.document, False, "wrong", "请打13812345678", now=NOW)
    mine = own_rating(database, readers.reader, readers.document)
    assert mine is not None
    assert mine["text"] == "请打［手机号］"
