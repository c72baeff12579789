"""The field for files from one's own computer, in the language of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kb.i18n import translate as _
from kb.ui.frame.streamlit_internals import UPLOAD_BUTTON, UPLOAD_LIMITS, option


def ask_for_file(label: str, types: Sequence[str], key: str) -> UploadedFile | None:
    """One file of these types (endings without the dot), or None."""
    with _own_words(_("Choose a file"), types, key):
        return st.file_uploader(label, type=list(types), key=key)


def ask_for_files(label: str, types: Sequence[str], key: str) -> list[UploadedFile]:
    """Any number of files of these types (endings without the dot)."""
    with _own_words(_("Choose files"), types, key):
        return st.file_uploader(label, type=list(types), key=key, accept_multiple_files=True)


def _own_words(button: str, types: Sequence[str], key: str) -> st.delta_generator.DeltaGenerator:
    """A container that writes over what Streamlit's field says in English only."""
    limits = _("Up to {size} MB: {types}").format(
        size=option("server.maxUploadSize"), types=", ".join(ending.upper() for ending in types)
    )
    container, place = st.container(key=f"{key}_field"), f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}_field"
    rules = _written_over(f"{place} {UPLOAD_BUTTON}", button) + _written_over(f"{place} {UPLOAD_LIMITS}", limits)
    rules += f"{place} {UPLOAD_LIMITS} {{white-space: normal; overflow: visible}}"
    container.html(f"<style>{rules}</style>")
    return container


def _written_over(selector: str, text: str) -> str:
    content = json.dumps(text, ensure_ascii=False).replace("<", "\\3c ")
    return f"{selector} {{font-size: 0}} {selector}::after {{content: {content}; font-size: 0.875rem}}"
