"""The language of the pages: the address, else the person's choice, else the settings."""

from __future__ import annotations

import pytest

from kb.errors import BadInput
from kb.people.preferences import choose_language, language_of
from kb.store import Database
from tests.support.people import make_person, signed_in
from tests.support.server import RunningApp
from tests.support.ws_client import PageSocket, texts


def test_a_choice_is_kept_for_the_person_only(database: Database) -> None:
    one, other = make_person(database), make_person(database)
    with database.write() as tx:
        assert language_of(tx, one) == ""
        choose_language(tx, one, "en")
        assert (language_of(tx, one), language_of(tx, other)) == ("en", "")
        with pytest.raises(BadInput):
            choose_language(tx, one, "fr")


def test_the_address_comes_before_the_person_and_the_person_before_the_settings(app: RunningApp) -> None:
    who = signed_in(app.database)
    english, chinese = "Sign out", "speak_en"
    with PageSocket(app.base, who.cookies) as page:
        drawn = texts(page.rerun(page="account"))
        assert english not in drawn
        assert chinese in drawn, "the button that leads to English"
    with app.database.write() as tx:
        choose_language(tx, who.person, "en")
    with PageSocket(app.base, who.cookies) as page:
        assert english in texts(page.rerun(page="account"))
    with PageSocket(app.base, who.cookies) as page:
        assert english not in texts(page.rerun(page="account", query="lang=zh"))
        assert english not in texts(page.rerun(page="account")), "the address holds for the visit"


def test_the_button_at_the_top_switches_for_good(app: RunningApp) -> None:
    who = signed_in(app.database)
    with PageSocket(app.base, who.cookies) as page:
        drawn = page.rerun(page="account", query="lang=zh")
        button = next(
            message.delta.new_element.button.id
            for message in drawn
            if message.WhichOneof("type") == "delta" and "speak_en" in message.delta.new_element.button.id
        )
        assert "Sign out" in texts(page.press(button, page="account", query="lang=zh"))
    with app.database.read() as tx:
        assert language_of(tx, who.person) == "en"
    with PageSocket(app.base, who.cookies) as page:
        assert "Sign out" in texts(page.rerun(page="account"))
