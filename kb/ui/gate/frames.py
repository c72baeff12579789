"""Kinds of frames that a browser may send over its websocket. Any other ends the socket."""

from __future__ import annotations

from typing import Final

from kb.ui.frame.streamlit_internals import asked_files, frame_kind

PERSONS_DOING: Final = "rerun_script"
FILE_ADDRESSES: Final = "file_urls_request"

_MOST_FILES: Final = 1000

ALLOWED: Final = frozenset(
    {
        PERSONS_DOING,
        "rerun_script:auto",
        "stop_script",
        "app_heartbeat",
        FILE_ADDRESSES,
        "backend_operation_request:dataframe_chunk",  # a long table asks for its rows as it is scrolled
    }
)
"""What the pages of the app send. Other kinds act on the whole process (`clear_cache`) or serve developers."""


def allowed_kind(frame: bytes) -> str:
    """Return the kind of a frame that may pass; empty for one that may not, and for what is no frame at all."""
    kind = frame_kind(frame)
    if kind == FILE_ADDRESSES and asked_files(frame) > _MOST_FILES:
        return ""
    return kind if kind in ALLOWED else ""
