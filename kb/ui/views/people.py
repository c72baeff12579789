"""Draw the accounts: find, invite, change and disable people."""

from __future__ import annotations

import streamlit as st

from kb.clock import day_of
from kb.i18n import translate as _
from kb.people.directory import list_people
from kb.people.person import ROLE_NAMES, STATE_NAMES, Role
from kb.people.roster import unit_names
from kb.ui.admin.people import show_import, show_invitation, show_person
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.one_time_links import show_kept_links

MAX_SHOWN = 500
actor = current_person()
library = get_library()
typed, role, state, unit_id = (st.session_state.get(f"people_{name}") for name in ("text", "role", "state", "unit"))
found = list_people(
    library.database, actor, text=typed or "", role=role, state=state or "", unit_id=unit_id or "", limit=MAX_SHOWN
)
units = unit_names(library.database, actor)

st.title(_("People"), anchor=False)
show_kept_links()
with st.container(horizontal=True):
    with st.popover(_("Invite a person"), icon=":material/person_add:"):
        show_invitation(actor, units)
    with st.popover(_("Invite many from a file"), icon=":material/upload_file:"):
        show_import(actor)

st.text_input(_("Name or sign-in name"), key="people_text", type="search", placeholder=_("Any"))
with st.container(horizontal=True):
    st.selectbox(_("Unit"), list(units), None, format_func=units.__getitem__, placeholder=_("Any"), key="people_unit")
    st.selectbox(
        _("Role"),
        list(Role),
        None,
        format_func=lambda one: _(ROLE_NAMES[one]),
        placeholder=_("Any"),
        key="people_role",
    )
    st.selectbox(
        _("State"),
        list(STATE_NAMES),
        None,
        format_func=lambda one: _(STATE_NAMES[one]),
        placeholder=_("Any"),
        key="people_state",
    )

if not found:
    st.info(_("No one found. Try fewer filters."), icon=":material/search_off:")
    st.stop()
st.dataframe(
    [
        {
            _("Name"): one.name,
            _("Sign-in name"): one.login,
            _("Role"): _(ROLE_NAMES[one.role]),
            _("Unit"): units.get(one.unit_id, one.unit_name),
            _("State"): _(STATE_NAMES[one.state]),
            _("Last sign-in"): day_of(one.signed_in_at) if one.signed_in_at else "",
        }
        for one in found
    ],
    hide_index=True,
    key="people_table",
    alt=_("People"),
)
if len(found) == MAX_SHOWN:
    st.caption(_("Only the first {count} are shown. Use the filters.").format(count=MAX_SHOWN))
people = {one.id: one for one in found}
chosen = st.selectbox(
    _("Change an account"),
    list(people),
    None,
    format_func=lambda one: f"{people[one].name} ({people[one].login})",
    placeholder=_("Choose a person"),
    key="people_chosen",
)
if chosen:
    with st.container(border=True):
        show_person(actor, people[chosen], units)
