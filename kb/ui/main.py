"""The frame around every page: language, who is there, menu, state of the library."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.people.permissions import Action
from kb.ui.language import choose_language
from kb.ui.notices import show_preparation
from kb.ui.session import current_person, pages_for

choose_language()
st.set_page_config(page_title=_("Client manager case library"), page_icon="📗", layout="centered")
person = current_person()
read = Action.READ_LIBRARY
entries = [
    (
        read,
        st.Page("views/search.py", title=_("Search"), icon=":material/search:", url_path="search", default=True),
    ),
    (read, st.Page("views/document.py", title=_("Document"), url_path="document", visibility="hidden")),
    (
        Action.EDIT_GLOSSARY,
        st.Page("views/glossary.py", title=_("Glossary"), icon=":material/dictionary:", url_path="glossary"),
    ),
    (read, st.Page("views/account.py", title=person.name, icon=":material/account_circle:", url_path="account")),
]
page = st.navigation(pages_for(person, entries), position="top")
show_preparation()
page.run()
