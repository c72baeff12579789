"""The frame around every page: language, menu, state of the library."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.ui.language import choose_language
from kb.ui.notices import show_preparation

choose_language()
st.set_page_config(
    page_title=_("Client manager case library"), page_icon=":material/menu_book:", layout="centered"
)
page = st.navigation(
    [
        st.Page("views/search.py", title=_("Search"), icon=":material/search:", url_path="search", default=True),
        st.Page("views/document.py", title=_("Document"), url_path="document", visibility="hidden"),
    ],
    position="top",
)
show_preparation()
page.run()
