"""Draw file uploads in the language of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kb.i18n import translate as _
from kb.ui.frame.streamlit_internals import UPLOAD_BUTTON, UPLOAD_LIMITS, option, write_style


def ask_for_file(label: str, types: Sequence[str], key: str) -> UploadedFile | None:
    """Draw a field for one file of these types (extensions without the dot); return the file, or None."""
    with _translated_container(_("Choose a file"), types, key):
        return st.file_uploader(label, type=list(types), key=key)


def ask_for_files(label: str, types: Sequence[str], key: str) -> list[UploadedFile]:
    """Draw a field for any number of files of these types (extensions without the dot); return the files."""
    with _translated_container(_("Choose files"), types, key):
        return st.file_uploader(label, type=list(types), key=key, accept_multiple_files=True)


def _translated_container(button: str, types: Sequence[str], key: str) -> st.delta_generator.DeltaGenerator:
    """Return a container whose CSS replaces the texts that Streamlit's field has in English only."""
    limits = _("Up to {size} MB: {types}").format(
        size=option("server.maxUploadSize"), types=", ".join(ending.upper() for ending in types)
    )
    container, place = st.container(key=f"{key}_field"), f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}_field"
    rules = _written_over(f"{place} {UPLOAD_BUTTON}", button) + _written_over(f"{place} {UPLOAD_LIMITS}", limits)
    rules += f"{place} {UPLOAD_LIMITS} {{white-space: normal; overflow: visible}}"
    write_style(container, rules)
    return container


def _written_over(selector: str, text: str) -> str:
    content = json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
    return f"{selector} {{font-size: 0}} {selector}::after {{content: {content}; font-size: 0.875rem}}"
