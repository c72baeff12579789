"""The reader's part of the document page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.background import BackgroundWriter
from kb.clock import day_of, utc_now
from kb.config import Settings
from kb.i18n import using_language
from kb.people.person import Person
from kb.search.documents import get_readable_document
from kb.store import Database
from kb.ui.frame import resources
from kb.ui.reading import recording as use_recording
from kb.ui.reading.recording import note_opening
from kb.usage.ledger import service as ledger
from kb.usage.ledger.service import Counts, counts_of
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import sign_in
from tests.usage.conftest import Readers


def _document_part(document_id: str, search_text: str = "") -> None:
    from kb.clock import utc_now
    from kb.i18n import set_language
    from kb.search.documents import get_readable_document
    from kb.search.query import Filters, read_query
    from kb.ui.frame.resources import get_library
    from kb.ui.frame.session import current_person
    from kb.ui.reading.recording import note_opening, note_search, originating_search
    from kb.ui.reading.use import show_use

    set_language("en")
    person = current_person()
    with get_library().database.read() as tx:
        document = get_readable_document(tx, document_id, None, utc_now(), hidden_too=False)
    if search_text:
        note_search(person, read_query(search_text, Filters()), 1)
    note_opening(person, document)
    get_library().background.finish()
    show_use(person, document, originating_search())


@pytest.fixture
def open_page(settings: Settings, database: Database, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))
    resources.forget_shared()

    def _open(person: Person, search_text: str = "") -> AppTest:
        at = AppTest.from_function(_document_part, args=(readers.document, search_text), default_timeout=20)
        at.user = sign_in(database, person).user
        return at.run()

    with using_language("en"):  # a choice is named to a widget in the words of this side
        yield _open
    resources.get_library().database.close()
    resources.forget_shared()


def _counts(database: Database, readers: Readers) -> Counts:
    return counts_of(database, readers.document)


def test_opening_is_recorded_and_a_use_with_its_outcome_told(
    database: Database, readers: Readers, open_page: Callable[..., AppTest]
) -> None:
    at = open_page(readers.reader)
    assert not at.exception
    assert at.caption[0].value == "1 viewed · 0 downloaded · 0 used, 0 with success"
    at.text_area(key="use_situation_0").input("A *dealer* short of cash")
    at.button(key="FormSubmitter:use_0-Record my use").click().run()
    assert not at.exception
    assert at.caption[0].value == "1 viewed · 0 downloaded · 1 used, 0 with success"
    assert at.text_area(key="use_situation_1").value == ""
    assert "What was the outcome? A \\*dealer\\* short of cash" in at.expander[0].label
    text = next(area for area in at.text_area if str(area.key).startswith("outcome_text_"))
    text.input("Signed after a week")
    next(button for button in at.button if "Record the outcome" in str(button.key)).click().run()
    assert not at.exception
    assert at.caption[0].value == "1 viewed · 0 downloaded · 1 used, 1 with success"
    assert [part.label for part in at.expander] == [f"It worked · A \\*dealer\\* short of cash ({day_of(utc_now())})"]
    next(area for area in at.text_area if str(area.key).startswith("outcome_text_")).input("Left after all")
    next(radio for radio in at.radio if str(radio.key).startswith("outcome_result_")).set_value("none")
    next(button for button in at.button if "Revise the outcome" in str(button.key)).click().run()
    assert not at.exception
    assert at.expander[0].label.startswith("It did not work")
    assert _counts(database, readers) == Counts(viewed=1, used=1, succeeded=0)


def test_what_is_wrong_is_said_in_the_form_and_the_rest_of_the_page_stays(
    settings: Settings, database: Database, readers: Readers
) -> None:
    with pages_of(settings):
        at = open_in_menu("document", sign_in(database, readers.reader), id=readers.document)
        parts = len(at.markdown)
        next(button for button in at.button if str(button.key).startswith("FormSubmitter:use_0")).click().run()
        assert not at.exception
        assert len(at.error) == 1
        assert len(at.markdown) == parts
    assert _counts(database, readers).used == 0


def test_a_trainer_attests_and_the_author_and_strangers_are_not_asked(
    database: Database, readers: Readers, open_page: Callable[..., AppTest]
) -> None:
    now = utc_now()
    apply_id = ledger.record_apply(
        database, readers.reader, readers.document, 1, now=now, situation="A dealer", used_on=date(2026, 1, 20)
    )
    ledger.record_outcome(database, readers.reader, apply_id, now=now, result="success", text="Signed")
    for person in (readers.author, readers.stranger):
        assert len(open_page(person).expander) == 0
    at = open_page(readers.trainer)
    assert at.expander[0].label == "To attest: It worked · A dealer (2026-01-20)"
    at.button(key=f"attest_{apply_id}_1").click().run()
    assert not at.exception
    assert len(at.expander) == 0
    assert f"Attested by {readers.trainer.name}" in [caption.value for caption in open_page(readers.reader).caption]


def test_an_authors_own_visit_is_not_counted(readers: Readers, open_page: Callable[..., AppTest]) -> None:
    assert open_page(readers.author).caption[0].value.startswith("0 viewed")


def test_a_question_is_recorded_once_however_often_the_page_is_drawn(
    database: Database, readers: Readers, open_page: Callable[..., AppTest]
) -> None:
    at = open_page(readers.reader, "short of cash")
    at.run()
    with database.read() as tx:
        assert tx.tuples("SELECT text, results FROM searches") == [("short of cash", 1)]


def test_a_page_does_not_wait_for_its_opening_to_be_written_and_none_is_lost(
    database: Database, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as tx:
        document = get_readable_document(tx, readers.document, None, utc_now(), hidden_too=False)
    background = BackgroundWriter()
    monkeypatch.setattr(use_recording, "get_library", lambda: SimpleNamespace(database=database, background=background))
    with database.write():  # another writer is busy: an opening that waited would never come back from here
        note_opening(readers.reader, document)
        assert _counts(database, readers).viewed == 0
    background.finish()
    assert _counts(database, readers).viewed == 1
