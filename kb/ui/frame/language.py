"""Set the language of the pages, and draw the switch between languages."""

from __future__ import annotations

import streamlit as st

from kb.i18n import LANGUAGES, current_language, set_language
from kb.people.person import Person
from kb.people.preferences import choose_language, language_of
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person


def use_language_of(person: Person) -> None:
    """Set the language of this run: from the URL, otherwise the person's, otherwise the settings'.

    A language in the URL applies to the whole visit, because links to other pages do not carry it.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    chosen = st.session_state.get("language")
    if not chosen:
        library = get_library()
        chosen = language_of(library.database, person) or library.settings.language
    set_language(chosen)


def show_language_switch() -> None:
    """Draw a button for each other language; the choice is stored for the person."""
    for language, name in LANGUAGES.items():
        if language != current_language():
            st.button(
                name,
                key=f"speak_{language}",
                icon=":material/translate:",
                type="tertiary",
                on_click=_switch,
                args=(language,),
            )


def _switch(language: str) -> None:
    person = current_person()
    choose_language(get_library().database, person, language)
    st.session_state.pop("language", None)
    st.query_params.pop("lang", None)
