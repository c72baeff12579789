"""The usage figures, worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner

from kb.commands import main
from kb.config import Settings
from kb.db import Database
from kb.errors import BadInput, NotAllowed
from kb.people.person import Person, Role
from kb.people.units import Unit, get_unit
from kb.search.documents import WITHDRAWN, Saved, set_status
from kb.usage import ledger
from kb.usage.statistics import Change, Reuse, Searching, Window, make_statistics, read_statistics
from tests.support.people import make_person, make_unit
from tests.usage.conftest import Readers

Add = Callable[..., Saved]
WINDOW = Window(date(2026, 10, 1), date(2026, 11, 30))
TODAY = date(2027, 1, 5)
DAY = date(2026, 9, 1)
INSIDE = "2026-10-15T02:00:00.000Z"


@pytest.fixture
def unit(database: Database, readers: Readers) -> Unit:
    return make_unit(database, "East")


@pytest.fixture
def people(database: Database, unit: Unit) -> list[Person]:
    return [make_person(database, unit_id=unit.id) for _number in range(5)]


@pytest.fixture
def everybody_looked(database: Database, readers: Readers, people: list[Person]) -> None:
    with database.write() as tx:
        for person in people:
            ledger.record_view(tx, person, readers.document, 1, INSIDE)


def _use(database: Database, person: Person, document: str, at: str, situation: str = "A dealer") -> str:
    with database.write() as tx:
        return ledger.record_apply(tx, person, document, 1, at, situation=situation, used_on=DAY)


def _reuse(database: Database, window: Window = WINDOW, today: date = TODAY) -> Reuse:
    with database.read() as tx:
        return make_statistics(tx, window, today).reuse


@pytest.mark.usefixtures("everybody_looked")
def test_reuse_of_a_window(database: Database, readers: Readers, people: list[Person], add: Add) -> None:
    add("thirty days", "b", published_on="2026-11-01")
    recent = add("twenty-nine days", "c", published_on="2026-11-02").document_id
    add("expired after thirty days", "d", expires_at="2026-10-30T23:59:59.999Z")
    add("expired after twenty-nine days", "e", expires_at="2026-10-29T23:59:59.999Z")
    add("a material", "f", kind="material")
    add("published later", "g", published_on="2026-12-01")
    _use(database, people[0], readers.document, "2026-09-30T16:00:00.000Z")
    _use(database, people[0], readers.document, INSIDE, "Another dealer")
    _use(database, people[0], readers.document, INSIDE, "another  DEALER")
    _use(database, people[1], recent, "2026-11-30T15:59:59.999Z")
    _use(database, people[1], readers.document, "2026-11-30T16:00:00.000Z", "On the first of December in Shanghai")
    _use(database, people[2], readers.document, "2026-09-30T15:59:59.999Z", "On the last of September in Shanghai")
    _use(database, readers.author, readers.document, INSIDE, "The author's own")
    with database.write() as tx:
        ledger.record_download(tx, people[3], readers.document, 1, "text/markdown", INSIDE)
        ledger.record_download(tx, readers.author, readers.document, 1, "text/markdown", INSIDE)
    assert _reuse(database) == Reuse(
        valid_cases=3,
        eligible_documents=4,
        active_readers=5,
        reused_documents=2,
        applies=3,
        views=5,
        downloads=1,
        outcomes=0,
        reuse_rate=2 / 4,
        reuse_per_reader=3 / 5,
    )


@pytest.mark.usefixtures("everybody_looked")
def test_days_that_have_not_come_yet_do_not_count_as_published(database: Database, add: Add) -> None:
    add("thirty days", "b", published_on="2026-11-01")
    assert _reuse(database, today=date(2026, 11, 29)).eligible_documents == 1
    assert _reuse(database, today=date(2026, 11, 30)).eligible_documents == 2


@pytest.mark.usefixtures("everybody_looked")
def test_a_withdrawn_document_was_published_until_the_day_before(database: Database, readers: Readers) -> None:
    with database.write() as tx:
        set_status(tx, readers.document, WITHDRAWN, "2026-10-30T16:30:00.000Z")
    assert (_reuse(database).eligible_documents, _reuse(database).valid_cases) == (1, 0)
    with database.write() as tx:
        set_status(tx, readers.document, WITHDRAWN, "2026-10-30T15:30:00.000Z")
    assert _reuse(database).eligible_documents == 0
    assert _reuse(database).reuse_rate is None


@pytest.mark.usefixtures("everybody_looked")
def test_change_is_shown_in_points_and_in_percent(database: Database, readers: Readers, people: list[Person]) -> None:
    baseline = Window(date(2026, 8, 1), date(2026, 9, 15))
    earlier = "2026-09-01T02:00:00.000Z"
    with database.write() as tx:
        for person in people:
            ledger.record_view(tx, person, readers.document, 1, earlier)
    _use(database, people[0], readers.document, earlier, "first")
    _use(database, people[1], readers.document, earlier, "first")
    for person in people[:3]:
        _use(database, person, readers.document, INSIDE, "second")
    with database.read() as tx:
        made = make_statistics(tx, WINDOW, TODAY, baseline=baseline)
        with pytest.raises(BadInput):
            make_statistics(tx, WINDOW, TODAY, baseline=Window(date(2026, 9, 1), date(2026, 10, 1)))
    assert made.reuse_rate_change == Change(baseline=1.0, difference=0.0, percent=0.0)
    change = made.reuse_per_reader_change
    assert change is not None
    assert (change.baseline, change.difference, change.percent) == pytest.approx((0.4, 0.2, 50.0))
    with database.read() as tx:
        empty = make_statistics(tx, WINDOW, TODAY, baseline=Window(date(2026, 1, 1), date(2026, 1, 31)))
    assert empty.reuse_rate_change is None


def test_four_people_are_hidden(database: Database, readers: Readers, people: list[Person]) -> None:
    with database.write() as tx:
        for person in [*people[:4], readers.author]:
            ledger.record_view(tx, person, readers.document, 1, INSIDE)
            ledger.record_search(tx, people[0], "cash", 1, INSIDE)
    with database.read() as tx:
        made = make_statistics(tx, WINDOW, TODAY)
    assert made.reuse == Reuse(valid_cases=1, eligible_documents=1, hidden=True)
    assert made.searching == Searching(hidden=True)


@pytest.mark.usefixtures("everybody_looked")
def test_a_unit_sees_its_own_people(database: Database, readers: Readers, unit: Unit) -> None:
    _use(database, readers.reader, readers.document, INSIDE)
    trainer = make_person(database, Role.TRAINER, unit_id=unit.id)
    with database.read() as tx:
        assert read_statistics(tx, trainer, unit, WINDOW, TODAY).reuse.applies == 0
        assert make_statistics(tx, WINDOW, TODAY).reuse.applies == 1
        for person in (readers.trainer, readers.reader):
            with pytest.raises(NotAllowed):
                read_statistics(tx, person, unit, WINDOW, TODAY)
        with pytest.raises(NotAllowed):
            read_statistics(tx, trainer, get_unit(tx, "house"), WINDOW, TODAY)


def test_how_searches_end(database: Database, readers: Readers, people: list[Person]) -> None:
    at, after_10_minutes, later = INSIDE, "2026-10-15T02:10:00.000Z", "2026-10-15T02:10:00.001Z"
    with database.write() as tx:
        ids = [
            ledger.record_search(tx, person, "cash", results, at)
            for person, results in zip(people, (3, 3, 0, 3, 3), strict=True)
        ]
        ledger.record_click(tx, people[0], ids[0], readers.document, after_10_minutes)
        ledger.record_click(tx, people[1], ids[1], readers.document, later)
        ledger.record_click(tx, people[4], ids[4], readers.document, at)
    _use(database, people[4], readers.document, after_10_minutes)
    _use(database, people[0], readers.document, later)
    with database.read() as tx:
        searching = make_statistics(tx, WINDOW, TODAY).searching
    assert searching == Searching(searches=5, success_rate=2 / 5, apply_rate=1 / 5, zero_result=1, no_click=1)


def test_a_window_ends_after_it_begins() -> None:
    assert Window(DAY, DAY).overlaps(Window(DAY, DAY))
    with pytest.raises(BadInput):
        Window(date(2026, 2, 1), date(2026, 1, 31))


@pytest.mark.usefixtures("everybody_looked")
def test_the_command_prints_the_figures(
    database: Database, readers: Readers, people: list[Person], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    _use(database, people[0], readers.document, INSIDE)
    window = ["stats", "--from", "2026-10-01", "--to", "2026-10-31"]
    printed = json.loads(CliRunner().invoke(main, [*window, "--json"]).stdout)
    assert printed["window"] == {"first": "2026-10-01", "last": "2026-10-31"}
    assert printed["reuse"]["reuse_rate"] == 1
    text = CliRunner().invoke(main, window).stdout
    assert "Reuse rate: 100.0 % (1 of 1 documents)" in text
    assert "hidden: fewer than 5 people" in text
    assert CliRunner().invoke(main, [*window, "--unit", "nowhere"]).exit_code == 1
    assert CliRunner().invoke(main, [*window, "--baseline-from", "2026-01-01"]).exit_code == 2
