"""The audit log as a file: for whom, what is in it, and that no cell runs."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from cases.states import Step
from kb.clock import utc_now
from kb.errors import BadInput, NotAllowed
from kb.learning.questions.states import STATES
from kb.people import audit, audit_export
from kb.people.audit import AuditFilter
from kb.people.audit_export import DEED_NAMES, export_audit_table
from kb.people.permissions import Action
from kb.people.person import Role
from kb.people.preferences import choose_language
from kb.store import Database
from tests.support.browsers import Browser
from tests.support.people import make_person, make_unit, signed_in
from tests.support.server import RunningApp

EXPORTS = ["/export/audit.csv", "/export/audit.xlsx"]


def _lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", EXPORTS)
def test_only_who_may_read_the_log_gets_the_file(path: str, app: RunningApp, browser: Browser) -> None:
    admin = signed_in(app.database, Role.ADMIN)
    address = f"{path}?person={admin.person.login}&lang=en"
    assert browser(admin).get(address).status_code == 200
    for role in (Role.CLIENT_MANAGER, Role.MENTOR, Role.TRAINER):
        refused = browser(signed_in(app.database, role)).get(address)
        assert refused.status_code == 403
        assert refused.headers["content-type"].startswith("text/plain")
        assert admin.person.login not in refused.text
    assert browser().get(address).status_code == 401


def test_dangerous_cells_are_harmless_in_both_forms(app: RunningApp, browser: Browser) -> None:
    admin = signed_in(app.database, Role.ADMIN, name='=HYPERLINK("http://x","y")')
    with app.database.write() as tx:
        audit.record(tx, admin.person, "+deed", "@subject", utc_now(), detail={"文": "字"})
    address = f"?action=%2Bdeed&person={admin.person.login}&lang=en"
    [_headings, cells] = _lines(browser(admin).get(EXPORTS[0] + address).content)
    assert cells[2] == '\'=HYPERLINK("http://x","y")'
    assert (cells[4], cells[6]) == ("'+deed", "'@subject")
    workbook = openpyxl.load_workbook(io.BytesIO(browser(admin).get(EXPORTS[1] + address).content))
    [row] = workbook["Audit log"].iter_rows(min_row=2)
    assert {cell.data_type for cell in row[1:] if cell.value} == {"s"}
    assert row[2].value == '=HYPERLINK("http://x","y")'


def test_the_file_has_what_the_filter_lets_through_in_the_readers_language(app: RunningApp, browser: Browser) -> None:
    admin = signed_in(app.database, Role.ADMIN)
    with app.database.write() as tx:
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            audit.record(tx, admin.person, "publish", day, f"{day}T08:00:00.000Z")
    choose_language(app.database, admin.person, "en")
    asked = {"person": admin.person.login, "since": "2026-03-02", "until": "2026-03-03"}
    answer = browser(admin).get(EXPORTS[0], params=asked)
    assert "filename*=UTF-8''Audit%20log.csv" in answer.headers["content-disposition"]
    [headings, cells] = _lines(answer.content)
    assert headings[0] == "Number"
    assert (cells[1], cells[6]) == ("2026-03-02 16:00:00", "2026-03-02")
    assert browser(admin).get("/export/audit.exe").status_code == 404


def test_an_administrator_of_a_branch_gets_only_its_entries(database: Database) -> None:
    branch = make_unit(database, "Branch")
    house, local = make_person(database, Role.ADMIN), make_person(database, Role.ADMIN, unit_id=branch.id)
    with database.write() as tx:
        audit.record(tx, house, "publish", "of the house", utc_now())
        audit.record(tx, local, "publish", "of the branch", utc_now())
    rows = export_audit_table(database, local, AuditFilter(action="publish")).rows
    assert [row[6] for row in rows] == ["of the branch"]
    with pytest.raises(NotAllowed):
        export_audit_table(database, make_person(database), AuditFilter())


def test_a_long_log_is_read_whole_or_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = make_person(database, Role.ADMIN)
    with database.write() as tx:
        for number in range(7):
            audit.record(tx, admin, "publish", str(number), utc_now())
    monkeypatch.setattr(audit_export, "_BATCH", 3)
    assert [row[6] for row in export_audit_table(database, admin, AuditFilter()).rows] == list("6543210")
    monkeypatch.setattr(audit_export, "MAX_EXPORTED", 6)
    with pytest.raises(BadInput):
        export_audit_table(database, admin, AuditFilter())


def test_every_deed_that_is_recorded_has_a_name() -> None:
    made_up = {f"{step}_case" for step in Step} | {f"question_{state}" for state in STATES}
    made_up |= {"question_added", "question_updated", "close_commission", "drop_commission", Action.EDIT_GLOSSARY}
    assert (made_up | set(_written_deeds())) - {"save_case"} <= set(DEED_NAMES)


def _written_deeds() -> Iterator[str]:
    """Deeds that stand as they are in calls such as `audit.record(tx, person, "sign_in", …)`."""
    root = Path(__file__).parents[2]
    for path in (path for room in ("kb", "cases", "ingest") for path in (root / room).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in ("record", "_record"):
                yield from (str(each.value) for each in call.args[2:3] if isinstance(each, ast.Constant))
