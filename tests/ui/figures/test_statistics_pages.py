"""The statistics page, its files and its report: who gets them, and that they say what the services say."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx2
import openpyxl
import pytest

from kb.clock import day_of, start_of_day, utc_now
from kb.config import Settings
from kb.i18n import using_language
from kb.library import Library
from kb.people.person import Person
from kb.spreadsheets import Table, to_xlsx
from kb.store import Database
from kb.ui.figures.controls import statistics_link
from kb.usage.facts.facts import UsageFacts
from kb.usage.figures.model import FIGURE_NAMES, USES
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.statistics import View, headline, open_statistics, rows_behind
from kb.usage.figures.tables import figure_values, top_table
from kb.usage.ledger import service as ledger
from tests.cases.conftest import hire, published, starter
from tests.support.pages import open_in_menu, pages_of
from tests.support.people import SignedIn, make_person, sign_in
from tests.support.server import running_app

TODAY = date.fromisoformat(day_of(utc_now()))
SELECTION = Selection(Window(TODAY - timedelta(days=29), TODAY))
USED_BY = 6


@pytest.fixture
def admin(library: Library) -> Person:
    """An administrator of a house where six people viewed a case, and each used it with one client."""
    staff = hire(library.database)
    published(library, staff.author, staff.trainer, starter("bill-pool"))
    with library.database.read() as tx:
        document = tx.row("SELECT id, version FROM documents")
    assert document is not None
    for number in range(USED_BY):
        reader = make_person(library.database, unit_id=staff.author.unit_id, name=f"=读者{number}")
        now = start_of_day(TODAY - timedelta(days=number))
        ledger.record_view(library.database, reader, document["id"], document["version"], now=now)
        ledger.record_apply(
            library.database,
            reader,
            document["id"],
            document["version"],
            now=now,
            situation=f"=1+{number}",
            used_on=date(2026, 1, 2),
        )
    return staff.admin


@pytest.fixture
def _pages(settings: Settings, library: Library) -> Iterator[None]:
    with pages_of(settings):
        yield


def _view(database: Database, person: Person) -> View:
    return open_statistics(database, UsageFacts(), person, SELECTION, now=utc_now())


@pytest.mark.usefixtures("_pages")
def test_every_section_and_the_rows_behind_a_figure(library: Library, admin: Person) -> None:
    at = open_in_menu("reuse", sign_in(library.database, admin))
    assert not at.exception
    assert {element.label: element.value for element in at.metric}["使用次数"] == str(USED_BY)
    for section in ("From view to outcome", "Documents", "Authors", "Units", "Trend"):
        at.button_group("stats_section").set_value(section).run()
        assert not at.exception, section
    at.button(f"stats_rows_{USES}").click().run()
    assert not at.exception
    (row,) = at.dataframe[-1].value.to_dict("records")
    assert "案例" in row.values()
    assert (row["使用次数"], row["人数"]) == (USED_BY, USED_BY)


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize("period", ["month", "quarter", "half", "year", "own"])
def test_every_period(library: Library, admin: Person, period: str) -> None:
    at = open_in_menu("reuse", sign_in(library.database, admin))
    at.button_group("stats_period").set_value(period).run()
    assert not at.exception


@pytest.mark.usefixtures("_pages")
def test_an_administrator_of_the_house_freezes_a_baseline(library: Library, admin: Person) -> None:
    at = open_in_menu("reuse", sign_in(library.database, admin))
    at.text_input("stats_baseline_name").set_value("培训前").run()
    at.button("stats_baseline_freeze").click().run()
    assert not at.exception
    assert any("培训前" in element.value for element in at.markdown)
    at.button("stats_baseline_clear").click().run()
    assert not any("培训前" in element.value for element in at.markdown)


def test_the_files_say_what_the_page_says_and_only_to_who_may_know(
    library: Library, settings: Settings, admin: Person
) -> None:
    expected = {each.name: each.value for each in headline(_view(library.database, admin)).figures}
    insider = sign_in(library.database, admin)
    outsider = sign_in(library.database, make_person(library.database))
    with using_language("en"):
        links = [
            statistics_link(path, SELECTION)
            for path in ("/export/statistics.csv", "/export/statistics.xlsx", "/report/usage")
        ]
    with running_app(settings.data_dir.parent) as running, httpx2.Client(base_url=running.base, timeout=60) as client:

        def get(link: str, who: SignedIn | None) -> httpx2.Response:
            return client.get(link, headers={"Cookie": f"kb={who.session.token}"} if who else {})

        for link in links:
            assert get(link, None).status_code in (302, 303, 401)
            assert get(link, outsider).status_code == 403
        days = "from=2026-01-01&to=2026-01-31"
        for path in ("/export/statistics.csv", "/report/usage"):
            assert get(f"{path}?from=x&to=y", insider).status_code == 400
            assert get(f"{path}?from=1999-01-01&to=9999-12-31", insider).status_code == 400
            assert get(f"{path}?from=9999-12-01&to=9999-12-31", insider).status_code == 400
            assert get(f"{path}?{days}&unit=/house/none/", insider).status_code == 404
        table, book, report = (get(link, insider) for link in links)
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    names = {text: name for name, text in FIGURE_NAMES.items()}
    assert {names[row[0]]: float(row[1]) for row in rows[1:] if row[1]} == {
        name: value for name, value in expected.items() if value is not None
    }
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["Raw figures"]
    assert {names[str(row[0])]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} == expected
    assert report.headers["content-disposition"].startswith("inline")
    assert "<script" not in report.text
    assert "Definitions" in report.text


def test_what_people_wrote_is_no_formula_in_a_spreadsheet_program(
    library: Library, admin: Person, tmp_path: Path
) -> None:
    """The workbook is opened and written out again by LibreOffice; the numbers stay, and texts stay texts."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    view = _view(library.database, admin)
    rows = rows_behind(view, USES)
    sheets = {"top": top_table(view), "values": figure_values(view)}
    assert rows.rows
    (tmp_path / "statistics.xlsx").write_bytes(to_xlsx(sheets | {"formulas": _formulas()}))
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "statistics.xlsx"),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    for name, table in (sheets | {"formulas": _formulas()}).items():
        read = list(csv.reader((tmp_path / f"statistics-{name}.csv").read_text("utf-8").splitlines()))
        shown = [["" if cell is None else cell for cell in row] for row in table.rows]
        assert [[_same(cell) for cell in row] for row in read[1:]] == [[_same(cell) for cell in row] for row in shown]


def _formulas() -> Table:
    return Table(["text"], [["=1+1"], ["+1"], ["-1+2"], ["@SUM(1)"], ['=HYPERLINK("http://127.0.0.1","x")']])


def _same(cell: object) -> object:
    try:
        return round(float(str(cell)), 9)
    except ValueError:
        return str(cell)
