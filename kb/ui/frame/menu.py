"""Define every page of the app with the action it requires; the menu and the tests iterate over this table."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kb.i18n import marked
from kb.i18n import translate as _
from kb.people.permissions import Action, may
from kb.people.person import Person

LIBRARY, WORK, HOUSE = marked("Library"), marked("My work"), marked("Administration")
"""Sections of the menu."""


@dataclass(frozen=True)
class MenuPage:
    """A page of the app: `name` is its file and URL, `section` and `title` place it in the menu.

    People who may perform `action` on anything see the page; the services check the rest. A page without an icon is
    only linked from other pages. `wide` pages (tables and charts) use the whole window.
    """

    section: str
    name: str
    title: str
    action: Action
    icon: str = ""
    wide: bool = False


PAGES = (
    MenuPage(LIBRARY, "search", marked("Search"), Action.READ_LIBRARY, "search"),
    MenuPage(LIBRARY, "document", marked("Document"), Action.READ_LIBRARY),
    MenuPage(LIBRARY, "glossary", marked("Glossary"), Action.EDIT_GLOSSARY, "dictionary"),
    MenuPage(WORK, "practice", marked("Daily practice"), Action.PRACTISE, "school"),
    MenuPage(WORK, "retention", marked("Retention"), Action.SEE_RETENTION, "trending_flat", wide=True),
    MenuPage(WORK, "checkpoints", marked("My tests"), Action.PRACTISE, "fact_check"),
    MenuPage(WORK, "my_cases", marked("My cases"), Action.SUBMIT_CASE, "edit_note"),
    MenuPage(WORK, "write_case", marked("Write a case"), Action.SUBMIT_CASE),
    MenuPage(WORK, "materials", marked("Materials"), Action.ADD_MATERIAL, "upload_file"),
    MenuPage(WORK, "material", marked("Material"), Action.ADD_MATERIAL),
    MenuPage(WORK, "review", marked("Review"), Action.REVIEW_CASE, "rate_review"),
    MenuPage(WORK, "review_case", marked("Case in review"), Action.REVIEW_CASE),
    MenuPage(WORK, "outcomes", marked("Outcomes to attest"), Action.ATTEST_OUTCOME, "verified"),
    MenuPage(WORK, "gaps", marked("Search gaps"), Action.COMMISSION_CASE, "travel_explore"),
    MenuPage(WORK, "cohorts", marked("Cohorts"), Action.MANAGE_COHORTS, "groups"),
    MenuPage(WORK, "questions", marked("Questions"), Action.WRITE_QUESTIONS, "quiz"),
    MenuPage(WORK, "question", marked("Question"), Action.WRITE_QUESTIONS),
    MenuPage(WORK, "account", marked("My account"), Action.READ_LIBRARY, "account_circle"),
    MenuPage(HOUSE, "reuse", marked("Use and reuse"), Action.SEE_STATISTICS, "monitoring", wide=True),
    MenuPage(HOUSE, "people", marked("People"), Action.MANAGE_PEOPLE, "group", wide=True),
    MenuPage(HOUSE, "units", marked("Units"), Action.MANAGE_UNITS, "account_tree"),
    MenuPage(HOUSE, "audit", marked("Audit log"), Action.READ_AUDIT, "history", wide=True),
    MenuPage(HOUSE, "operations", marked("Operations"), Action.RUN_BACKUP, "database"),
)
"""Pages in menu order. The first one is the start page."""


def menu_of(person: Person) -> dict[str, list[StreamlitPage]]:
    """Return the pages this person may open, by section. The services check permission independently."""
    sections: dict[str, list[StreamlitPage]] = {}
    for page in PAGES:
        if may(person, page.action):
            # A copy, because a run marks the page it opens and the cached one is shared.
            sections.setdefault(_(page.section), []).append(copy(_page(page, _(page.title), page is PAGES[0])))
    return sections


@cache
def _page(page: MenuPage, title: str, is_first: bool) -> StreamlitPage:
    """Return the Streamlit page, cached because creating it looks up the file on disk."""
    return st.Page(
        f"views/{page.name}.py",
        title=title,
        icon=f":material/{page.icon}:" if page.icon else None,
        url_path=page.name.replace("_", "-"),
        default=is_first,
        visibility="visible" if page.icon else "hidden",
    )


def is_wide(page: StreamlitPage) -> bool:
    """Return whether a page uses the whole window."""
    return any(each.wide and each.name.replace("_", "-") == page.url_path for each in PAGES)
