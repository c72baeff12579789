"""The demo's data folder, with two months instead of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cases.service import list_own
from cases.states import State
from demo.__main__ import main
from demo.bank import Bank
from demo.making import make_demo
from kb.clock import end_of_day
from kb.config import Settings, load_settings
from kb.people.passwords import password_matches
from kb.people.person_store import get_password_hash
from kb.store import Database
from kb.usage.facts.facts import UsageFacts
from kb.usage.figures.model import NO_CLICK, OUTCOMES, REUSE_RATE
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.statistics import headline, open_statistics
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import sign_in

LAST = date(2026, 11, 24)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(load_settings({}), data_dir=tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture(scope="module")
def bank(settings: Settings) -> Bank:
    return make_demo(settings, 7, LAST, 60, by_meaning=False)


def test_every_figure_of_reuse_has_something_to_show(settings: Settings, bank: Bank) -> None:
    selection = Selection(Window(LAST - timedelta(days=39), LAST))
    database = Database(settings.database_path)
    shown = headline(open_statistics(database, UsageFacts(), bank.admin, selection, now=end_of_day(LAST)))
    values = {figure.name: figure.value or 0 for figure in shown.figures}
    assert 0 < values[REUSE_RATE] < 1
    assert values[OUTCOMES]
    assert values[NO_CLICK]


def test_the_visitor_finds_cases_on_several_stages(settings: Settings, bank: Bank) -> None:
    database = Database(settings.database_path)
    visitor = next(person for person in bank.managers if person.login == "demo-manager")
    assert {own.record.state for own in list_own(database, visitor)} == {State.PUBLISHED, State.SUBMITTED, State.DRAFT}
    with database.read() as tx:
        for login, password in bank.passwords.values():
            person = next(each for each in bank.everyone if each.login == login)
            assert password_matches(get_password_hash(tx, person.id), password)


def test_every_page_says_that_it_is_made_up(settings: Settings, bank: Bank) -> None:
    with pages_of(settings):
        at = open_in_menu("my_cases", sign_in(Database(settings.database_path), bank.managers[0]))
    assert not at.exception
    assert any("演示数据" in element.value for element in at.markdown)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_text("precious")
    result = CliRunner().invoke(main, ["--data", str(tmp_path)])
    assert result.exit_code == 1
    assert (tmp_path / "kb.sqlite").read_text() == "precious"
