"""An administrator's day in a real browser: inviting from a workbook, the language, the audit log as a file."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import expect

from kb.people.person import Role
from kb.spreadsheets import XLSX_TYPE
from tests.browser.conftest import NewPage, take_picture
from tests.support.server import RunningApp


def _workbook(*lines: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_people_are_invited_from_a_workbook_and_the_log_is_saved(app: RunningApp, new_page: NewPage) -> None:
    page = new_page(Role.ADMIN)
    page.goto(f"{app.base}/people")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.goto(f"{app.base}/people")
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    page.get_by_role("button", name="Invite many from a file").click()
    content = _workbook(("login", "name", "unit"), ("from.workbook", "李雷", "Bank"))
    page.locator("input[type=file]").set_input_files({"name": "people.xlsx", "mimeType": XLSX_TYPE, "buffer": content})
    expect(page.get_by_text("people.xlsx")).to_be_visible()
    page.get_by_role("button", name="Invite all").click()
    expect(page.get_by_text(f"{app.base}/invite?code=")).to_be_visible()
    take_picture(page, "people")

    page.goto(f"{app.base}/audit")
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The log is complete and unchanged.")).to_be_visible()
    take_picture(page, "audit")
    link = page.get_by_role("link", name="Export as CSV").get_attribute("href")
    saved = page.request.get(f"{app.base}{link}")
    assert "Audit%20log.csv" in saved.headers["content-disposition"]
    assert "Person invited" in saved.body().decode("utf-8-sig")
