"""Trend, funnel, heat map, documents and authors, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kb.errors import BadInput, NotFound
from kb.people.person import Person
from kb.search.documents import WITHDRAWN, set_status
from kb.store import Database
from kb.usage.figures.model import FIGURE_NAMES, FirstReuse, HalfLife
from kb.usage.figures.selection import Window
from kb.usage.figures.statistics import (
    contributors,
    first_reuse,
    funnel,
    half_life,
    heat_map,
    rows_behind,
    top_documents,
    trend,
    unused_documents,
)
from tests.usage.figures.support import LATER, WINDOW, House, noon

DAY = noon("2026-10-15")


@pytest.fixture
def bank(database: Database) -> House:
    return House(database)


@pytest.fixture
def people(bank: House) -> list[Person]:
    return bank.people(6)


def test_a_long_window_has_months_and_a_short_one_weeks() -> None:
    months = Window(date(2026, 1, 15), date(2026, 4, 30)).periods()
    assert [(period.first.isoformat(), period.last.isoformat()) for period in months] == [
        ("2026-01-15", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
        ("2026-04-01", "2026-04-30"),
    ]
    weeks = Window(date(2026, 10, 1), date(2026, 10, 13)).periods()
    assert [(period.first.isoformat(), period.last.isoformat()) for period in weeks] == [
        ("2026-10-01", "2026-10-04"),
        ("2026-10-05", "2026-10-11"),
        ("2026-10-12", "2026-10-13"),
    ]


def test_trend(bank: House, people: list[Person]) -> None:
    document = bank.document("d")
    bank.views(people, document, noon("2026-08-31"), noon("2026-09-30"), "2026-09-30T16:00:00.000Z")
    bank.views(people[:5], document, noon("2026-09-02"))
    bank.use(people[0], document, noon("2026-09-30"))
    for person in people[:5]:
        bank.search(person, noon("2026-09-07"))
    made = trend(bank.look(Window(date(2026, 7, 1), date(2026, 10, 31))))
    assert not made.by_week
    assert [(point.people, point.views, point.uses, point.reused_documents) for point in made.points] == [
        (0, 0, 0, 0),
        (6, 6, 0, 0),
        (6, 11, 1, 1),
        (6, 6, 0, 0),
    ]
    assert [point.reuse_per_reader for point in made.points] == [None, 0, 1 / 6, 0]
    assert [point.searches for point in made.points] == [0, 0, 5, 0]
    assert all(point.searches is None for point in trend(bank.look(line="x")).points)


def test_a_month_of_four_people_takes_the_next_smallest_with_it(bank: House, people: list[Person]) -> None:
    document = bank.document("d")
    bank.views(people[:4], document, noon("2026-08-01"))
    bank.views(people[:5], document, noon("2026-09-01"))
    bank.views(people, document, noon("2026-10-01"))
    made = trend(bank.look(Window(date(2026, 7, 1), date(2026, 10, 31))))
    assert [(point.hidden, point.views) for point in made.points] == [
        (False, 0),
        (True, None),
        (True, None),
        (False, 6),
    ]


def test_funnel(bank: House, people: list[Person]) -> None:
    one, two = bank.document("one"), bank.document("two")
    bank.views(people, one, DAY)
    bank.views(people[:2], two, DAY)
    for person in people[:5]:
        bank.download(person, one, DAY)
        bank.use(person, one, DAY, outcome=noon("2026-12-24") if person is people[0] else "")
    bank.use(people[5], one, DAY)  # used without taking the file
    bank.download(people[5], two, DAY)  # taken without looking
    made = funnel(bank.look())
    assert made.people == 6
    view, download, use, outcome = made.steps
    assert (view.people, view.documents, view.pairs, view.pairs_through, view.share) == (6, 2, 8, 8, None)
    assert (download.people, download.documents, download.pairs) == (6, 2, 6)
    assert (download.pairs_through, download.share) == (5, 5 / 8)
    assert (use.people, use.documents, use.pairs, use.pairs_through, use.share) == (6, 1, 6, 5, 1)
    assert (outcome.people, outcome.pairs_through, outcome.share, outcome.hidden) == (0, 0, 0, False)
    later = funnel(bank.look(Window(date(2026, 10, 1), date(2026, 12, 31))))
    assert (later.steps[3].hidden, later.steps[3].people) == (True, None)


def test_top_documents(bank: House, people: list[Person]) -> None:
    one, two, three = bank.document("one", line="零售"), bank.document("two"), bank.document("three")
    bank.views(people, one, DAY, noon("2026-10-16"))
    bank.views(people, two, DAY)
    bank.views(people[:5], three, DAY)
    bank.use(people[0], two, DAY)
    made = top_documents(bank.look())
    assert [(row.title, row.people, row.views, row.uses) for row in made.rows] == [
        ("two", 6, 6, 1),
        ("one", 6, 12, 0),
        ("three", 5, 5, 0),
    ]
    first = made.rows[1]
    assert (first.line, first.kind, first.published_on) == ("零售", "case", date(2026, 1, 15))
    assert [row.title for row in top_documents(bank.look(), 1, "views").rows] == ["one"]
    with pytest.raises(BadInput):
        top_documents(bank.look(), by="title")


def test_a_document_of_few_people_is_hidden_with_the_next(bank: House, people: list[Person]) -> None:
    names = ["one", "two", "three"]
    documents = [bank.document(name) for name in names]
    for document, count in zip(documents, (6, 5, 2), strict=True):
        bank.views(people[:count], document, DAY)
    made = top_documents(bank.look())
    assert ([row.title for row in made.rows], made.hidden_rows) == (["one"], 2)


def test_a_document_of_few_people_of_a_unit_is_not_the_rest_of_the_house(bank: House) -> None:
    east, west, north = bank.unit("East"), bank.unit("West"), bank.unit("North")
    east_people, west_people = bank.people(5, east), bank.people(7, west)
    one, two = bank.document("one"), bank.document("two")
    bank.views([*east_people, *west_people, *bank.people(9, north)], two, DAY)
    bank.views([*east_people, *west_people[:1]], one, DAY)
    bank.views(bank.people(8, north), one, DAY)
    assert {row.title for row in top_documents(bank.look()).rows} == {"one", "two"}
    of_east = top_documents(bank.look(unit=east))
    assert ([row.title for row in of_east.rows], of_east.hidden_rows) == (["two"], 1)
    own = top_documents(bank.look(unit=east, root=east.path))
    assert {row.title for row in own.rows} == {"one", "two"}


def test_never_used_documents(bank: House, people: list[Person]) -> None:
    author = bank.people(1)[0]
    touched = bank.document("touched")
    bank.views(people, touched, noon("2026-02-01"))
    bank.document("its author only", "2026-11-01", authors=[author])
    bank.document("too young", "2026-11-02")
    bank.document("expired", expires="2026-11-29")
    gone = bank.document("withdrawn")
    later = bank.document("touched later", "2026-05-01")
    bank.views([author], bank.document("its author only"), DAY)
    bank.views(people, later, noon("2026-12-01"))
    with bank.database.write() as tx:
        set_status(tx, gone, WITHDRAWN, noon("2026-11-30"))
    made = unused_documents(bank.look())
    assert made.eligible == 3
    assert [(row.title, row.days_published) for row in made.rows] == [("touched later", 214), ("its author only", 30)]
    the_day_before = [row.title for row in unused_documents(bank.look(now=noon("2026-11-29"))).rows]
    assert the_day_before == ["expired", "withdrawn", "touched later"]


def test_contributors(bank: House, people: list[Person]) -> None:
    east = bank.unit("East")
    writer, other = bank.people(2, east)
    one = bank.document("one", authors=[writer, other])
    two = bank.document("two", authors=[writer])
    bank.document("expired", expires="2026-10-31", authors=[other])
    bank.use(writer, one, DAY)
    for person in people[:5]:
        bank.use(person, one, DAY)
    bank.use(people[5], two, DAY)
    bank.use(people[5], two, noon("2026-12-01"))
    with bank.database.write() as tx:
        tx.execute("UPDATE people SET state = 'disabled' WHERE id = :id", {"id": other.id})
    made = contributors(bank.look())
    assert [(row.name, row.documents, row.uses, row.people, row.state) for row in made] == [
        (writer.name, 2, 6, 6, "active"),
        (other.name, 1, 5, 5, "disabled"),
    ]
    assert [row.name for row in contributors(bank.look(unit=east))] == [writer.name, other.name]
    assert contributors(bank.look(unit=bank.unit("West"))) == ()


def test_uses_of_an_author_by_few_people_are_hidden(bank: House, people: list[Person]) -> None:
    authors = bank.people(3)
    for author, count in zip(authors, (6, 5, 1), strict=True):
        document = bank.document(f"of {author.name}", authors=[author])
        for person in people[:count]:
            bank.use(person, document, DAY)
    assert [row.uses for row in contributors(bank.look())] == [6, None, None]


def test_heat_map_hides_small_units_and_what_would_give_them_away(bank: House, people: list[Person]) -> None:
    document, other = bank.document("d", line="零售"), bank.document("e")
    sizes = {"A": 4, "B": 5, "C": 9, "D": 0}
    units = {name: bank.unit(name) for name in sizes}
    below = bank.unit("Below C", units["C"])
    for name, size in sizes.items():
        bank.views(bank.people(size, below if name == "C" else units[name]), document, DAY)
    bank.views(people, document, DAY)
    bank.views(people, other, DAY)
    made = heat_map(bank.look())
    assert made.columns == ("view", "download", "apply", "outcome")
    assert [(row.unit_name, row.people, row.cells[0], row.hidden, row.direct) for row in made.rows] == [
        ("Bank", 6, 12, False, True),
        ("A", None, None, True, False),
        ("B", None, None, True, False),
        ("C", 9, 9, False, False),
        ("D", 0, 0, False, False),
    ]
    assert heat_map(bank.look(unit=units["B"])).rows == ()
    lines = heat_map(bank.look(), "line", "view")
    assert lines.columns == ("零售", "")
    assert [row.cells for row in lines.rows] == [(6, 6), (None, 0), (None, 0), (9, 0), (0, 0)]
    assert [row.cells for row in heat_map(bank.look(), "line", "apply").rows][3] == (0, 0)


def test_how_soon_documents_are_used(bank: House, people: list[Person]) -> None:
    bank.views(people, bank.document("old"), DAY)
    for days, number in ((1, 1), (2, 2), (4, 3), (10, 4)):
        document = bank.document(f"d{number}", "2026-10-05")
        bank.use(people[0], document, noon(f"2026-10-{5 + days:02d}"))
        bank.use(people[1], document, noon("2026-11-30"))
    bank.use(people[0], bank.document("dated later", "2026-10-20"), noon("2026-10-19"))
    bank.document("waiting", "2026-10-05")
    bank.use(people[0], bank.document("after", "2026-10-05"), noon("2026-12-01"))
    assert first_reuse(bank.look()) == FirstReuse(5, 2, 2.0, 1.0, 4.0)
    early = Window(date(2026, 10, 15), date(2026, 10, 16))
    assert first_reuse(bank.look(early)) == FirstReuse(0, 0)


def test_half_life_of_interest(bank: House, people: list[Person]) -> None:
    one, two = bank.document("one", "2025-01-01"), bank.document("two", "2025-06-01")
    bank.document("young", "2026-01-02")
    bank.views(people, one, noon("2025-01-01"))  # age 0: 6
    bank.views(people[:3], two, noon("2025-06-11"))  # age 10: 3
    bank.views(people[:2], one, noon("2025-12-31"))  # age 364: 2
    bank.views(people, one, noon("2026-01-01"))  # age 365: not of the first year
    bank.views(people[:1], two, noon("2025-05-31"))  # before it was published
    bank.download(people[0], one, DAY)
    view = bank.look(Window(date(2026, 12, 1), date(2026, 12, 31)))
    assert half_life(view) == HalfLife(0, 2, 11)
    bank.views(people[3:4], two, noon("2025-06-11"), noon("2025-06-10"))  # ages 10 and 9
    assert half_life(bank.look()) == HalfLife(9, 2, 13)
    assert half_life(bank.look(now=noon("2026-05-30"))) == HalfLife(0, 1, 8)
    assert half_life(bank.look(Window(date(2025, 1, 1), date(2025, 12, 30)))) == HalfLife(None, 0, 0)


def test_the_rows_behind_the_figures(bank: House, people: list[Person]) -> None:
    one, two = bank.document("one"), bank.document("two", "2026-11-29")
    bank.views(people, one, DAY)
    bank.views(people, two, noon("2026-11-30"))
    bank.use(people[0], two, noon("2026-11-30"))
    for person in people:
        bank.search(person, DAY, results=0)
    view = bank.look()
    assert rows_behind(view, "valid_cases").rows == (
        ("one", "case", "", "2026-01-15", 61),
        ("two", "case", "", "2026-11-29", 2),
    )
    assert [row[0] for row in rows_behind(view, "reuse_rate").rows] == ["one"]
    assert rows_behind(view, "uses").rows == (("two", "case", "", 6, 6, 0, 1, 0),)
    assert [row[0] for row in rows_behind(view, "views").rows] == ["one", "two"]
    assert len(rows_behind(view, "views", limit=1).rows) == 1
    assert rows_behind(view, "active_readers").rows == (("Bank", 6, 12, 0, 1, 0),)
    searches = rows_behind(view, "zero_result")
    assert searches.rows[2] == ("2026-10-12", "2026-10-18", 6, 0, 0, 6, 0)
    for name in FIGURE_NAMES:
        found = rows_behind(view, name)
        assert all(len(row) == len(found.columns) for row in found.rows)
    with pytest.raises(NotFound):
        rows_behind(view, "nothing")


def test_a_hidden_selection_shows_nothing_of_people(bank: House, people: list[Person]) -> None:
    east = bank.unit("East")
    document = bank.document("d", "2025-01-01")
    bank.views(bank.people(4, east), document, DAY)
    bank.views(people, document, DAY)
    view = bank.look(unit=east)
    assert view.hidden
    assert all(point.hidden for point in trend(view).points)
    assert funnel(view).hidden
    assert top_documents(view).hidden
    assert unused_documents(view).hidden
    assert first_reuse(view).hidden
    assert half_life(view).hidden
    assert heat_map(view).rows == ()
    assert rows_behind(view, "views").rows == ()
    assert rows_behind(view, "active_readers").rows == ()
    assert bank.look(unit=east, root=east.path, now=LATER, window=WINDOW).hidden


def test_a_business_line_of_four_people_is_hidden_with_the_next(bank: House, people: list[Person]) -> None:
    for line, count in (("公司", 4), ("零售", 5), ("普惠", 6)):
        bank.views(people[:count], bank.document(line, line=line), DAY)
    assert [bank.look(line=line).hidden for line in ("公司", "零售", "普惠", "")] == [True, True, False, False]
    assert not bank.look(line="国际").hidden
    bank.views(people[:4], bank.document("m", kind="material"), DAY)
    assert [bank.look(kind=kind).hidden for kind in ("material", "case")] == [True, True]
