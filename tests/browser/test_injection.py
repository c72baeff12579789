"""Everything that people can write, written as an attack, and looked at on every page of the menu."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from shutil import copy
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from cases import service
from cases.duplicates import Verdict
from cases.exchange import read_case
from cases.model import Aida, Case, Figure, Swot
from cases.records import CaseRecord
from ingest.materials import Details
from ingest.upload import Upload, upload_materials
from kb.clock import utc_now
from kb.config import Settings
from kb.learning.questions.question import Option, Question
from kb.learning.questions.service import LIVE, REVIEWED, move_question, save_question
from kb.library import Library, open_library
from kb.people.person import Person, Role
from kb.people.units import HOUSE, rename_unit
from kb.search.documents import document_id_of
from kb.search.glossary_service import save_change
from kb.ui.frame.menu import PAGES, MenuPage
from kb.usage.ledger.service import record_apply
from tests.browser.attacked_use import fill_courses, fill_use
from tests.browser.conftest import settle
from tests.support.people import house, make_person, make_unit, sign_in
from tests.support.server import ROOT, RunningApp, running_app

SHORT = (
    "![x]({sink}/a.png)",
    "<img src={sink}/b onerror=window.hit=1>",
    "[c](javascript:window.hit=1)",
    "[d][r] ![e][r]",
    "<{sink}/f>",
    ":red[COLOURED] :material/rocket_launch: :smiling_imp:",
    "$\\href{{{sink}/g}}{{FORMULA}}$",
    "\u202eTURNED\u202c",
    "<script>window.hit=1</script>",
)
"""Attacks that fit a person's or a unit's name of 60 characters."""
LONG = (
    *SHORT,
    "![a [b] c]({sink}/nested.png)",
    "[a [b] c]({sink}/nested-link)",
    "[![y]({sink}/inner.png)]({sink}/outer)",
    '![t](<{sink}/angle.png> "title")',
    "![entity](&#104;ttp&colon;//{host}/entity.png)",
    "\\![z]({sink}/slash.png) \\\\![z]({sink}/slashes.png)",
    "[d](data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGl0PTE8L3NjcmlwdD4=)",
    "[v](vbscript:x) [j](JaVaScRiPt:window.hit=1) [t](java\tscript:window.hit=1)",
    "<svg onload=window.hit=1><image href={sink}/svg></svg>",
    "<iframe src={sink}/frame></iframe><link rel=stylesheet href={sink}/css>",
    "<style>@import url({sink}/style); body {{ background: url({sink}/bg) }}</style>",
    "<form action={sink}/form><input name=password></form>",
    "<details open ontoggle=window.hit=1><summary>s</summary></details>",
    "\\:red[COLOURED] \\\\:red-background[COLOURED] :blue-badge[COLOURED]",
    "\\$\\href{{{sink}/h}}{{FORMULA}}\\$ $$\\includegraphics{{{sink}/i}}$$",
    "{sink}/bare www.example.com/bare",
    "{{{{7*7}}}} ${{7*7}} %(x)s {{0}} {{title}}",
)
PROSE = (
    "[r]: {sink}/reference.png",
    "| TABLE ![x]({sink}/cell.png) |\n|---|\n| [l]({sink}/cell) |",
    "---\nid: other\ntitle: other\n---\n## 风险与合规\nover",
    "```html\n<img src={sink}/fence>\n```\n\n    <img src={sink}/indented>",
    "> ![q]({sink}/quote.png)\n\n- ![l]({sink}/item.png)\n\n# ![h]({sink}/heading.png)",
    "[^1]: ![n]({sink}/note.png)\n\nfoot[^1]",
)

LOOKS_LIKE = r"""() => {
    const text = document.body.innerText, all = [...document.querySelectorAll('*')];
    const names = ['src', 'href', 'srcset', 'action', 'style', 'xlink:href'];
    const bad = /javascript:|vbscript:|data:text|SINK|example\.com/i;
    const bare = (url) => url.replace('http://', '');
    // A bare address is a link that goes where it says: harmless.
    return {
        ran: window.hit || null,
        urls: all.filter((each) => names.some((name) => bad.test(each.getAttribute(name) || '')))
            .filter((each) => bare(decodeURI(each.getAttribute('href') || '')) !== bare(each.textContent))
            .map((each) => each.outerHTML.slice(0, 200)),
        formulas: document.querySelectorAll('.katex').length,
        icons: all.filter((each) => each.textContent === 'rocket_launch').length,
        coloured: (text.match(/(?<!\[)COLOURED/g) || []).length,
        imps: text.includes('\u{1f47f}') || text.includes('\u{1f608}'),
        turned: /[\u202a-\u202e\u2066-\u2069]/.test(text),
        frames: document.querySelectorAll('iframe, object, embed, form[action]').length,
    };
}"""
OPEN_DRAWERS = """() => {
    const closed = [...document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary')];
    closed.forEach((each) => each.click());
    return closed.length;
}"""
HARMLESS = {
    "ran": None,
    "urls": [],
    "formulas": 0,
    "icons": 0,
    "coloured": 0,
    "imps": False,
    "turned": False,
    "frames": 0,
}


@dataclass(frozen=True)
class Sink:
    """Where a page that was taken in would send its reader's browser."""

    url: str
    asked: list[str]

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def aim(self, attack: str) -> str:
        return attack.format(sink=self.url, host=self.host)


@dataclass(frozen=True)
class Attacked:
    """An app full of attacks, its administrator, and what to open each page with."""

    app: RunningApp
    admin: Person
    queries: dict[str, list[str]]


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_parts: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Sink(f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    starter = folder / "library"
    starter.mkdir()
    copy(ROOT / "cases" / "library" / "competencies.yaml", starter)
    with running_app(folder, KB_LIBRARY_DIR=str(starter)) as running:
        settings = Settings(data_dir=running.data_dir, library_dir=starter, embedding_model=str(folder / "none"))
        library = open_library(settings)
        yield _fill(running, library, sink)
        library.database.close()


def _fill(app: RunningApp, library: Library, sink: Sink) -> Attacked:
    database, names = library.database, [sink.aim(attack) for attack in SHORT]
    house(database)
    without_slash = [name.replace("/", "&#47;") for name in names]
    units = [make_unit(database, name) for name in without_slash if len(name) <= 60]
    admin = make_person(database, Role.ADMIN, name=names[0])
    trainer = make_person(database, Role.TRAINER, name=names[5])
    for number, name in enumerate(name for name in names if name.isprintable()):
        make_person(database, name=name, unit_id=units[number % len(units)].id)
    with database.write() as tx:
        rename_unit(tx, admin, HOUSE, ":red[COLOURED] :smiling_imp:", utc_now())

    draft = service.start_case(database, admin, _case(sink, "bill-pool"))
    returned = _submitted(library, admin, _case(sink, "micro-credit-bakery"))
    returned = service.claim_case(database, trainer, returned.id)
    reason = " ".join(map(sink.aim, LONG))[:900]
    service.return_case(database, trainer, returned.id, returned.revision, reason)
    waiting = _submitted(library, trainer, _case(sink, "bill-pool"))
    public = _submitted(library, trainer, _case(sink, "micro-credit-bakery", "again"))
    for number, attack in enumerate(LONG):
        for case, field in ((returned, ""), (waiting, "title" if number % 2 else "")):
            service.comment_on_case(database, trainer, case.id, field, sink.aim(attack))
    public = service.claim_case(database, admin, public.id)
    public = service.publish_case(library, admin, public.id, public.revision)
    service.revise_case(database, trainer, public.id)
    document_id = document_id_of(public.source)

    terms = [sink.aim(attack).replace("\t", " ") for attack in LONG]
    save_change(database, admin, json.dumps({"groups": [terms[:4]]}, ensure_ascii=False), 0)
    for number, attack in enumerate(LONG[:4] + LONG[8:10]):
        text = sink.aim(attack)
        options = (Option(text, 1), Option(f"other {text}", 0))
        question = Question(f"q-{number}", "single", text, options=options, explanation=text)
        save_question(database, admin, question, 0, utc_now())
        move_question(database, trainer, question.id, REVIEWED, utc_now())
        move_question(database, admin, question.id, LIVE, utc_now())
    text = "\n\n".join(map(sink.aim, LONG + PROSE))
    details = Details(title=sink.aim(LONG[9])[:100], tags=tuple(tag for tag in map(sink.aim, SHORT) if len(tag) <= 40))
    (material,) = upload_materials(library, admin, [Upload("attack.txt", io.BytesIO(text.encode()))], details)
    assert material.document_id
    with database.write() as tx:
        for attack in LONG[:6]:
            record_apply(
                tx,
                admin,
                document_id,
                1,
                utc_now(),
                situation=sink.aim(attack),
                used_on=date(2026, 1, 5),
                adapted=reason,
            )
    aimed = [sink.aim(attack).replace("\t", " ") for attack in LONG]
    fill_use(database, admin, document_id, aimed[:6])
    form_id = fill_courses(database, trainer, admin, [aimed[0], aimed[5], aimed[6]])
    searches = [f"q={quote(sink.aim(attack))}" for attack in LONG[:6]]
    return Attacked(
        app,
        admin,
        {
            "search": ["", "q=COLOURED+FORMULA", *searches],
            "document": [f"id={document_id}&at=0", "id=" + quote(sink.aim(SHORT[1]))],
            "write_case": [f"id={draft.id}", f"id={returned.id}", "id=" + quote(sink.aim(SHORT[0]))],
            "checkpoints": ["", f"form={form_id}", "form=" + quote(sink.aim(SHORT[0]))],
            "question": ["id=q-0", "id=q-1", "id=" + quote(sink.aim(SHORT[0]))],
            "material": [f"id={material.document_id}", "id=" + quote(sink.aim(SHORT[0]))],
            "review_case": [f"id={waiting.id}", f"id={public.id}"],
        },
    )


def _case(sink: Sink, story: str, more: str = "") -> Case:
    case = read_case((ROOT / "cases" / "library" / "cases" / f"{story}.md").read_text("utf-8"))
    lines = tuple(sink.aim(attack) for attack in LONG)
    prose = "\n\n".join((*lines, *map(sink.aim, PROSE), more))
    return replace(
        case,
        id="",
        origin="practice",
        origin_note="",
        review_date="",
        title=" ".join((sink.aim(LONG[9]), sink.aim(SHORT[5]), more))[:120],
        customer_type=" ".join(lines)[:900],
        industry=lines[1],
        products=lines[:12],
        situation=case.situation + "\n\n" + prose,
        approach=prose + "\n\n" + case.approach,
        steps=(*case.steps, *lines),
        points=(*case.points, *lines),
        result=case.result + "\n\n" + prose,
        risks=case.risks + "\n\n" + prose,
        figures=(*case.figures, Figure(lines[0], 1.0, lines[1], lines[9], lines[5])),
        aida=Aida(*lines[:4]),
        swot=Swot(*lines[9:13]),
        customer_tier=lines[0],
        journey_step=lines[9],
        tags=lines[:12],
        authors=lines[:6],
    )


def _submitted(library: Library, author: Person, case: Case) -> CaseRecord:
    record = service.start_case(library.database, author, case)
    for candidate in service.check_draft(library, author, record.id).undecided:
        service.decide_duplicate(library.database, author, record.id, candidate, Verdict.DIFFERENT, "[x](http://y)")
    return service.submit_case(library, author, record.id, record.revision)


def test_every_page_that_needs_something_to_show_is_given_it(attacked: Attacked) -> None:
    detail_pages = {page.name for page in PAGES if not page.icon}
    assert detail_pages <= set(attacked.queries), "give the new page a query in _fill"


@pytest.fixture(scope="module")
def context(browser: Browser, attacked: Attacked) -> Iterator[BrowserContext]:
    """The administrator's browser: one for all pages, as it keeps what it has loaded."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    signed_in = sign_in(attacked.app.database, attacked.admin)
    context.add_cookies(
        [{"name": name, "value": value, "url": attacked.app.base} for name, value in signed_in.cookies.items()]
    )
    yield context
    context.close()


@pytest.mark.parametrize("menu_page", PAGES, ids=lambda page: page.name)
def test_no_attack_gets_through(menu_page: MenuPage, context: BrowserContext, attacked: Attacked, sink: Sink) -> None:
    page = context.new_page()
    page.set_default_timeout(20_000)
    outside: list[str] = []
    page.on("request", lambda asked: outside.append(asked.url) if not _is_ours(asked.url, attacked.app) else None)
    page.on("dialog", lambda dialog: outside.append(f"dialog {dialog.message}"))
    page.on("console", lambda said: outside.append(said.text) if "Security Policy" in said.text else None)
    found = {}
    for query in attacked.queries.get(menu_page.name, [""]):
        page.goto(f"{attacked.app.base}/{menu_page.name.replace('_', '-')}?{query}")
        for place in _everywhere(page):
            looks = page.evaluate(LOOKS_LIKE.replace("SINK", re.escape(sink.host)))
            if "COLOURED" in query:
                looks["coloured"] = 0  # the word was searched for: search marks it
            if looks != HARMLESS:
                found[f"{query} {place}"] = {name: value for name, value in looks.items() if value != HARMLESS[name]}
    page.close()
    assert found == {}
    assert (outside, sink.asked) == ([], [])


def _is_ours(url: str, app: RunningApp) -> bool:
    return url.startswith(
        (app.base, app.base.replace("http", "ws", 1), "data:image/", "data:font/", "blob:" + app.base)
    )


def _everywhere(page: Page) -> Iterator[str]:
    """The page as it opens, then with each of its drawers opened and each of its sections chosen."""
    settle(page)
    yield "as it opens"
    for _turn in range(10):  # opening one may draw the page anew, with others
        if not page.evaluate(OPEN_DRAWERS):
            break
        settle(page)
    yield "with its expanders open"
    sections = page.locator("[data-testid=stMain] [data-testid=stButtonGroup]").first.locator("button")
    for number in range(sections.count()):
        sections.nth(number).evaluate("each => each.click()")
        settle(page)
        yield f"section {number}"
