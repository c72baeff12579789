"""Draw the course materials and tool templates of the person's unit, and the upload of new ones."""

from __future__ import annotations

import streamlit as st

from ingest.materials import list_materials
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.markdown import plain
from kb.ui.shelf.card import show_line
from kb.ui.shelf.upload import offer_upload

PAGE = 20
person = current_person()
require(person, Action.ADD_MATERIAL, unit=person.unit_path)
database = get_library().database

st.title(_("Course materials and templates"), anchor=False)
offer_upload(person)

st.subheader(_("Materials of {unit}").format(unit=plain(person.unit_name)), anchor=False)
rows = list_materials(database, person)
wanted = st.text_input(_("Part of the title"), key="material_wanted", type="search", placeholder=_("Any"))
wanted = wanted.strip().casefold()
rows = [row for row in rows if wanted in row["title"].casefold()]
shown = st.session_state.get("material_shown", PAGE)
for row in rows[:shown]:
    show_line(row)
if not rows:
    empty = _("No material has this in its title.") if wanted else _("No materials here yet. Add the first one above.")
    st.info(empty)
if len(rows) > shown and st.button(_("Show more"), key="material_more", width="stretch"):
    st.session_state["material_shown"] = shown + PAGE
    st.rerun()
