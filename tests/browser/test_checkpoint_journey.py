"""A test on a telephone that outlives a killed server, and the trainer who sets it up, in a real browser."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kb.clock import utc_now
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import day_in_shanghai
from kb.learning.cohorts.service import NewCohort, create_cohort
from kb.learning.cohorts.sitting import Attendance
from kb.learning.practice import store as practice_store
from kb.learning.questions import store as question_store
from kb.learning.questions.question import SINGLE, Question
from kb.learning.questions.scoring import right_answer
from kb.learning.questions.service import LIVE, RETIRED
from kb.people.person import Person, Role
from tests.browser.conftest import take_picture
from tests.support.people import make_person, sign_in
from tests.support.server import ROOT, RunningApp, running_app

LIBRARY = {
    "KB_LIBRARY_DIR": str(ROOT / "cases" / "library"),
    "KB_EMBEDDING_MODEL": str(ROOT / "kb" / "search" / "model"),
}
QUESTIONS = 5


class Server:
    """The app, which can be killed and started again under its address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._opened = folder, ExitStack()
        self.app = self._opened.enter_context(running_app(folder, **LIBRARY))

    def kill_and_start(self) -> None:
        """End the process without a warning, then start another one."""
        os.kill(self.app.pid, signal.SIGKILL)
        self._opened.close()
        self.app = self._opened.enter_context(running_app(self._folder, port=self.app.port, **LIBRARY))

    def close(self) -> None:
        self._opened.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("checkpoint"))
    yield running
    running.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def _page(browser: Browser, contexts: list[BrowserContext], app: RunningApp, who: Person, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
    contexts.append(context)
    cookies = sign_in(app.database, who).cookies
    context.add_cookies([{"name": name, "value": value, "url": app.base} for name, value in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def _keep_simple_questions(app: RunningApp) -> None:
    """Wait for the starter questions, and ask only those with one right answer."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with app.database.read() as tx:
            rows = question_store.list_rows(tx, LIVE)
        if rows:
            break
        time.sleep(0.5)
    with app.database.write() as tx:
        for row in rows:
            if row["question"].type != SINGLE:
                question_store.set_state(tx, row["id"], RETIRED, utc_now())


def _cohort(app: RunningApp, people: list[Person]) -> str:
    _keep_simple_questions(app)
    now = utc_now()
    trainer = make_person(app.database, Role.TRAINER, name="王培训")
    ids = tuple(person.id for person in people)
    new = NewCohort("对公客户经理提升班", day_in_shanghai(now), ids, QUESTIONS, 20)
    return create_cohort(app.database, trainer, new, now)


def _form(app: RunningApp, person: Person) -> tuple[str, list[Question]]:
    with app.database.read() as tx:
        [form] = checkpoint_store.list_forms(tx, person.id)
        return form["id"], [row["question"] for row in checkpoint_store.list_items(tx, form["id"])]


def _stored(app: RunningApp, form_id: str) -> list[object]:
    with app.database.read() as tx:
        return [row["answer"] for row in checkpoint_store.list_items(tx, form_id)]


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def _answer(page: Page, question: Question, *, rightly: bool) -> None:
    expect(page.get_by_test_id("stRadio")).to_be_visible()
    right = right_answer(question)
    wrong = next(option.text for option in question.options if option.text != right)
    page.get_by_test_id("stRadio").get_by_text(str(right) if rightly else wrong, exact=True).click()
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()


def test_a_test_outlives_a_killed_server(server: Server, browser: Browser, contexts: list[BrowserContext]) -> None:
    app = server.app
    person, other = make_person(app.database, name="李客户"), make_person(app.database, name="赵客户")
    cohort = _cohort(app, [person, other])
    page = _page(browser, contexts, app, person, 390)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
    page.goto(f"{app.base}/?lang=zh")
    notice = page.get_by_test_id("stMain").locator("a[href*=checkpoints]")
    expect(page.get_by_test_id("stMain").get_by_text("对公客户经理提升班")).to_be_visible()
    assert _fits(page)
    take_picture(page, "checkpoint-notice-390")
    notice.click()
    begin = page.locator("[class*=st-key-begin_]").get_by_role("button")
    expect(begin).to_be_visible()
    assert _fits(page)
    take_picture(page, "checkpoint-list-390")
    begin.click()
    expect(page.get_by_test_id("stRadio")).to_be_visible()
    form_id, questions = _form(app, person)
    assert len(questions) == QUESTIONS
    assert _fits(page)
    take_picture(page, "checkpoint-question-390")
    explanations = [str(question.explanation[:20].encode())[2:-1] for question in questions]

    for number in (0, 1):
        _answer(page, questions[number], rightly=number == 0)
        expect(page.get_by_test_id("stRadio").get_by_text(str(right_answer(questions[number + 1])))).to_be_visible()
    server.kill_and_start()
    assert [answer is not None for answer in _stored(app, form_id)] == [True, True, False, False, False]
    page.goto(f"{app.base}/checkpoints?lang=zh")
    expect(page.get_by_test_id("stRadio").get_by_text(str(right_answer(questions[2])))).to_be_visible()
    take_picture(page, "checkpoint-resumed-390")
    for number in range(2, QUESTIONS):
        assert not any(words in frame for frame in frames for words in explanations), number
        _answer(page, questions[number], rightly=True)
        if number + 1 < QUESTIONS:
            expect(page.get_by_test_id("stRadio").get_by_text(str(right_answer(questions[number + 1])))).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{QUESTIONS - 1} / {QUESTIONS}")
    assert all(any(words in frame for frame in frames) for words in explanations)
    assert _fits(page)
    take_picture(page, "checkpoint-result-390")

    with app.database.read() as tx:
        sittings = [one for one in cohort_store.list_sittings(tx, cohort) if one.day == 0]
        items = cohort_store.list_item_answers(tx, cohort)
        assert practice_store.list_reviews(tx, person.id) == []
    assert [(one.attendance, one.score) for one in sittings if one.person_id == person.id] == [
        (Attendance.ANSWERED, QUESTIONS - 1)
    ]
    assert [item.score for item in items] == [1, 0, 1, 1, 1]
    page.reload()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{QUESTIONS - 1} / {QUESTIONS}")
    page.get_by_test_id("stMain").get_by_test_id("stPageLink").first.click()
    expect(page.locator("[class*=st-key-begin_]")).to_have_count(0)
    expect(page.get_by_test_id("stMain").get_by_text("对公客户经理提升班").first).to_be_visible()
    take_picture(page, "checkpoint-done-390")


def test_a_connection_lost_in_a_test_comes_back_by_itself(
    server: Server, browser: Browser, contexts: list[BrowserContext]
) -> None:
    app = server.app
    person = make_person(app.database)
    _cohort(app, [person])
    page = _page(browser, contexts, app, person, 390)
    page.goto(f"{app.base}/checkpoints?lang=en")
    page.locator("[class*=st-key-begin_]").get_by_role("button").click()
    expect(page.get_by_test_id("stRadio")).to_be_visible()
    form_id, questions = _form(app, person)
    _answer(page, questions[0], rightly=True)
    expect(page.get_by_test_id("stRadio").get_by_text(str(right_answer(questions[1])))).to_be_visible()
    server.kill_and_start()
    page.wait_for_timeout(3000)
    _answer(page, questions[1], rightly=True)
    expect(page.get_by_test_id("stRadio").get_by_text(str(right_answer(questions[2])))).to_be_visible()
    assert [answer is not None for answer in _stored(app, form_id)] == [True, True, False, False, False]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_trainer_sets_up_a_cohort_and_takes_its_dates(
    server: Server, browser: Browser, contexts: list[BrowserContext], width: int
) -> None:
    app = server.app
    _keep_simple_questions(app)
    trainer = make_person(app.database, Role.TRAINER, name="王培训")
    logins = [make_person(app.database, name=name).login for name in ("李明", "张华", "陈静")]
    page = _page(browser, contexts, app, trainer, width)
    page.goto(f"{app.base}/cohorts?lang=zh")
    title = page.get_by_test_id("stTextInput").first.get_by_role("textbox")
    expect(page.locator("summary").first).to_be_visible()
    page.wait_for_timeout(1000)
    if not title.is_visible():  # Folded where there are cohorts already.
        page.locator("summary").first.click()
    title.fill(f"新班 {width}")
    logins_box = page.get_by_test_id("stTextArea").get_by_role("textbox").first
    logins_box.fill(", ".join(logins))
    logins_box.press("Control+Enter")
    page.get_by_test_id("stExpander").first.get_by_role("radio").last.click()
    page.wait_for_timeout(1000)
    assert _fits(page)
    take_picture(page, f"cohorts-setup-{width}")
    page.locator(".st-key-cohort_set_up").get_by_role("button").click()
    expect(page.get_by_role("heading", name=f"新班 {width}")).to_be_visible()
    attendance = page.get_by_test_id("stDataFrame").last
    expect(attendance).to_be_visible()
    assert _fits(page)
    attendance.scroll_into_view_if_needed()
    take_picture(page, f"cohorts-{width}")
    link = page.get_by_test_id("stLinkButton").get_by_role("link").get_attribute("href")
    answer = page.request.get(f"{app.base}{link}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().count("BEGIN:VEVENT") == 5
    stranger = _page(browser, contexts, app, make_person(app.database), 390)
    assert stranger.request.get(f"{app.base}{link}").status == 403
    assert stranger.request.get(f"{app.base}/export/my-tests.ics").text().count("BEGIN:VEVENT") == 0
