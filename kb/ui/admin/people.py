"""Draw parts of the people page: inviting one person, inviting many, changing one."""

from __future__ import annotations

import streamlit as st

from ingest.sheets import people_lines
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.accounts import (
    NewPerson,
    change_role_and_unit,
    disable_person,
    enable_person,
    invite_person,
    new_password_link,
)
from kb.people.joining import list_identities, remove_identity
from kb.people.person import DISABLED, ROLE_NAMES, STATE_NAMES, Person, Role
from kb.people.roster import COLUMNS, import_people, read_roster
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.file_field import ask_for_file
from kb.ui.parts.markdown import plain
from kb.ui.parts.one_time_links import keep_links

UnitNames = dict[str, str]
"""Full names of units by id, in tree order."""


def show_invitation(actor: Person, units: UnitNames) -> None:
    """Draw a form that invites one person."""
    with st.form("invite", border=False):
        login = st.text_input(_("Sign-in name"), key=_fresh("invite_login"), max_chars=64)
        name = st.text_input(_("Name"), key=_fresh("invite_name"), max_chars=60)
        unit_id = st.selectbox(_("Unit"), list(units), format_func=units.__getitem__, key=_fresh("invite_unit"))
        role = st.selectbox(_("Role"), list(Role), format_func=_role_name, key=_fresh("invite_role"))
        if st.form_submit_button(_("Invite"), type="primary", key="invite_send"):
            with show_errors():
                found = invite_person(
                    get_library().database,
                    actor,
                    NewPerson(login, name, unit_id or "", role or Role.CLIENT_MANAGER),
                    now=utc_now(),
                )
                _keep_links_and_clear([(found.person, found.code)])
                st.rerun()


def show_import(actor: Person) -> None:
    """Draw a form that invites everyone in a file, or no one if a row is invalid."""
    st.markdown(
        _(
            "An Excel workbook or a CSV file. The first line names the columns: {columns}. If "
            "any line has an error, no one is invited."
        ).format(columns=_(", ").join(_(heading) for heading in COLUMNS.values()))
    )
    with st.form("import", border=False):
        file = ask_for_file(_("List of people"), ["csv", "xlsx"], key=_fresh("import_file"))
        if st.form_submit_button(_("Invite all"), type="primary", key="import_send") and file is not None:
            with show_errors():
                rows = read_roster(file.getvalue(), workbook=people_lines)
                found = import_people(get_library().database, actor, rows, now=utc_now())
                _keep_links_and_clear([(one.person, one.code) for one in found])
                st.toast(_("{count} people invited.").format(count=len(found)))
                st.rerun()


def show_person(actor: Person, person: Person, units: UnitNames) -> None:
    """Draw a form that changes a person's role and unit, and buttons for the account."""
    st.subheader(plain(person.name), anchor=False)
    st.caption(f"{plain(person.login)} · {_(STATE_NAMES[person.state])}")
    with st.form(f"person_{person.id}", border=False):
        roles, unit_ids = list(Role), list(units)
        role = st.selectbox(_("Role"), roles, roles.index(person.role), format_func=_role_name, key=f"role_{person.id}")
        unit_id = st.selectbox(
            _("Unit"),
            unit_ids,
            unit_ids.index(person.unit_id),
            format_func=units.__getitem__,
            key=f"unit_{person.id}",
        )
        if st.form_submit_button(_("Save"), type="primary", key="person_save"):
            with show_errors():
                change_role_and_unit(
                    get_library().database, actor, person.id, role or person.role, unit_id or "", now=utc_now()
                )
                st.toast(_("Saved."))
                st.rerun()
    _show_company_accounts(actor, person)
    with st.container(horizontal=True):
        if person.state == DISABLED:
            if st.button(_("Enable the account"), key="person_enable", icon=":material/person_check:"):
                with show_errors():
                    enable_person(get_library().database, actor, person.id, now=utc_now())
                    st.rerun()
            return
        if st.button(_("New password link"), key="person_link", icon=":material/link:"):
            with show_errors():
                code = new_password_link(get_library().database, actor, person.id, now=utc_now())
                keep_links([(person, code)])
                st.rerun()
        if st.button(_("Disable the account"), key="person_disable", icon=":material/person_off:"):
            with show_errors():
                disable_person(get_library().database, actor, person.id, now=utc_now())
                st.rerun()


def _show_company_accounts(actor: Person, person: Person) -> None:
    """The company accounts that sign in to this account, each with a button that removes it."""
    for number, one in enumerate(list_identities(get_library().database, actor, person.id)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                _("Company account {subject} at {issuer}, joined on {day}").format(
                    subject=plain(one.subject), issuer=plain(one.issuer), day=day_of(one.created_at)
                )
            )
            if st.button(_("Remove the company account"), key=f"identity_{person.id}_{number}"):
                with show_errors():
                    remove_identity(get_library().database, actor, person.id, one.issuer, one.subject, now=utc_now())
                    st.rerun()


def _keep_links_and_clear(links: list[tuple[Person, str]]) -> None:
    """Show the links in the next run, and empty forms."""
    keep_links(links)
    st.session_state["invitations_sent"] = st.session_state.get("invitations_sent", 0) + 1


def _fresh(key: str) -> str:
    """Return a widget key that changes with each invitation, so that the form starts empty again."""
    return f"{key}_{st.session_state.get('invitations_sent', 0)}"


def _role_name(role: Role) -> str:
    return _(ROLE_NAMES[role])
