"""A material in a real browser: uploaded, found, replaced, downloaded, kept to be read only, withdrawn."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from kb.people.person import Person, Role
from tests.browser.conftest import take_picture
from tests.browser.stillness import settle
from tests.ingest.making import docx, word
from tests.support.people import make_person, sign_in
from tests.support.server import RunningApp, running_app

TITLE = "动产质押入门"
SLOW = 60_000
"""Reading files starts a process; on a busy machine that takes its time."""


def _open(browser: Browser, app: RunningApp, person: Person, path: str, *, width: int = 1280) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 1100}, accept_downloads=True)
    cookies = sign_in(app.database, person).cookies
    context.add_cookies([{"name": name, "value": value, "url": app.base} for name, value in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{app.base}/{path}?lang=en")
    return page


def _file(name: str, text: str, title: str = TITLE) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": docx(word(title, "H1") + word(text))}


def _settled(page: Page, file: str) -> None:
    """Wait until the upload is taken in and the page drawn anew."""
    expect(page.get_by_text(file).first).to_be_visible(timeout=SLOW)
    settle(page)


def _wait_for_own_words(page: Page, part: str, words: str) -> None:
    """Streamlit's words in a part of the field for files are drawn over by ours."""
    page.wait_for_function(
        """([part, words]) => {
            const found = document.querySelector(`[data-testid=stFileUploaderDropzone] ${part}`);
            return found && getComputedStyle(found, "::after").content.includes(words);
        }""",
        arg=[part, words],
    )


def _search(page: Page, app: RunningApp, text: str) -> None:
    page.goto(f"{app.base}/?q={text}&lang=en")


def test_a_trainers_material_from_upload_to_withdrawal(browser: Browser, tmp_path: Path) -> None:
    with running_app(tmp_path) as app:
        trainer, reader = make_person(app.database, Role.TRAINER, name="周老师"), make_person(app.database)
        page = _open(browser, app, trainer, "materials")
        _wait_for_own_words(page, "button p", "Choose files")
        _wait_for_own_words(page, "[data-testid=stFileUploaderDropzoneInstructions] span", "Up to 25 MB: DOCX, ")
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
            [
                _file("质押.docx", "仓库监管要双人巡查。"),  # type: ignore[list-item]
                _file("名单.docx", "客户身份证 11010519491231002X"),  # type: ignore[list-item]
            ]
        )
        _settled(page, "名单.docx")
        page.get_by_role("button", name="Add to the library").click()
        expect(page.get_by_text(f"Stored as version 1: {TITLE}")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("Personal data was found: Resident id number")).to_be_visible()
        take_picture(page, "materials-en")

        visitor = _open(browser, app, reader, "")
        _search(visitor, app, "双人巡查")

        visitor.get_by_role("link", name=TITLE).click()
        with visitor.expect_download() as download:
            visitor.get_by_role("link", name="Download original").click()
        assert download.value.suggested_filename == "质押.docx"

        page.get_by_role("link", name=TITLE).first.click()
        page.get_by_text("Replace the file with a newer one").click()
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
            _file("质押二.docx", "改为远程视频监管。", "别的标题")  # type: ignore[arg-type]
        )
        _settled(page, "质押二.docx")
        page.get_by_role("button", name="Replace", exact=True).click()
        expect(page.get_by_text("Version 2").first).to_be_visible(timeout=SLOW)
        take_picture(page, "material-en")
        _search(visitor, app, "远程视频监管")

        visitor.get_by_role("link", name=TITLE).click()
        with visitor.expect_download() as download:
            visitor.get_by_role("link", name="Download original").click()
        assert download.value.suggested_filename == "质押二.docx"

        page.get_by_text("Title, tags and download").click()
        page.get_by_text("The original file may be downloaded").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Read only")).to_be_visible(timeout=SLOW)
        visitor.reload()
        expect(visitor.get_by_text(re.compile("Read only: the original|仅供在线阅读"))).to_be_visible(timeout=SLOW)
        expect(visitor.get_by_role("link", name=re.compile("Download original|下载原件"))).to_have_count(0)

        page.get_by_text("Withdraw", exact=True).click()
        page.get_by_label("Reason").fill("制度已改")
        page.get_by_label("Reason").press("Enter")
        settle(page)
        page.get_by_role("button", name="Withdraw the material").click()
        expect(page.get_by_text("Withdrawn: 制度已改")).to_be_visible(timeout=SLOW)
        _search(visitor, app, "远程视频监管")
        expect(visitor.get_by_text(re.compile("Nothing found"))).to_be_visible(timeout=SLOW)

        phone = _open(browser, app, trainer, "materials", width=390)
        expect(phone.get_by_text("Add files")).to_be_visible(timeout=SLOW)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
