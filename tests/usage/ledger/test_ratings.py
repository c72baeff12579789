"""Useful or not: one word a person, and who sees how much of it."""

from __future__ import annotations

import pytest

from kb.config import Settings
from kb.errors import BadInput, NotAllowed, NotFound
from kb.people.person import Person
from kb.store import Database
from kb.usage.ledger.ratings import Ratings, own_rating, rate, ratings_of
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import make_person, sign_in
from tests.usage.conftest import NOW, Readers

LATER = "2026-11-25T08:00:00.000Z"


def _rate(database: Database, person: Person, document: str, useful: bool, reason: str, text: str = "") -> None:
    rate(database, person, document, useful, reason, text, now=NOW)


def _seen(database: Database, person: Person, document: str) -> Ratings:
    return ratings_of(database, person, document)


def test_one_word_a_person_which_can_be_changed(database: Database, readers: Readers) -> None:
    _rate(database, readers.reader, readers.document, True, "fits")
    _rate(database, readers.reader, readers.document, False, "wrong", " The *rate*  is old ")
    mine = own_rating(database, readers.reader, readers.document)
    assert mine is not None
    assert (mine["useful"], mine["reason"], mine["text"]) == (0, "wrong", "The *rate* is old")
    assert _seen(database, readers.author, readers.document) == Ratings(
        useful=0, not_useful=1, reasons={"wrong": 1}, texts=[("wrong", "The *rate* is old")], is_author=True
    )


def test_others_see_counts_from_five_people_on_and_never_reasons(database: Database, readers: Readers) -> None:
    for number in range(5):
        assert _seen(database, readers.reader, readers.document) == Ratings(hidden=True)
        unit = readers.stranger.unit_id if number == 4 else readers.reader.unit_id
        _rate(
            database, make_person(database, unit_id=unit), readers.document, number > 0, "steps" if number else "hard"
        )
    assert _seen(database, readers.reader, readers.document) == Ratings(useful=4, not_useful=1)
    assert _seen(database, readers.mentor, readers.document) == Ratings(useful=4, not_useful=1)
    assert _seen(database, readers.author, readers.document).reasons == {"steps": 4, "hard": 1}
    assert _seen(database, readers.trainer, readers.document).reasons == {"steps": 3, "hard": 1}
    assert _seen(database, readers.stranger, readers.document) == Ratings(1, reasons={"steps": 1}, texts=[])


@pytest.mark.parametrize(
    ("useful", "reason", "text"), [(True, "hard", ""), (False, "", ""), (False, "wrong", ""), (True, "fits", "x" * 301)]
)
def test_a_reason_belongs_to_the_word(
    database: Database, readers: Readers, useful: bool, reason: str, text: str
) -> None:
    with pytest.raises(BadInput):
        _rate(database, readers.reader, readers.document, useful, reason, text)


def test_authors_cannot_rate_and_missing_documents_cannot_be_rated(database: Database, readers: Readers) -> None:
    with pytest.raises(NotAllowed):
        _rate(database, readers.author, readers.document, True, "fits")
    with pytest.raises(NotFound):
        _rate(database, readers.reader, "none", True, "fits")


def test_the_document_page_asks_and_shows(settings: Settings, database: Database, readers: Readers) -> None:
    with pages_of(settings):
        at = open_in_menu("document", sign_in(database, readers.reader), id=readers.document)
        assert not at.exception
        key = f"{readers.document}_"
        at.radio(key=f"rating_useful_{key}").set_value(False).run()
        at.radio(key=f"rating_reason_{key}_False").set_value("vague").run()
        at.text_area(key=f"rating_text_{key}").input("打 13812345678 问").run()
        at.button(key=f"rating_save_{key}").click().run()
        assert not at.exception
        assert not at.error
    seen = _seen(database, readers.author, readers.document)
    assert seen.reasons == {"vague": 1}
    assert seen.texts == [("vague", "打 ［手机号］ 问")]
    with pages_of(settings):
        at = open_in_menu("document", sign_in(database, readers.author), id=readers.document)
        assert not at.exception
        assert not [button for button in at.button if str(button.key).startswith("rating_save")]
        assert any(": 1" in text.value for text in at.markdown)
