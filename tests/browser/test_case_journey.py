"""The life of a case in a real browser: written, kept, masked, handed in, returned, published, found, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from shutil import copy

import pytest
from playwright.sync_api import Browser, Page, expect

from cases import service
from cases.exchange import read_case
from cases.model import Case
from kb.clock import utc_now
from kb.config import Settings
from kb.library import open_library
from kb.people.person import Person, Role
from kb.store import Database
from tests.browser.conftest import take_picture
from tests.ingest.making import docx, word
from tests.support.people import make_person, sign_in
from tests.support.server import ROOT, RunningApp, running_app

RESIDENT_ID = "11010519491231002X"  # the made-up number of the national standard's own example

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """An app with competencies and no documents, so that nothing else is like the case."""
    folder = tmp_path_factory.mktemp("bank")
    library = folder / "library"
    library.mkdir()
    copy(ROOT / "cases" / "library" / "competencies.yaml", library)
    model = ROOT / "kb" / "search" / "model"
    with running_app(folder, KB_LIBRARY_DIR=str(library), KB_EMBEDDING_MODEL=str(model)) as running:
        yield running


def _story() -> Case:
    text = (ROOT / "cases" / "library" / "cases" / "micro-credit-bakery.md").read_text("utf-8")
    case = read_case(text)
    return replace(case, id="", origin="practice", origin_note="", review_date="")


def _open(
    browser: Browser, bank: RunningApp, person: Person, path: str, *, width: int = 1280, lang: str = "zh"
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 1000})
    signed_in = sign_in(bank.database, person)
    context.add_cookies([{"name": name, "value": value, "url": bank.base} for name, value in signed_in.cookies.items()])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{bank.base}/{path}{'&' if '?' in path else '?'}lang={lang}")
    return page


def _state(database: Database, person: Person, case_id: str) -> str:
    return str(service.get_work(database, person, case_id).record.state)


def test_a_case_is_written_masked_reviewed_published_found_and_withdrawn(browser: Browser, bank: RunningApp) -> None:
    author, trainer = make_person(bank.database, name="李晓"), make_person(bank.database, Role.TRAINER, name="周老师")
    page = _open(browser, bank, author, "my-cases")
    page.get_by_role("button", name="写新案例").click()
    page.get_by_label("标题").fill("面包店老板的第一笔信用贷款")
    page.get_by_label("标题").press("Enter")
    expect(page.get_by_text(re.compile("已保存"))).to_be_visible()
    take_picture(page, "write-case-zh")
    record = service.list_own(bank.database, author)[0].record
    assert record.title == "面包店老板的第一笔信用贷款"

    story = _story()
    situation = story.situation + f"客户证件号码 {RESIDENT_ID}。"
    service.save_draft(
        bank.database,
        author,
        record.id,
        replace(story, situation=situation, authors=(author.name,)),
        record.revision,
        now=utc_now(),
    )
    page.reload()
    page.get_by_text("检查并提交", exact=True).click()
    expect(page.get_by_text(RESIDENT_ID)).to_be_visible()
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    take_picture(page, "check-case-zh")
    page.get_by_role("button", name="全部遮盖").click()
    expect(page.get_by_text(RESIDENT_ID)).to_have_count(0)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("待审核").first).to_be_visible()
    assert _state(bank.database, author, record.id) == "submitted"

    review = _open(browser, bank, trainer, "review")
    expect(review.get_by_text("李晓")).to_be_visible()
    take_picture(review, "review-queue-zh")
    review.get_by_role("link", name=story.title).click()
    review.get_by_role("button", name="开始审核").click()
    expect(review.get_by_role("button", name="退回", exact=True)).to_be_visible()
    take_picture(review, "review-case-zh")
    review.get_by_label(re.compile("原因")).fill("成效请补充时间段")
    review.get_by_label(re.compile("原因")).press("Enter")
    review.get_by_role("button", name="退回", exact=True).click()
    expect(review.get_by_text("没有待审的案例。")).to_be_visible()

    # On in the same visit, without loading the page anew: what it remembered of the case is stale by now.
    page.get_by_role("button", name="我的工作").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="我的案例").click()
    expect(page.get_by_text("成效请补充时间段")).to_be_visible()
    take_picture(page, "case-returned-zh")
    page.get_by_role("link", name="继续写").click()
    page.get_by_text("检查并提交", exact=True).click()
    page.get_by_role("button", name="提交审核").click()
    page.get_by_role("button", name="撤回", exact=True).click()
    page.get_by_role("link", name="继续写").click()
    page.get_by_text("检查并提交", exact=True).click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("heading", name="我的案例")).to_be_visible()

    review.reload()
    review.get_by_role("link", name=story.title).click()
    review.get_by_role("button", name="开始审核").click()
    review.get_by_role("button", name="发布", exact=True).click()
    expect(review.get_by_text("没有待审的案例。")).to_be_visible()
    assert _state(bank.database, author, record.id) == "published"

    page.goto(f"{bank.base}/search?q={story.title}")
    expect(page.get_by_role("link", name=story.title).first).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    take_picture(page, "case-found-zh")
    page.goto(f"{bank.base}/my-cases")
    page.get_by_test_id("stPopover").get_by_text("下架", exact=True).click()
    page.get_by_label("原因").fill("产品停办")
    page.get_by_label("原因").press("Enter")
    page.get_by_role("button", name="下架案例").click()
    expect(page.get_by_text("已下架").first).to_be_visible()
    page.goto(f"{bank.base}/search?q={story.title}")
    expect(page.get_by_text("没有找到", exact=False)).to_be_visible()
    take_picture(page, "case-gone-zh")


def _resident_id(first: str) -> str:
    """A made-up number with the check digit that its first 17 digits need."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]


def test_a_word_file_is_taken_in_masked_and_told_from_a_likely_duplicate(browser: Browser, bank: RunningApp) -> None:
    author, colleague = make_person(bank.database, name="李晓"), make_person(bank.database, name="王敏")
    number = _resident_id("33010619900307257")
    story = read_case((ROOT / "cases" / "library" / "cases" / "bill-pool.md").read_text("utf-8"))
    story = replace(story, id="", origin="practice", origin_note="", review_date="")
    settings = Settings(data_dir=bank.data_dir, library_dir=bank.data_dir.parent / "library")
    library = open_library(settings)
    waiting = service.start_case(library.database, colleague, story, now=utc_now())
    service.submit_case(library, colleague, waiting.id, waiting.revision, now=utc_now())
    begun = replace(story, title="另一家企业的票据池", situation="", approach="", authors=(author.name,))
    record = service.start_case(library.database, author, begun, now=utc_now())
    library.database.close()

    paragraphs = ["背景", f"{story.situation}客户证件号码 {number}。", "做法", story.approach]
    body = "".join(word(escape(text)) for text in paragraphs)
    page = _open(browser, bank, author, f"write-case?id={record.id}")
    page.get_by_text("文件", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": "案例.docx", "mimeType": DOCX, "buffer": docx(body)})
    page.get_by_role("button", name="添加附件").click()
    expect(page.get_by_role("button", name="移除")).to_be_visible(timeout=30_000)
    take_picture(page, "case-from-word-zh")
    page.get_by_text("检查并提交", exact=True).click()
    expect(page.get_by_text(number).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("很像")).first).to_be_visible()
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    take_picture(page, "case-duplicate-zh")
    found = page.get_by_test_id("stHorizontalBlock").filter(has_text=number)
    found.get_by_role("button", name="遮盖", exact=True).first.click()
    expect(page.get_by_text(number)).to_have_count(1, timeout=30_000)
    assert number not in service.get_work(bank.database, author, record.id).case.situation

    # The number still stands in the file: that goes out as a whole.
    page.get_by_text("文件", exact=True).click()
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_role("button", name="移除")).to_be_hidden()
    page.get_by_text("检查并提交", exact=True).click()
    expect(page.get_by_text(number)).to_be_hidden(timeout=30_000)
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    page.get_by_role("button", name="另一个案例").first.click()
    expect(page.get_by_role("button", name="提交审核")).to_be_enabled(timeout=30_000)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("待审核").first).to_be_visible()
    assert _state(bank.database, author, record.id) == "submitted"


def test_a_second_reviewer_is_told(browser: Browser, bank: RunningApp) -> None:
    author = make_person(bank.database)
    first, second = (make_person(bank.database, Role.TRAINER) for _ in range(2))
    record = service.start_case(
        bank.database, author, replace(_story(), title="另一家面包店的周转", situation="甲" * 90), now=utc_now()
    )
    with bank.database.write() as tx:
        tx.execute("UPDATE cases SET state = 'submitted' WHERE id = :id", {"id": record.id})
    slow = _open(browser, bank, second, f"review-case?id={record.id}", lang="en")
    expect(slow.get_by_role("button", name="Start review")).to_be_visible()
    service.claim_case(bank.database, first, record.id, now=utc_now())
    slow.get_by_role("button", name="Start review").click()
    expect(slow.get_by_text("The case changed while you were reading.")).to_be_visible()


def test_writing_fits_a_phone_and_speaks_english(browser: Browser, bank: RunningApp) -> None:
    author = make_person(bank.database)
    record = service.start_case(bank.database, author, _story(), now=utc_now())
    page = _open(browser, bank, author, f"write-case?id={record.id}", width=390, lang="en")
    expect(page.get_by_label("Title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    take_picture(page, "write-case-phone-en")
    page.get_by_text("Tags and competencies", exact=True).click()
    expect(page.get_by_label("Competencies", exact=False).first).to_be_visible()
