"""The page of outcomes that wait for an attestation, and the figure an outcome may carry."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from kb.clock import utc_now
from kb.config import Settings
from kb.errors import BadInput, NotAllowed
from kb.i18n import using_language
from kb.people.person import Person
from kb.store import Database
from kb.usage.ledger import service as ledger
from kb.usage.ledger.measured import figure_line, measured_figure
from tests.support.pages import open_in_menu, open_view, pages_of
from tests.support.people import sign_in
from tests.usage.conftest import Readers


def _tell(database: Database, person: Person, document: str, situation: str) -> str:
    now = utc_now()
    apply_id = ledger.record_apply(
        database, person, document, 1, now=now, situation=situation, used_on=date(2026, 1, 20)
    )
    figures = measured_figure(300, "万元", 120, "三个月")
    ledger.record_outcome(database, person, apply_id, now=now, result="success", text="Signed *all*", figures=figures)
    return apply_id


def _open(database: Database, person: Person) -> AppTest:
    at = open_in_menu("outcomes", sign_in(database, person))
    assert not at.exception
    return at


def _attest_buttons(at: AppTest) -> list[str]:
    return [str(button.key) for button in at.button if str(button.key).startswith("attest_")]


def test_one_click_attests_and_the_list_holds_only_what_one_may_attest(
    settings: Settings, database: Database, readers: Readers
) -> None:
    of_reader = _tell(database, readers.reader, readers.document, "A dealer")
    of_mentor = _tell(database, readers.mentor, readers.document, "A mill")
    with pages_of(settings):
        at = _open(database, readers.mentor)
        assert _attest_buttons(at) == [f"attest_{of_reader}_1"]
        assert any("300 万元" in caption.value and "三个月" in caption.value for caption in at.caption)
        assert "Signed \\*all\\*" in [text.value for text in at.markdown]
        at.button(key=f"attest_{of_reader}_1").click().run()
        assert not at.exception
        assert _attest_buttons(at) == []
        assert at.info
        for person, expected in ((readers.trainer, [f"attest_{of_mentor}_1"]), (readers.author, [])):
            assert _attest_buttons(_open(database, person)) == expected
        assert _attest_buttons(_open(database, readers.stranger)) == []
    told = ledger.list_reported_applies(database, readers.reader, readers.document)
    assert [row["attested_by_name"] for row in told] == [readers.mentor.name]


def test_a_client_manager_has_no_such_page(settings: Settings, database: Database, readers: Readers) -> None:
    with pages_of(settings):
        at = open_view("outcomes", sign_in(database, readers.reader))
        assert [error.message for error in at.exception]


def test_the_figure_is_whole_or_not_there() -> None:
    assert measured_figure(None) == {}
    assert measured_figure(0, " CNY ") == {"value": 0, "unit": "CNY"}
    for value, unit, baseline in ((None, "CNY", None), (None, "", 3.0), (3.0, "", None), (float("inf"), "CNY", None)):
        with pytest.raises(BadInput):
            measured_figure(value, unit, baseline)
    with using_language("en"):
        assert figure_line({"value": 1234567.0, "unit": "CNY", "baseline": 2.5}) == "1,234,567 CNY · before: 2.5"
        assert figure_line({"loan": 300.0}) == "loan 300"
        assert figure_line({}) == ""


def test_the_list_is_refused_where_the_click_would_be(database: Database, readers: Readers) -> None:
    apply_id = _tell(database, readers.reader, readers.document, "A dealer")
    with pytest.raises(NotAllowed):
        ledger.attest_outcome(database, readers.author, apply_id, 1, now=utc_now())
