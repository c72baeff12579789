"""A trainer writes a scenario question, another one reviews it, and it comes up in practice: in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from kb.learning.formats.exchange import read_questions
from kb.learning.practice import store as practice_store
from kb.learning.questions import store as question_store
from kb.people.person import Role
from tests.browser.conftest import NewPage, take_picture
from tests.support.server import RunningApp

STEM = "一家小吃店的老板想贷三十万，说是“备着用”。谈额度之前，你要弄清哪些事？"
POINTS = "[2] 钱用在哪、什么时候用 => 用途; 钱+用在; 什么时候用\n拿什么还 => 还款来源; 拿什么还; 怎么还"
LONG_AGO = "2026-01-01T00:00:00.000Z"


def _press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()


def _type(page: Page, key_part: str, text: str) -> None:
    field = page.locator(f"[class*='st-key-{key_part}'] textarea")
    field.fill(text)
    field.press("Control+Enter")


def _ask_next(app: RunningApp, question_id: str) -> None:
    with app.database.write() as tx:
        for (person_id,) in tx.tuples("SELECT id FROM people"):
            card = {"card_id": 1, "state": 1, "step": 0, "stability": None, "difficulty": None}
            card |= {"due": "2026-01-01T00:00:00+00:00", "last_review": None}
            practice_store.put_card(tx, person_id, question_id, card, LONG_AGO)


def _wait_until_questions_are_there(app: RunningApp, page: Page) -> None:
    """The library is filled in the background after the first start."""
    for _ in range(120):
        with app.database.read() as tx:
            if tx.value("SELECT COUNT(*) FROM questions") >= 261:
                return
        page.wait_for_timeout(500)
    raise AssertionError(app.log)


def test_a_scenario_goes_from_a_trainer_over_a_second_one_to_practice(app: RunningApp, new_page: NewPage) -> None:
    author = new_page(Role.TRAINER, language="en")
    _wait_until_questions_are_there(app, author)
    author.goto(f"{app.base}/questions?lang=en")
    expect(author.get_by_text("questions, 25 shown")).to_be_visible()
    take_picture(author, "questions-list")
    author.get_by_role("tab", name="Proposals from a document").click()
    author.get_by_role("combobox", name="Document").fill("小微授信")
    author.get_by_role("option", name="小微授信：看得见的经营").first.click()
    author.get_by_role("button", name="Propose questions").click()
    expect(author.get_by_role("button", name="Keep as a draft").first).to_be_visible()
    take_picture(author, "questions-proposals")
    author.get_by_role("tab", name="Import and export").click()
    with author.expect_download() as download:
        author.get_by_role("link", name="Moodle XML").click()
    assert len(read_questions("x.xml", download.value.path().read_bytes()).questions) >= 261
    take_picture(author, "questions-files")

    author.goto(f"{app.base}/question?type=scenario&lang=en")
    _type(author, "question_stem", STEM)
    _type(author, "question_points", POINTS)
    expect(author.get_by_text("2 points count")).to_be_visible()
    preview = author.get_by_label("What do you find out?")
    preview.fill("先问钱用在哪里")
    preview.press("Control+Enter")
    author.get_by_role("button", name="Try this answer").click()
    expect(author.get_by_text("Partly right: 67 %")).to_be_visible()
    take_picture(author, "question-scenario-preview")
    _press(author, "question_save")
    _press(author, "question_to_waiting")
    expect(author.get_by_text("Somebody else than you has to review it.")).to_be_visible()
    question_id = author.url.split("id=")[1].split("&")[0]

    second = new_page(Role.TRAINER, language="en")
    second.goto(f"{app.base}/question?id={question_id}&lang=en")
    expect(second.get_by_text("Waiting for review", exact=True)).to_be_visible()
    take_picture(second, "question-review")
    _press(second, "question_to_reviewed")
    _press(second, "question_to_live")
    expect(second.locator(".st-key-question_to_retired button")).to_be_visible()
    with app.database.read() as tx:
        row = question_store.get_row(tx, question_id)
    assert row is not None
    assert row["state"] == "live"

    learner = new_page(width=390, language="en")
    _ask_next(app, question_id)
    learner.goto(f"{app.base}/practice?lang=en")
    expect(learner.get_by_text("备着用")).to_be_visible()
    learner.locator("textarea").fill("这笔钱用在哪，什么时候用？\n将来拿什么还？")
    take_picture(learner, "practice-scenario-390")
    learner.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(learner.get_by_text("Found", exact=True)).to_be_visible()
    expect(learner.get_by_text("拿什么还").last).to_be_visible()
    assert learner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    take_picture(learner, "practice-scenario-feedback-390")
