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
    reached from other pages only.
    """

    section: str
    name: str
    title: str
    action: Action
    icon: str = ""


PAGES = (
    MenuPage(LIBRARY, "search", marked("Search"), Action.READ_LIBRARY, "search"),
    MenuPage(LIBRARY, "document", marked("Document"), Action.READ_LIBRARY),
    MenuPage(LIBRARY, "glossary", marked("Glossary"), Action.EDIT_GLOSSARY, "dictionary"),
    MenuPage(WORK, "practice", marked("Daily practice"), Action.PRACTISE, "school"),
    MenuPage(WORK, "my_cases", marked("My cases"), Action.SUBMIT_CASE, "edit_note"),
    MenuPage(WORK, "write_case", marked("Write a case"), Action.SUBMIT_CASE),
    MenuPage(WORK, "review", marked("Review"), Action.REVIEW_CASE, "rate_review"),
    MenuPage(WORK, "review_case", marked("Case in review"), Action.REVIEW_CASE),
    MenuPage(WORK, "account", marked("My account"), Action.READ_LIBRARY, "account_circle"),
    MenuPage(HOUSE, "people", marked("People"), Action.MANAGE_PEOPLE, "group"),
    MenuPage(HOUSE, "units", marked("Units"), Action.MANAGE_UNITS, "account_tree"),
    MenuPage(HOUSE, "audit", marked("Audit log"), Action.READ_AUDIT, "history"),
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
