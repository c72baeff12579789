"""From a question to a use that is written down, in a real browser."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from kb.clock import utc_now
from kb.people.directory import get_person
from kb.people.moments import shift
from kb.usage.ledger import counts_of, record_apply
from tests.browser.conftest import NewPage, take_picture
from tests.support.server import RunningApp


def test_search_open_download_and_say_i_used_this(app: RunningApp, new_page: NewPage) -> None:
    page = new_page(language="en")
    box = page.get_by_role("searchbox").first
    box.fill("应收账款想提前变成钱")
    box.press("Enter")
    expect(page.get_by_text(re.compile("meaning ·|only ·|检索 ·"))).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_role("link").filter(
        has_text=re.compile("[\u4e00-\u9fff]{6,}")
    ).first.click()
    expect(page.get_by_test_id("stLinkButton")).to_be_visible()
    assert "search=" in page.url
    document_id = re.search(r"[?&]id=(\w+)", page.url)
    assert document_id is not None
    assert page.request.get(f"{app.base}/download/{document_id[1]}/1").status == 200
    page.get_by_role("button", name=re.compile("I used this|我用过")).click()
    page.get_by_label(re.compile("In which situation|用在什么情形")).fill("A dealer short of cash")
    page.get_by_role("button", name=re.compile("Record my use|记录使用")).click()
    expect(
        page.get_by_text(re.compile(r"\d+ viewed · \d+ downloaded · 1 used|浏览 \d+ 次 · 下载 \d+ 次 · 使用 1 次"))
    ).to_be_visible()
    expect(page.get_by_label(re.compile("In which situation|用在什么情形"))).to_have_count(0)
    take_picture(page, "use-recorded")
    with app.database.read() as tx:
        kinds = tx.tuples(
            """
            SELECT kind, source, query_id IS NOT NULL FROM usage_events
             WHERE document_id = :id
               AND person_id = (SELECT person_id FROM usage_events WHERE kind = 'apply' ORDER BY at DESC LIMIT 1)
             ORDER BY at
            """,
            {"id": document_id[1]},
        )
        assert kinds == [("view", "search", 1), ("download", "page", 0), ("apply", "search", 1)]
        assert tx.value("SELECT count(*) FROM search_clicks WHERE document_id = :id", {"id": document_id[1]}) >= 1
        person = get_person(
            tx, str(tx.value("SELECT person_id FROM usage_events WHERE kind = 'apply' ORDER BY at DESC LIMIT 1"))
        )
    forty_days_ago = shift(utc_now(), seconds=-40 * 24 * 3600)
    with app.database.write() as tx:
        used_on = date.fromisoformat(forty_days_ago[:10])
        record_apply(tx, person, document_id[1], 1, forty_days_ago, situation="Long ago", used_on=used_on)
    page.goto(f"{app.base}/?lang=en")
    expect(page.get_by_role("heading", name=re.compile("What came of it|结果如何"))).to_be_visible()
    page.get_by_text(f"Long ago ({used_on})").click()
    page.get_by_label(re.compile("What came of it|结果如何")).fill("Signed")
    take_picture(page, "use-due")
    page.get_by_role("button", name=re.compile("Record the outcome|记录结果")).click()
    expect(page.get_by_text(f"Long ago ({used_on})")).to_have_count(0)
    with app.database.read() as tx:
        assert counts_of(tx, document_id[1]).succeeded == 1
