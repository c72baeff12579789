"""The language of the pages, and the switch between languages."""

from __future__ import annotations

import streamlit as st

from kb.i18n import LANGUAGES, current_language, set_language
from kb.people.person import Person
from kb.people.preferences import choose_language, language_of
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person


def speak_language_of(person: Person) -> None:
    """Speak this language in this run: the one asked for in the address, else the person's, else the settings'.

    What the address asked for holds for the whole visit, as other pages do not have it in theirs.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    chosen = st.session_state.get("language")
    if not chosen:
        library = get_library()
        with library.database.read() as tx:
            chosen = language_of(tx, person) or library.settings.language
    set_language(chosen)


def show_language_switch() -> None:
    """A small button for each other language; the choice is kept for the person."""
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
    with get_library().database.write() as tx:
        choose_language(tx, person, language)
    st.session_state.pop("language", None)
    st.query_params.pop("lang", None)
