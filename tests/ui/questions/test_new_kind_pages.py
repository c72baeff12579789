"""A kind with a widget can be written, found and practised without another change to a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from kb.config import Settings
from kb.i18n import using_language
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Option, Question
from kb.people.person import Role
from kb.store import Database
from tests.learning.kinds.traffic_light import with_traffic_light
from tests.learning.practice.test_practice import go_live
from tests.support.pages import open_first, pages_of
from tests.support.people import SignedIn, signed_in

LIGHT = Question("q-light", "traffic_light", "Debt doubled.", options=(Option("red", 1.0),))


@pytest.fixture
def view(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    def _view(name: str, who: SignedIn, **query: str) -> AppTest:
        at = open_first(monkeypatch, name)
        at.user = who.user  # type: ignore[attr-defined]
        for key, value in {**query, "lang": "en"}.items():
            at.query_params[key] = value
        at.run()
        assert not at.exception, at.exception
        return at

    with with_traffic_light(), using_language("en"), pages_of(settings):
        yield _view


def test_it_can_be_chosen_written_and_tried(view: Callable[..., AppTest], database: Database) -> None:
    trainer = signed_in(database, Role.TRAINER)
    assert "Traffic light" in view("questions", trainer).selectbox(key="questions_new_type").options
    at = view("question", trainer, type="traffic_light")
    assert at.text_area[0].label == "What do the accounts show?"
    at.text_area[0].set_value("Debt doubled.")
    next(box for box in at.selectbox if box.label == "Right light").set_value("red")
    at.run()
    assert any(radio.label == "Which light?" for radio in at.radio)
    at.button(key="question_save").click().run()
    assert not at.exception
    with database.read() as tx:
        [row] = question_store.list_rows(tx)
    assert (row["question"].type, row["question"].options) == ("traffic_light", LIGHT.options)


def test_it_is_asked_and_explained_in_practice(view: Callable[..., AppTest], database: Database) -> None:
    go_live(database, LIGHT)
    at = view("practice", signed_in(database))
    at.radio[0].set_value("amber")
    next(button for button in at.button if button.label == "Answer").click().run()
    assert not at.exception
    assert at.warning[0].value == "Partly right: 50 %"
    assert any("red" in text.value for text in at.markdown)
