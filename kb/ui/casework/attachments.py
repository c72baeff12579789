"""Attach files to a case: store them, extract their text for the checks, and fill empty fields from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import streamlit as st

from cases.attachments import FileText
from cases.exchange import fields_from_text
from cases.model import Case
from cases.service import keep_attachment, read_missing_texts
from ingest.reader_process import ReaderProcess
from ingest.readers.document import limits_of
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.file_field import ask_for_file
from kb.ui.parts.markdown import plain

TYPES = ["docx", "pptx", "pdf", "xlsx", "md", "txt"]


def offer_upload(person: Person, case_id: str, case: Case, stamp: str) -> Case | None:
    """Draw the attachments and an upload; return the changed case, or None. Raises BadInput if a file is unreadable."""
    for number, file in enumerate(case.attachments):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(":material/attach_file: " + plain(f"{file.name} · {file.size / 1024:,.0f} KB"))
            if st.button(_("Remove"), key=f"case_drop_{stamp}_{number}"):
                return replace(case, attachments=tuple(each for each in case.attachments if each is not file))
    uploaded = ask_for_file(
        _("Add a file; empty fields are filled from it as far as it can be read"), TYPES, key=f"case_file_{stamp}"
    )
    if uploaded is None or not st.button(_("Attach file"), key=f"case_take_{stamp}", icon=":material/upload_file:"):
        return None
    content = uploaded.getvalue()
    with st.spinner(_("Reading the file …")):
        kept = keep_attachment(
            get_library(),
            person,
            case_id,
            uploaded.name,
            uploaded.type,
            content,
            read_text=read_file,
            now=utc_now(),
        )
    read = fields_from_text(kept.text, title=Path(uploaded.name).stem)
    filled = {name: value for name, value in read.items() if not getattr(case, name)}
    return replace(case, attachments=(*case.attachments, kept.attachment), **filled)


def read_file(name: str, content: bytes) -> FileText:
    """Return the text of a file, read in a resource-limited process. Raises BadInput with the reason."""
    with ReaderProcess(limits_of(get_library().settings)) as reader:
        document = reader.read(Path(name), content)
    head = json.dumps(document.meta, ensure_ascii=False, default=str) if document.meta else ""
    return FileText(document.text, "\n".join(filter(None, (document.title, head))))


def check_older_files(person: Person, case_id: str) -> None:
    """Extract attachments stored without text, so that the gate can check them."""
    read_missing_texts(get_library(), person, case_id, read_text=read_file, now=utc_now())
