"""Draw one material of the person's unit, with the forms to change it."""

from __future__ import annotations

import streamlit as st

from ingest.materials import get_material
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.shelf.card import show_material

person = current_person()
require(person, Action.ADD_MATERIAL, unit=person.unit_path)

st.page_link("views/materials.py", label=_("All materials"), icon=":material/arrow_back:")
show_material(person, get_material(get_library().database, person, st.query_params.get("id", "")))
