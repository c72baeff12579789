"""From a question to a use that is written down, in a real browser."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from kb.clock import day_of, shift, utc_now
from kb.people.directory import get_person
from kb.people.person import Role
from kb.usage.ledger.measured import measured_figure
from kb.usage.ledger.service import counts_of, list_reported_applies, record_apply, record_outcome, record_search
from tests.browser.conftest import NewPage, take_picture
from tests.browser.stillness import settle
from tests.support.people import make_person
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
    used_on = date.fromisoformat(forty_days_ago[:10])
    record_apply(app.database, person, document_id[1], 1, now=forty_days_ago, situation="Long ago", used_on=used_on)
    page.goto(f"{app.base}/?lang=en")
    expect(page.get_by_role("heading", name=re.compile("What was the outcome|结果如何"))).to_be_visible()
    page.get_by_text(f"Long ago ({used_on})").click()
    page.get_by_label(re.compile("What was the outcome|结果如何")).fill("Signed")
    take_picture(page, "use-due")
    page.get_by_role("button", name=re.compile("Record the outcome|记录结果")).click()
    expect(page.get_by_text(f"Long ago ({used_on})")).to_have_count(0)
    assert counts_of(app.database, document_id[1]).succeeded == 1


def test_a_trainer_attests_and_a_reader_says_whether_it_was_useful(app: RunningApp, new_page: NewPage) -> None:
    now = utc_now()
    reader = make_person(app.database, name="Reader")
    with app.database.write() as tx:
        document_id = str(tx.value("SELECT id FROM documents WHERE kind = 'case' ORDER BY ordinal DESC LIMIT 1"))
    apply_id = record_apply(
        app.database,
        reader,
        document_id,
        1,
        now=now,
        situation="A mill short of cash",
        used_on=date.fromisoformat(day_of(now)),
    )
    figures = measured_figure(300, "CNY 10,000", 120, "in 3 months")
    record_outcome(app.database, reader, apply_id, now=now, result="success", text="Signed at once", figures=figures)
    trainer = new_page(Role.TRAINER, language="en")
    trainer.goto(f"{app.base}/outcomes?lang=en")
    expect(trainer.get_by_text("Signed at once")).to_be_visible()
    expect(trainer.get_by_text("300 CNY 10,000")).to_be_visible()
    take_picture(trainer, "outcomes-en")
    card = trainer.get_by_test_id("stVerticalBlock").filter(has_text="Signed at once").last
    card.get_by_role("button", name="I can attest this").click()
    expect(trainer.get_by_text("Signed at once")).to_have_count(0)
    assert [row["attested_by_name"] != "" for row in list_reported_applies(app.database, reader, document_id)] == [True]

    page = new_page(language="en")
    page.goto(f"{app.base}/document?id={document_id}&lang=en")
    page.get_by_role("button", name="Was it useful?").click()
    page.get_by_text("The steps can be followed").click()
    take_picture(page, "rating-en")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("button", name="You rated this useful")).to_be_visible()
    expect(page.get_by_text("shown once 5 people have rated it")).to_be_visible()
    trainer.goto(f"{app.base}/document?id={document_id}&lang=en")
    expect(trainer.get_by_text("1 found it useful · 0 did not")).to_be_visible()


def test_a_search_in_vain_becomes_a_wanted_case_and_a_draft(app: RunningApp, new_page: NewPage) -> None:
    for _number in range(5):
        person = make_person(app.database)
        record_search(app.database, person, "冷链车队的融资租赁", 0, now=utc_now())
    trainer = new_page(Role.TRAINER, language="en")
    trainer.goto(f"{app.base}/gaps?lang=en")
    expect(trainer.get_by_text("冷链车队的融资租赁").first).to_be_visible()
    settle(trainer)
    card = trainer.get_by_test_id("stVerticalBlock").filter(has_text="冷链车队的融资租赁").last
    card.get_by_role("button", name="Request a case").click()
    settle(trainer)
    take_picture(trainer, "gap-en")
    trainer.get_by_role("button", name="Send the request").click()
    expect(trainer.get_by_role("button", name="Check", exact=True)).to_be_visible()
    trainer.get_by_role("button", name="Check", exact=True).click()
    expect(trainer.get_by_text("Not answered yet: 冷链车队的融资租赁")).to_be_visible()
    take_picture(trainer, "gaps-en")

    page = new_page(language="en")
    page.goto(f"{app.base}/my-cases?lang=en")
    expect(page.get_by_text("Wanted: 冷链车队的融资租赁")).to_be_visible()
    take_picture(page, "wanted-en")
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("heading", name="冷链车队的融资租赁")).to_be_visible()
    with app.database.read() as tx:
        assert tx.value("SELECT count(*) FROM commission_cases") == 1
