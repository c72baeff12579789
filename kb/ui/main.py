"""Draw the frame around every page: language, current person, menu, state of the library."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.ui.frame.language import show_language_switch, use_language_of
from kb.ui.frame.menu import is_wide, menu_of
from kb.ui.frame.notices import show_demo_mark, show_preparation
from kb.ui.frame.session import current_person
from kb.ui.frame.streamlit_internals import drop_unused_uploads, prune_stale_widgets

prune_stale_widgets()
drop_unused_uploads()
person = current_person()
use_language_of(person)
# Before the menu: without an icon of the app the browser would ask the internet for the one of the page.
st.set_page_config(page_icon="📗")
page = st.navigation(menu_of(person), position="top")
# The layout is named once, and the final one: a second layout in a run makes the width jump.
st.set_page_config(
    page_title=f"{page.title} · {_('Client manager case library')}",
    layout="wide" if is_wide(page) else "centered",
)
with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
    show_demo_mark()
    show_language_switch()
show_preparation()
page.run()
