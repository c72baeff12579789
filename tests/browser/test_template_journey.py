"""Tools of a case in a real browser: chosen, filled in, kept, and read on the case's page."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from cases import service
from cases.model import Case
from cases.publication import prepare_document, publish_document
from kb.clock import utc_now
from kb.files import FileStore
from kb.people.person import Role
from tests.browser.conftest import take_picture
from tests.support.people import make_person, sign_in
from tests.support.server import running_app
from tests.support.waiting import wait_until


def test_a_tool_is_filled_in_kept_and_read(browser: Browser, tmp_path: Path) -> None:
    with running_app(tmp_path) as app:
        author = make_person(app.database, Role.CLIENT_MANAGER)
        record = service.start_case(app.database, author, Case(title="周转贷款"), now=utc_now())
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        cookies = sign_in(app.database, author).cookies
        context.add_cookies([{"name": name, "value": value, "url": app.base} for name, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{app.base}/write-case?id={record.id}&lang=en")
        page.get_by_text("Methods", exact=True).click()
        page.get_by_role("textbox", name="Strengths").fill("订单稳\n回款快")
        # At once to the next tool: what was typed goes with it.
        page.get_by_text("Customer journey", exact=True).click()
        page.get_by_role("textbox", name="Journey step").fill("请款\n审批")
        page.get_by_text("AIDA", exact=True).first.click()
        page.get_by_role("textbox", name="Action").fill("周五答复")
        page.get_by_role("textbox", name="Action").press("Control+Enter")
        expect(page.get_by_text("Filled in: SWOT, AIDA, Customer journey")).to_be_visible(timeout=30_000)
        take_picture(page, "case-tools-en")
        page.get_by_text("Story", exact=True).click()
        page.get_by_role("textbox", name="Situation").fill("背景的文字。")
        page.get_by_text("Client", exact=True).click()
        expect(page.get_by_role("textbox", name="Industry")).to_be_visible(timeout=30_000)

        def stored() -> Case:
            return service.get_work(app.database, author, record.id).case

        wait_until(lambda: stored().aida.action == "周五答复", "the field was stored")
        case = stored()
        assert (case.swot.strengths, case.journey_step) == ("订单稳\n回款快", "请款—审批")

        prepared = prepare_document(FileStore(app.data_dir / "files"), case)
        with app.database.write() as tx:
            assert case.situation == "背景的文字。"
            document_id = publish_document(tx, prepared, utc_now())
        page.goto(f"{app.base}/document?id={document_id}&lang=en")
        expect(page.get_by_text(re.compile("请款 → 审批"))).to_be_visible(timeout=30_000)
        expect(page.get_by_text("回款快")).to_be_visible(timeout=30_000)
        take_picture(page, "case-tools-read-en")
