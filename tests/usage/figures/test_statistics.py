"""The figures of the headline, worked out by hand."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from kb.commands import main
from kb.config import Settings
from kb.errors import BadInput, NotAllowed
from kb.people.person import Person, Role
from kb.search.documents import PUBLISHED, WITHDRAWN, set_status
from kb.store import Database
from kb.usage.facts.facts import UsageFacts
from kb.usage.figures import statistics
from kb.usage.figures.baselines import clear_baseline, freeze_baseline, get_baseline
from kb.usage.figures.model import Change
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.statistics import View, headline
from tests.usage.figures.support import LATER, WINDOW, House, noon

DAY = noon("2026-10-15")


@pytest.fixture
def bank(database: Database) -> House:
    return House(database)


@pytest.fixture
def people(bank: House) -> list[Person]:
    return bank.people(5)


@pytest.fixture
def document(bank: House, people: list[Person]) -> str:
    """A document that all five people looked at in the window."""
    found = bank.document("bill pool")
    bank.views(people, found, DAY)
    return found


def _values(view: View, *names: str) -> list[float | None]:
    made = headline(view)
    return [figure.value for name in names if (figure := made.get(name))]


def test_reuse_of_a_window(bank: House, people: list[Person], document: str) -> None:
    author = bank.people(1)[0]
    own = bank.document("thirty days", "2026-11-01", authors=[author])
    recent = bank.document("twenty-nine days", "2026-11-02")
    bank.document("thirty days, then expired", expires="2026-10-30")
    bank.document("twenty-nine days, then expired", expires="2026-10-29")
    bank.document("a material", kind="material")
    bank.document("published later", "2026-12-01")
    bank.use(people[0], document, "2026-09-30T16:00:00.000Z")  # midnight in Shanghai: 1 October
    bank.use(people[0], document, DAY, outcome=noon("2026-11-01"))
    bank.use(people[1], recent, "2026-11-30T15:59:59.999Z")
    bank.use(people[1], document, "2026-11-30T16:00:00.000Z")  # 1 December
    bank.use(people[2], document, "2026-09-30T15:59:59.999Z")  # 30 September
    bank.use(author, own, DAY)
    bank.download(people[3], document, DAY)
    bank.download(author, own, DAY)
    made = headline(bank.look())
    assert {figure.name: figure.value for figure in made.figures} == {
        "valid_cases": 3,
        "eligible_documents": 4,
        "reused_documents": 2,
        "reuse_rate": 2 / 4,
        "active_readers": 5,
        "reuse_per_reader": 3 / 5,
        "views": 5,
        "downloads": 1,
        "uses": 3,
        "outcomes": 1,
        "searches": 0,
        "search_success": None,
        "search_use": None,
        "zero_result": 0,
        "no_click": 0,
    }
    rate, ratio = made.get("reuse_rate"), made.get("reuse_per_reader")
    assert rate is not None
    assert ratio is not None
    assert (rate.unit, rate.numerator, rate.denominator, rate.people) == ("rate", 2, 4, 5)
    assert (ratio.unit, ratio.numerator, ratio.denominator, ratio.people) == ("ratio", 3, 5, 5)
    assert made.before == Window(date(2026, 8, 1), date(2026, 9, 30))
    assert made.get("nothing") is None


@pytest.mark.usefixtures("document")
def test_days_that_have_not_come_yet_do_not_count_as_published(bank: House) -> None:
    bank.document("thirty days", "2026-11-01")
    assert _values(bank.look(now=noon("2026-11-29")), "eligible_documents") == [1]
    assert _values(bank.look(now=noon("2026-11-30")), "eligible_documents") == [2]


def test_a_withdrawn_document_was_published_until_the_day_before(bank: House, document: str) -> None:
    with bank.database.write() as tx:
        set_status(tx, document, WITHDRAWN, "2026-10-30T16:30:00.000Z")  # 31 October
    assert _values(bank.look(), "eligible_documents", "valid_cases") == [1, 0]
    with bank.database.write() as tx:
        set_status(tx, document, PUBLISHED, "2026-11-10T01:00:00.000Z")
    assert _values(bank.look(), "eligible_documents", "valid_cases") == [1, 1]
    until = Window(date(2026, 10, 12), date(2026, 11, 20))
    assert _values(bank.look(until), "eligible_documents") == [1]  # 19 days before the gap, 11 after it
    assert _values(bank.look(Window(date(2026, 10, 13), date(2026, 11, 20))), "eligible_documents") == [0]


def test_withdrawn_a_day_earlier_it_is_no_longer_eligible(bank: House, document: str) -> None:
    with bank.database.write() as tx:
        set_status(tx, document, WITHDRAWN, "2026-10-30T15:30:00.000Z")  # 30 October
    assert _values(bank.look(), "eligible_documents", "reuse_rate") == [0, None]


def test_line_and_kind_choose_documents_and_leave_searches_out(bank: House, people: list[Person]) -> None:
    retail, other = bank.document("r", line="零售"), bank.document("c", line="公司")
    bank.document("m", line="零售", kind="material")
    bank.views(people, retail, DAY)
    bank.views(people, other, DAY, noon("2026-10-16"))
    chosen = headline(bank.look(line="零售"))
    assert [figure.value for figure in chosen.figures[:2]] == [1, 2]
    assert chosen.get("searches") is None
    assert _values(bank.look(line="零售"), "views", "valid_cases") == [5, 1]
    assert _values(bank.look(kind="case"), "views") == [15]
    assert _values(bank.look(line="零售", kind="material"), "views", "eligible_documents", "valid_cases") == [0, 1]
    assert bank.look().lines == ("公司", "零售")
    assert bank.look().kinds == ("case", "material")


def test_changes_in_points_and_in_percent(bank: House, people: list[Person], document: str) -> None:
    admin = bank.people(1, role=Role.ADMIN)[0]
    before, old = noon("2026-08-01"), noon("2026-03-01")
    bank.views(people, document, before, old)
    bank.document("never used")
    for person in people[:3]:
        bank.use(person, document, DAY)
    bank.use(people[0], document, before)
    baseline = Window(date(2026, 1, 1), date(2026, 6, 30))
    freeze_baseline(bank.database, admin, "First half", baseline, now=LATER)
    made = headline(bank.look())
    uses, rate, ratio = made.get("uses"), made.get("reuse_rate"), made.get("reuse_per_reader")
    assert uses is not None
    assert rate is not None
    assert ratio is not None
    assert (uses.before, uses.baseline) == (Change(1, 2, pytest.approx(200)), Change(0, 3, None))
    assert rate.before == Change(0.5, 0, 0)
    assert rate.baseline == Change(0, 50, None)
    assert ratio.before == Change(0.2, pytest.approx(0.4), pytest.approx(200))
    assert (made.baseline.name, made.baseline.window) == ("First half", baseline) if made.baseline else False
    assert headline(bank.look(Window(date(2026, 6, 30), date(2026, 10, 31)))).baseline is None
    assert headline(bank.look(Window(date(1, 1, 1), date(2026, 10, 31)))).before is None


def test_only_an_administrator_of_the_house_freezes_a_baseline(bank: House) -> None:
    admin, trainer = bank.people(1, role=Role.ADMIN)[0], bank.people(1, role=Role.TRAINER)[0]
    below = bank.people(1, bank.unit("East"), Role.ADMIN)[0]
    for person in (trainer, below):
        with pytest.raises(NotAllowed):
            freeze_baseline(bank.database, person, "Mine", WINDOW, now=LATER)
        with pytest.raises(NotAllowed):
            clear_baseline(bank.database, person, now=LATER)
    for name, window in (
        (" ", WINDOW),
        ("x" * 61, WINDOW),
        ("Not over", Window(WINDOW.first, date(2027, 1, 5))),
    ):
        with pytest.raises(BadInput):
            freeze_baseline(bank.database, admin, name, window, now=LATER)
    freeze_baseline(bank.database, admin, "One", WINDOW, now=LATER)
    freeze_baseline(bank.database, admin, "Two", WINDOW, now=LATER)
    with bank.database.write() as tx:
        found = get_baseline(tx)
    assert found is not None
    assert (found.name, found.frozen_by) == ("Two", admin.name)
    clear_baseline(bank.database, admin, now=LATER)
    clear_baseline(bank.database, admin, now=LATER)
    with bank.database.write() as tx:
        assert get_baseline(tx) is None
        actions = [row["action"] for row in tx.rows("SELECT action FROM audit ORDER BY number")]
    assert actions[-3:] == ["freeze_baseline", "freeze_baseline", "clear_baseline"]


def test_four_people_are_hidden_and_zero_is_shown_as_zero(bank: House, people: list[Person]) -> None:
    document = bank.document("d", authors=people[4:])
    assert _values(bank.look(), "views", "searches") == [0, 0]
    bank.views(people, document, DAY)
    bank.search(people[0], DAY)
    made = headline(bank.look())
    assert [figure.name for figure in made.figures if not figure.hidden] == ["valid_cases", "eligible_documents"]
    assert all(figure.value is None and figure.people is None for figure in made.figures[2:])


def test_how_searches_end(bank: House, people: list[Person]) -> None:
    document = bank.document("d")
    after_10_minutes, later = "2026-10-15T04:10:00.000Z", "2026-10-15T04:10:00.001Z"
    ids = [bank.search(person, DAY, results) for person, results in zip(people, (3, 3, 0, 3, 3), strict=True)]
    other = bank.search(people[0], noon("2026-10-20"))
    bank.click(people[0], ids[0], document, after_10_minutes)
    bank.click(people[1], ids[1], document, later)
    bank.click(people[4], ids[4], document, DAY)
    bank.click(people[0], other, document, "2026-10-21T04:00:00.001Z")  # a day and a moment later: nobody opened
    bank.use(people[4], document, after_10_minutes)
    bank.use(people[0], document, later)
    view = bank.look()
    assert _values(view, "searches", "search_success", "search_use", "zero_result", "no_click") == [
        6,
        2 / 6,
        1 / 6,
        1,
        2,
    ]
    success = headline(view).get("search_success")
    assert success is not None
    assert (success.numerator, success.denominator, success.people) == (2, 6, 5)


def test_a_unit_sees_its_own_people(bank: House, people: list[Person], document: str) -> None:
    east, west = bank.unit("East"), bank.unit("West")
    trainer = bank.people(1, east, Role.TRAINER)[0]
    bank.views([*bank.people(5, east), *bank.people(6, west)], document, DAY)
    own = Selection(WINDOW, east.path)
    assert _values(statistics.open_statistics(bank.database, bank.facts, trainer, own, now=LATER), "views") == [5]
    for person in (people[0], trainer):
        with pytest.raises(NotAllowed):
            statistics.open_statistics(bank.database, bank.facts, person, Selection(WINDOW), now=LATER)
    with pytest.raises(NotAllowed):
        statistics.open_statistics(bank.database, bank.facts, trainer, Selection(WINDOW, west.path), now=LATER)
    manager = Person("m", "m", "M", Role.CLIENT_MANAGER, east.id, east.path, east.name)
    with pytest.raises(NotAllowed):
        statistics.open_statistics(bank.database, bank.facts, manager, own, now=LATER)
    assert _values(bank.look(), "views") == [16]
    assert [unit.name for unit in bank.look(root=east.path).units] == ["East"]


def test_a_person_who_moved_or_left_still_counts_where_they_were(bank: House, people: list[Person]) -> None:
    east, west, document = bank.unit("East"), bank.unit("West"), bank.document("d")
    bank.views([*bank.people(5, east), *bank.people(5, west)], document, DAY)
    with bank.database.write() as tx:
        tx.execute("UPDATE people SET unit_id = :unit, state = 'disabled'", {"unit": west.id})
    assert _values(bank.look(unit=east), "views", "active_readers") == [5, 5]


def test_facts_follow_the_ledger(bank: House, people: list[Person], document: str) -> None:
    bank.look()
    search = bank.search(people[0], noon("2027-01-04"))
    for person in people:
        bank.search(person, noon("2027-01-04"))
        bank.view(person, document, noon("2027-01-04"))
    window = Window(date(2027, 1, 1), date(2027, 1, 31))
    assert _values(bank.look(window), "views", "searches", "no_click") == [5, 6, 6]
    bank.click(people[0], search, document, "2027-01-04T04:01:00.000Z")
    fresh = bank.document("fresh")
    bank.view(people[0], fresh, noon("2027-01-05"))
    for facts in (bank.facts, UsageFacts()):
        assert _values(bank.look(window, facts=facts), "views", "searches", "no_click") == [6, 6, 5]


def test_a_window_ends_after_it_begins() -> None:
    one = Window(date(2026, 9, 1), date(2026, 9, 1))
    assert one.overlaps(one)
    with pytest.raises(BadInput):
        Window(date(2026, 2, 1), date(2026, 1, 31))


@pytest.mark.usefixtures("document")
def test_the_command_prints_the_figures(
    bank: House, people: list[Person], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(settings.library_dir))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    bank.use(people[0], bank.document("used"), DAY)
    bank.search(people[0], DAY)
    admin = bank.people(1, role=Role.ADMIN)[0]
    freeze_baseline(bank.database, admin, "January", Window(date(2026, 1, 1), date(2026, 1, 31)), now=LATER)
    window = ["stats", "--from", "2026-10-01", "--to", "2026-10-31"]
    printed = json.loads(CliRunner().invoke(main, [*window, "--json"]).stdout)
    values = {figure["name"]: figure["value"] for figure in printed["headline"]["figures"]}
    assert (values["reuse_rate"], values["views"], values["searches"]) == (0.5, 5, None)
    assert printed["half_life"]["hidden"] is False
    text = CliRunner().invoke(main, window).stdout
    assert "Reuse rate: 50.0% (1 ÷ 2 · 5 people)" in text
    assert "Uses: 1 (5 people) · +1 against 0" in text
    assert "Baseline: January, 2026-01-01 – 2026-01-31" in text
    assert "Searches: hidden: fewer than 5 people" in text
    assert CliRunner().invoke(main, [*window, "--unit", "nowhere"]).exit_code == 1
    only = CliRunner().invoke(main, [*window, "--line", "零售", "--kind", "case"]).stdout
    assert "Views: 0" in only
    assert "Searches" not in only
