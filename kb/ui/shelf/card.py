"""Draw one material: its state, and forms to replace, edit, withdraw and restore it."""

from __future__ import annotations

import streamlit as st

from ingest.materials import STATES, details_of, edit_material, restore_material, withdraw_material
from ingest.upload import FILE_TYPES, STORED, Upload, replace_material
from kb.clock import day_of, utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.search.documents import PUBLISHED
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE, show_kind
from kb.ui.parts.errors import show_errors
from kb.ui.parts.file_field import ask_for_file
from kb.ui.parts.markdown import plain
from kb.ui.shelf.fields import draw_details

MATERIAL_PAGE = "views/material.py"


def show_line(row: Row) -> None:
    """Draw a material as a list entry with a link to its page."""
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(MATERIAL_PAGE, label=f"**{plain(row['title'])}**", query_params={"id": row["id"]})
            show_kind(row["kind"])
            _show_marks(row)
        parts = (
            _("Version {number}").format(number=row["version"]),
            row["file_name"],
            row["unit_name"],
            row["owner_name"],
            _("changed {day}").format(day=day_of(row["updated_at"])),
        )
        st.caption(" · ".join(plain(part) for part in parts if part))


def show_material(person: Person, material: Row) -> None:
    """Draw a material with its forms. A change based on a stale revision is refused."""
    document_id = material["id"]
    seen: int = st.session_state.setdefault(_seen(document_id), material["revision"]) or 0
    if said := st.session_state.pop("material_said", ""):
        st.toast(plain(said), icon=":material/check:")
    st.title(plain(material["title"]), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_kind(material["kind"])
        _show_marks(material)
        st.caption(_("Version {number}").format(number=material["version"]))
        st.page_link(DOCUMENT_PAGE, label=_("Read it"), query_params={"id": document_id})
    if seen != material["revision"]:
        st.warning(_("Another person changed this while you were here."), icon=":material/sync_problem:")
        if st.button(_("Load the current version"), key="material_read_again"):
            _forget(document_id)
            st.rerun()
    if material["status"] != PUBLISHED:
        st.info(_("Withdrawn: {reason}").format(reason=plain(material["withdrawn_for"]) or "–"))
        if st.button(_("Restore to the library"), key="material_restore", icon=":material/undo:"):
            with show_errors():
                restore_material(get_library().database, person, document_id, seen, now=utc_now())
                _done(document_id, _("Restored to the library."))
    else:
        _offer_replacing(person, material, seen)
    _offer_editing(person, material, seen)
    if material["status"] == PUBLISHED:
        _offer_withdrawing(person, material, seen)


def _offer_replacing(person: Person, material: Row, seen: int) -> None:
    with st.expander(_("Replace the file with a newer one"), icon=":material/published_with_changes:"):
        st.caption(_("The title and all links stay. Questions based on it return to review."))
        file = ask_for_file(_("The newer file"), FILE_TYPES, key=f"material_file_{seen}")
        if st.button(_("Replace"), key="material_replace", type="primary", disabled=file is None) and file is not None:
            with show_errors():
                file.seek(0)
                with st.spinner(_("Reading the file …")):
                    result = replace_material(
                        get_library(), person, material["id"], Upload(file.name, file), seen, now=utc_now()
                    )
                if result.outcome == STORED:
                    _done(material["id"], result.message)
                st.info(plain(result.message))


def _offer_editing(person: Person, material: Row, seen: int) -> None:
    with st.expander(_("Title, tags and download"), icon=":material/edit:"):
        details = draw_details(details_of(material), f"material_{material['id']}_{seen}")
        if st.button(_("Save"), key="material_save", type="primary"):
            with show_errors():
                edit_material(get_library().database, person, material["id"], details, seen, now=utc_now())
                _done(material["id"], _("Saved."))


def _offer_withdrawing(person: Person, material: Row, seen: int) -> None:
    with st.expander(_("Withdraw"), icon=":material/delete:"):
        reason = st.text_input(_("Reason"), key=f"material_reason_{seen}", max_chars=500)
        if st.button(_("Withdraw the material"), key="material_withdraw"):
            with show_errors():
                withdraw_material(get_library().database, person, material["id"], reason, seen, now=utc_now())
                _done(material["id"], _("Withdrawn: search no longer finds it."))


def _show_marks(row: Row) -> None:
    st.badge(_(STATES.get(row["status"], row["status"])), color="green" if row["status"] == PUBLISHED else "gray")
    if not row["downloadable"]:
        st.badge(_("Read only"), icon=":material/file_download_off:", color="gray")


def _done(document_id: str, said: str) -> None:
    _forget(document_id)
    st.session_state["material_said"] = said
    st.rerun()


def _forget(document_id: str) -> None:
    st.session_state.pop(_seen(document_id), None)


def _seen(document_id: str) -> str:
    return f"material_seen_{document_id}"
