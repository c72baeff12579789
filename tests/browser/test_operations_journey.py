"""An administrator makes a backup in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from kb.operations.manifest import broken_files, list_backups, read_manifest
from kb.people.person import Role
from tests.browser.conftest import NewPage, take_picture
from tests.support.server import RunningApp


def test_a_backup_is_made_from_the_page(app: RunningApp, new_page: NewPage) -> None:
    page = new_page(Role.ADMIN, language="en")
    page.goto(f"{app.base}/operations")
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    page.get_by_test_id("stButton").get_by_role("button").last.click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
    expect(page.get_by_test_id("stAlertContentWarning")).to_have_count(1)
    take_picture(page, "operations")
    backups = list_backups(app.data_dir.parent / "backups")
    assert len(backups) == 1
    manifest = read_manifest(backups[0])
    assert manifest.counts["documents"] > 80
    assert broken_files(backups[0], manifest) == manifest.problems == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
