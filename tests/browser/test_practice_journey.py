"""Daily practice on a telephone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.learning.practice import store as practice_store
from kb.learning.questions import store as question_store
from tests.browser.conftest import NewPage, take_picture
from tests.support.server import RunningApp

KNOWN = "q-aida-sales-flow-2"
LONG_AGO = "2026-01-01T00:00:00.000Z"


def _make_due_for_all(app: RunningApp, page: Page, question_id: str) -> None:
    """This question is the first one that everybody is asked, so that the test knows its answer."""
    for _ in range(120):
        with app.database.read() as tx:
            if question_store.count_questions(tx):
                break
        page.wait_for_timeout(500)
    with app.database.write() as tx:
        for (person_id,) in tx.tuples("SELECT id FROM people"):
            card = {"card_id": 1, "state": 1, "step": 0, "stability": None, "difficulty": None}
            card |= {"due": "2026-01-01T00:00:00+00:00", "last_review": None}
            practice_store.put_card(tx, person_id, question_id, card, LONG_AGO)


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_question_is_answered_explained_and_read_up(app: RunningApp, new_page: NewPage, width: int) -> None:
    page = new_page(width=width, language="en")
    _make_due_for_all(app, page, KNOWN)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
    page.goto(f"{app.base}/practice?lang=en")
    expect(page.get_by_text("三年定期下周到期")).to_be_visible()
    assert _fits(page)
    take_picture(page, f"practice-question-{width}")
    explanation = str("注意这一步要从客户自己的事说起".encode())[2:-1]
    assert not any(explanation in frame for frame in frames)
    page.get_by_text("三年定期下周到期").click()
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_text("注意这一步要从客户自己的事说起")).to_be_visible()
    assert any(explanation in frame for frame in frames)
    assert _fits(page)
    take_picture(page, f"practice-feedback-{width}")
    page.get_by_test_id("stMain").get_by_test_id("stPageLink").last.click()
    expect(page.get_by_text("四步各做什么").first).to_be_visible()
