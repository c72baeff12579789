"""What people do every day, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kb.clock import utc_now
from kb.people.person import Role
from kb.search.documents import WITHDRAWN, set_status
from tests.browser.conftest import NewPage, take_picture
from tests.browser.stillness import settle
from tests.support.server import RunningApp
from tests.support.waiting import wait_until

ASKED = "老板手头转不开"


def _wait_until_ready(app: RunningApp, page: Page) -> None:
    """The library is filled and embedded in the background after the first start."""

    def _embedded() -> bool:
        with app.database.read() as tx:
            documents = tx.value("SELECT COUNT(*) FROM documents")
            return bool(documents and documents == tx.value("SELECT COUNT(*) FROM version_vectors"))

    wait_until(_embedded, "the library was embedded")


def _titles(page: Page) -> list[str]:
    links = page.get_by_test_id("stPageLink")
    expect(links.first).to_be_visible()
    settle(page)
    return [text for text in links.all_inner_texts() if text]


def _ask(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox").first
    box.fill(text)
    box.press("Enter")
    expect(page.get_by_text(re.compile("检索 ·|meaning ·|only ·"))).to_be_visible()


def test_search_open_download_and_come_back(app: RunningApp, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if app.base[7:] not in request.url else None)
    expect(page.get_by_role("heading", name="为眼前的客户找到合适的案例")).to_be_visible()
    _wait_until_ready(app, page)
    take_picture(page, "home-zh")
    _ask(page, "应收账款想提前变成钱")
    expect(page.get_by_text("按词和意思检索")).to_be_visible()
    take_picture(page, "search-zh")
    found = _titles(page)
    assert any("保理" in title or "应收账款" in title or "供应链" in title for title in found[:3]), found
    assert "q=" in page.url
    page.reload()
    expect(page.get_by_text("按词和意思检索")).to_be_visible()
    assert _titles(page) == found

    page.get_by_test_id("stPageLink").filter(has_text=found[0]).first.click()
    expect(page.get_by_role("link", name="下载原件")).to_be_visible()
    expect(page.get_by_text("命中段落")).to_be_visible()
    take_picture(page, "document-zh")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原件").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    assert target.suffix == ".md"
    assert target.read_text("utf-8").startswith("---\nid: ")
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_filters_live_in_the_address(app: RunningApp, new_page: NewPage) -> None:
    page = new_page()
    _wait_until_ready(app, page)
    _ask(page, "客户理财亏了要投诉")
    page.get_by_role("radio", name=re.compile("课程[材资]料")).or_(
        page.get_by_role("button", name=re.compile("课程[材资]料"))
    ).first.click()
    expect(page.get_by_text("案例", exact=True)).to_have_count(0)
    assert "kind=material" in page.url
    filtered = _titles(page)
    page.reload()
    expect(page.get_by_text("按词和意思检索")).to_be_visible()
    assert _titles(page) == filtered


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1280), ("en", 390)])
def test_it_fits_a_phone_and_speaks_english(app: RunningApp, new_page: NewPage, language: str, width: int) -> None:
    page = new_page(width=width, language=language)
    _wait_until_ready(app, page)
    _ask(page, ASKED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    take_picture(page, f"search-{language}-{width}")
    if language == "en":
        expect(page.get_by_text("By words and meaning")).to_be_visible()


def test_nothing_that_can_be_typed_breaks_the_page(app: RunningApp, new_page: NewPage) -> None:
    page = new_page()
    _wait_until_ready(app, page)
    for text in ('AND OR NOT * ^ : "', "😀🏦", "<img src=x onerror=alert(1)>保理", "贷" * 2000):
        box = page.get_by_role("searchbox").first
        box.fill(text)
        box.press("Enter")
        settle(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_text("出了点问题")).to_have_count(0)


def test_trainers_see_the_glossary_and_client_managers_do_not(app: RunningApp, new_page: NewPage) -> None:
    page = new_page(Role.TRAINER)
    _wait_until_ready(app, page)
    page.goto(f"{app.base}/glossary")
    expect(page.get_by_role("heading", name="词汇表")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="试一试").click()
    expect(page.get_by_text(re.compile("已试 .* 个常用问题"))).to_be_visible()
    take_picture(page, "glossary-zh")
    manager = new_page(Role.CLIENT_MANAGER)
    expect(manager.get_by_role("searchbox").first).to_be_visible()
    expect(manager.get_by_text("词汇表")).to_have_count(0)
    manager.goto(f"{app.base}/glossary")
    settle(manager)
    expect(manager.get_by_role("heading", name="词汇表")).to_have_count(0)


def test_what_was_withdrawn_is_gone_for_client_managers(app: RunningApp, new_page: NewPage) -> None:
    page = new_page()
    _wait_until_ready(app, page)
    with app.database.write() as tx:
        document_id = str(tx.value("SELECT id FROM documents WHERE kind = 'template' ORDER BY ordinal"))
        set_status(tx, document_id, WITHDRAWN, utc_now())
    page.goto(f"{app.base}/document?id={document_id}")
    expect(page.get_by_text("没有这份资料")).to_be_visible()
    assert page.request.get(f"{app.base}/download/{document_id}/1").status == 404
    trainer = new_page(Role.TRAINER)
    assert trainer.request.get(f"{app.base}/download/{document_id}/1").status == 200


def test_nobody_gets_in_without_signing_in(app: RunningApp, new_page: NewPage) -> None:
    page = new_page(None)
    expect(page).to_have_url(re.compile("/(signin|setup)"))
    take_picture(page, "sign-in-zh")
