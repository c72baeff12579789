"""Files that belong to a case: kept, read for personal data, and used to fill fields that are still empty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from cases.exchange import fields_from_text
from cases.model import Attachment, Case
from cases.service import keep_attachment, read_attachment
from ingest.reader_process import ReaderProcess
from ingest.readers.document import limits_of
from kb.errors import BadInput
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.file_field import ask_for_file
from kb.ui.parts.markdown import plain

TYPES = ["docx", "pptx", "pdf", "xlsx", "md", "txt"]


def offer_upload(case: Case, stamp: str) -> Case | None:
    """The files and an upload; returns the case with a file less or more, empty fields filled. Raises BadInput."""
    for number, file in enumerate(case.attachments):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(":material/attach_file: " + plain(f"{file.name} · {file.size / 1024:,.0f} KB"))
            if st.button(_("Take out"), key=f"case_drop_{stamp}_{number}"):
                return replace(case, attachments=tuple(each for each in case.attachments if each is not file))
    uploaded = ask_for_file(
        _("Add a file; empty fields are filled from it as far as it can be read"), TYPES, key=f"case_file_{stamp}"
    )
    if uploaded is None or not st.button(_("Take it in"), key=f"case_take_{stamp}", icon=":material/upload_file:"):
        return None
    content = uploaded.getvalue()
    with st.spinner(_("Reading the file …")):
        read = fields_from_text(text_of(uploaded.name, content), title=Path(uploaded.name).stem)
    kept = keep_attachment(get_library().files, uploaded.name, uploaded.type, content)
    filled = {name: value for name, value in read.items() if not getattr(case, name)}
    return replace(case, attachments=(*case.attachments, kept), **filled)


def attachment_texts(person: Person, case_id: str, files: tuple[Attachment, ...]) -> dict[str, str]:
    """The text of each attachment by name. A file that cannot be read any more has no text."""
    library, texts = get_library(), {}
    for file in files:
        try:
            texts[file.name] = text_of(file.name, read_attachment(library, person, case_id, file.hash))
        except BadInput:
            texts[file.name] = ""
    return texts


def text_of(name: str, content: bytes) -> str:
    """The text of a file's bytes, read in a process of its own with limits. Raises BadInput, saying why not."""
    with ReaderProcess(limits_of(get_library().settings)) as reader:
        return reader.read(Path(name), content).text
