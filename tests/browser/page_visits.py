"""Every page of the menu opened as a person of the demo: under which address, and what a reader sees there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from babel.messages import pofile
from playwright.sync_api import Page, expect

from cases.service import list_own, list_queue, start_case
from ingest.materials import list_materials
from kb.clock import utc_now
from kb.i18n import translate, using_language
from kb.learning.questions.search import QuestionFilter, find_questions
from kb.people.directory import find_login
from kb.people.permissions import TABLE, Scope, may
from kb.people.person import Person, Role
from kb.store import Database
from kb.ui.frame.menu import HOUSE, PAGES, MenuPage
from tests.browser.stillness import settle
from tests.support.server import ROOT

CATALOG = ROOT / "kb" / "locales" / "zh_CN" / "LC_MESSAGES" / "kb.po"
TITLE = "Client manager case library"


@dataclass(frozen=True)
class Sight:
    """What stands on a page, read from the browser."""

    headings: list[str]
    menu: list[str]
    title: str
    lines: list[str]
    errors: list[str]
    wider: int
    without_text: list[str]
    narrow: bool
    searched: bool


_READ = """() => {
  const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const all = (s, root) => [...(root || document).querySelectorAll(s)].filter(seen);
  const main = document.querySelector('[data-testid=stMain]');
  const named = e => e.alt || e.getAttribute('aria-label') || e.getAttribute('aria-hidden') === 'true'
    || e.closest('[aria-label],[aria-hidden=true]');
  return {
    headings: all('h1').map(e => e.innerText.trim()),
    menu: [...document.querySelectorAll('[data-testid=stTopNavLink],[data-testid=stSidebarNavLink]')]
      .map(e => e.textContent.trim()),
    title: document.title,
    narrow: window.innerWidth < 700,
    searched: all('input[type=search]').some(e => e.value),
    lines: main.innerText.split('\\n').map(e => e.trim()).filter(e => e),
    errors: all('[data-testid=stException],[data-testid=stAlertContentError]').map(e => e.innerText),
    wider: Math.max(0, ...[document.documentElement, main].map(e => e.scrollWidth - e.clientWidth)),
    without_text: all('img,[data-testid=stVegaLiteChart] [role=graphics-document],[data-testid=stVegaLiteChart]')
      .filter(e => !named(e) && !e.querySelector('[aria-label]')).map(e => e.outerHTML.slice(0, 200)),
  };
}"""


_MOST_USED = """
    SELECT e.document_id
    FROM usage_events AS e
    JOIN documents AS d ON d.id = e.document_id
    WHERE e.kind = 'apply' AND d.kind = 'case'
    GROUP BY e.document_id
    ORDER BY COUNT(*) DESC
    LIMIT 1
"""


def demo_person(database: Database, role: Role) -> Person:
    """The person of a role to look over the shoulder of: those a visitor may be, and the mentor of the first unit."""
    login = {Role.CLIENT_MANAGER: "demo-manager", Role.MENTOR: "mentor-001"}.get(role, f"demo-{role.value}")
    with database.read() as tx:
        person = find_login(tx, login)
    assert person is not None, login
    return person


def query_of(page: MenuPage, person: Person, database: Database) -> Mapping[str, str]:
    """What the address of a page needs so that there is something on it: the id of a case, say."""
    if page.name == "document":
        with database.read() as tx:
            return {"id": tx.value(_MOST_USED)}
    if page.name == "write_case":
        drafts = [own.record for own in list_own(database, person) if own.record.state == "draft"]
        return {"id": (drafts[0] if drafts else start_case(database, person, now=utc_now())).id}
    if page.name == "review_case":
        return {"id": list_queue(database, person, now=utc_now())[0].record.id}
    if page.name == "material":
        return {"id": list_materials(database, person)[0]["id"]}
    if page.name == "question":
        rows = find_questions(database, person, QuestionFilter())
        return {"id": rows[0]["id"]} if rows else {}
    return {}


def address_of(page: MenuPage, query: Mapping[str, str]) -> str:
    """The address of a page, after the host."""
    path = "" if page is PAGES[0] else page.name.replace("_", "-")
    return f"/{path}?{urlencode(query)}"


def wait_until_drawn(browser_page: Page) -> None:
    """The script has run to its end and the page stands still."""
    expect(browser_page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(browser_page.locator("[data-testid=stMain] [data-testid=stElementContainer]").first).to_be_attached()
    expect(browser_page.locator("[data-testid=stSkeleton]")).to_have_count(0)


def look(browser_page: Page) -> Sight:
    """Read the page as it stands."""
    return Sight(**browser_page.evaluate(_READ))


@cache
def _english_texts() -> frozenset[str]:
    """The texts of the app that have a Chinese one; the other way round, documents are Chinese on every page."""
    with CATALOG.open("rb") as file:
        catalog = [(str(each.id), str(each.string)) for each in pofile.read_po(file) if each.id]
    return frozenset(english for english, chinese in catalog if chinese and english != chinese)


def faults_of(sight: Sight, person: Person, language: str) -> list[str]:
    """What is wrong with a page; nothing where all is well."""
    with using_language(language):
        menu = [translate(page.title) for page in PAGES if page.icon and may(person, page.action)]
        titles = {f"{translate(page.title)} · {translate(TITLE)}" for page in PAGES}
    faults = [f"error: {text}" for text in sight.errors]
    if len(sight.headings) != 1 and not (sight.searched and not sight.headings):
        faults.append(f"{len(sight.headings)} headings: {sight.headings}")
    if sight.wider:
        faults.append(f"{sight.wider} pixels wider than the window")
    faults += [f"no text: {html}" for html in sight.without_text]
    if sight.narrow and not all(any(entry.endswith(title) for entry in sight.menu) for title in menu):
        faults.append(f"the menu is {sight.menu}, not {menu}")
    if language == "zh":
        faults += [f"English: {line}" for line in sight.lines if line in _english_texts()]
    if sight.title not in titles:
        faults.append(f"title: {sight.title}")
    return faults


@dataclass(frozen=True)
class Scene:
    """A picture of the documentation: a page, who looks at it, and what they do there before it is taken.

    `clicks` are msgids of buttons and tabs, pressed one after the other; `query` adds to the address.
    """

    name: str
    page: MenuPage
    role: Role
    query: Mapping[str, str] = field(default_factory=dict)
    clicks: Sequence[str] = ()


_TRAINERS = {
    "gaps",
    "outcomes",
    "questions",
    "question",
    "retention",
    "glossary",
    "materials",
    "material",
    "review",
    "review_case",
    "cohorts",
    "reuse",
}
_FIRST = {"operations": ("Back up now",)}
_MOMENTS = (
    ("search-found", "search", Role.CLIENT_MANAGER, {"q": "老板手头转不开"}, ()),
    ("document-used", "document", Role.CLIENT_MANAGER, {}, ("I used this",)),
    ("write_case-check", "write_case", Role.CLIENT_MANAGER, {}, ("Check and submit",)),
    ("retention-own", "retention", Role.CLIENT_MANAGER, {}, ()),
)


def _role_of(page: MenuPage) -> Role:
    """Who a page is shown as in its picture: the first role that has use for it."""
    if page.section == HOUSE and page.name not in _TRAINERS:
        return Role.ADMIN
    able = [role for role in Role if TABLE[page.action, role] is not Scope.NONE]
    return Role.TRAINER if page.name in _TRAINERS or Role.CLIENT_MANAGER not in able else Role.CLIENT_MANAGER


SCENES = (
    *(Scene(page.name, page, _role_of(page), clicks=_FIRST.get(page.name, ())) for page in PAGES),
    *(
        Scene(name, next(page for page in PAGES if page.name == of), role, query, clicks)
        for name, of, role, query, clicks in _MOMENTS
    ),
)


def play(browser_page: Page, scene: Scene, language: str) -> None:
    """Do what the scene asks for, and wait until the page stands still."""
    for click in scene.clicks:
        with using_language(language):
            browser_page.get_by_text(translate(click), exact=True).first.click()
        settle(browser_page)
        wait_until_drawn(browser_page)
