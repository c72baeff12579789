"""Draw the upload of files to the library: details, progress, and the result of each file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest.materials import Details, list_keeping_units
from ingest.upload import FILE_TYPES, MAX_FILES, REFUSED, SAME, Upload, UploadResult, upload_materials
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.errors import show_errors
from kb.ui.parts.file_field import ask_for_files
from kb.ui.parts.markdown import plain
from kb.ui.shelf.fields import draw_details

_ICONS = {SAME: ":material/content_copy:", REFUSED: ":material/error:"}


def offer_upload(person: Person) -> None:
    """Draw the form for new files, and the results of the last upload."""
    number = st.session_state.get("material_uploads", 0)
    with st.expander(_("Add files"), icon=":material/upload_file:", expanded=True):
        files = ask_for_files(
            _("Files: Word, PowerPoint, PDF, Excel, Markdown, web page or text; at most {count} at once").format(
                count=MAX_FILES
            ),
            FILE_TYPES,
            key=f"material_files_{number}",
        )
        details = draw_details(
            Details(), f"material_new_{number}", _("Leave empty to use the file's own title; for a single file only")
        )
        unit_id = _choose_unit(person, number)
        if st.button(_("Add to the library"), key="material_add", type="primary", disabled=not files):
            with show_errors():
                st.session_state["material_results"] = _upload(person, files, details, unit_id)
                st.session_state["material_uploads"] = number + 1
                st.rerun()
    for result in st.session_state.get("material_results", []):
        show_result(result)


def show_result(result: UploadResult) -> None:
    """Draw the result of a file, with a link to its document."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        icon = _ICONS.get(result.outcome, ":material/check_circle:")
        st.markdown(f"{icon} **{plain(result.name)}** {plain(result.message)}")
        if result.document_id:
            st.page_link(DOCUMENT_PAGE, label=_("Open"), query_params={"id": result.document_id})


def _choose_unit(person: Person, number: int) -> str:
    units = list_keeping_units(get_library().database, person)
    if len(units) < 2:
        return person.unit_id
    return str(
        st.selectbox(
            _("Owning unit"),
            list(units),
            list(units).index(person.unit_id),
            format_func=lambda unit_id: units[unit_id],
            key=f"material_unit_{number}",
        )
    )


def _upload(person: Person, files: Sequence[UploadedFile], details: Details, unit_id: str) -> list[UploadResult]:
    with st.status(_("Reading and storing the files …"), expanded=True):
        bar = st.progress(0.0)

        def _show(done: int, total: int, name: str) -> None:
            bar.progress(done / total, f"{done + 1} / {total} · {plain(name)}")

        for file in files:
            file.seek(0)
        uploads = [Upload(file.name, file) for file in files]
        return upload_materials(get_library(), person, uploads, details, unit_id=unit_id, now=utc_now(), progress=_show)
