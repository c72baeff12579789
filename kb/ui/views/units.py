"""Draw the tree of units, and forms to add, rename and move one."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.permissions import Action, require
from kb.people.roster import unit_names
from kb.people.units import add_unit, list_units, move_unit, rename_unit
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.errors import show_errors

INDENT = "\u2003\u2003"
actor = current_person()
require(actor, Action.MANAGE_UNITS, unit=actor.unit_path)
library = get_library()
tree = list_units(library.database, actor)
names = unit_names(library.database, actor)
units = {unit.id: unit for unit in tree}
top = min(unit.depth for unit in tree)

st.title(_("Units"), anchor=False)
st.dataframe(
    [{_("Unit"): INDENT * (unit.depth - top) + unit.name, _("People"): unit.people} for unit in tree],
    hide_index=True,
    key="units_tree",
    alt=_("Units"),
)
st.caption(_("People are those of the unit itself whose account is not disabled."))

with st.form("add_unit", clear_on_submit=True):
    st.subheader(_("Add a unit"), anchor=False)
    name = st.text_input(_("Name of the unit"), key="units_new_name", max_chars=60)
    parent_id = st.selectbox(_("Below"), list(units), format_func=names.__getitem__, key="units_new_parent")
    if st.form_submit_button(_("Add"), type="primary", key="units_add"):
        with show_errors():
            add_unit(library.database, actor, parent_id or "", name, now=utc_now())
            st.toast(_("Saved."))
            st.rerun()

chosen = st.selectbox(
    _("Change a unit"),
    list(units),
    None,
    format_func=names.__getitem__,
    placeholder=_("Choose a unit"),
    key="units_chosen",
)
if chosen:
    unit = units[chosen]
    with st.form(f"rename_{chosen}"):
        name = st.text_input(_("New name"), unit.name, key=f"units_name_{chosen}", max_chars=60)
        if st.form_submit_button(_("Rename"), key="units_rename"):
            with show_errors():
                rename_unit(library.database, actor, chosen, name, now=utc_now())
                st.toast(_("Saved."))
                st.rerun()
    places = [other.id for other in tree if not other.path.startswith(unit.path)]
    if unit.parent_id in units and places:
        with st.form(f"move_{chosen}"):
            goal = st.selectbox(
                _("Move it and everything below it to"),
                places,
                places.index(unit.parent_id),
                format_func=names.__getitem__,
                key=f"units_goal_{chosen}",
            )
            if st.form_submit_button(_("Move"), key="units_move"):
                with show_errors():
                    move_unit(library.database, actor, chosen, goal, now=utc_now())
                    st.toast(_("Saved."))
                    st.rerun()
