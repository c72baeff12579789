"""Every page of the app with the action it needs: the menu, and the table that the tests walk through."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kb.i18n import marked
from kb.i18n import translate as _
from kb.people.permissions import Action, may
from kb.people.person import Person

LIBRARY, WORK, HOUSE = marked("Library"), marked("My work"), marked("Administration")
"""The sections of the menu."""


@dataclass(frozen=True)
class MenuPage:
    """A page: where it stands in the menu, which file draws it, under which address, and for whom.

    Who may do `action` to anything at all sees the page; the services decide the rest. A page without an icon is
    reached from other pages only. `wide` pages are tables and charts: they take the whole window.
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
    MenuPage(WORK, "retention", marked("What is still there"), Action.SEE_RETENTION, "trending_flat", wide=True),
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
"""In the order of the menu. The first is the one that opens."""


def menu_of(person: Person) -> dict[str, list[StreamlitPage]]:
    """The pages this person may open, by section. The services refuse all the same."""
    sections: dict[str, list[StreamlitPage]] = {}
    for page in PAGES:
        if may(person, page.action):
            sections.setdefault(_(page.section), []).append(
                st.Page(
                    f"views/{page.name}.py",
                    title=_(page.title),
                    icon=f":material/{page.icon}:" if page.icon else None,
                    url_path=page.name.replace("_", "-"),
                    default=page is PAGES[0],
                    visibility="visible" if page.icon else "hidden",
                )
            )
    return sections


def is_wide(page: StreamlitPage) -> bool:
    """Whether a page of the menu takes the whole window."""
    return any(each.wide and each.name.replace("_", "-") == page.url_path for each in PAGES)
