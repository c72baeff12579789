"""Isolate all uses of Streamlit's private API, so that an incompatible upgrade fails only in this module's tests.

The test of each function states what Streamlit must still provide. The version is pinned in requirements.txt.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import streamlit
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit import config
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

STREAM_PATH = "/_stcore/stream"
UPLOAD_PREFIX = "/_stcore/upload_file/"
MEDIA_PREFIX = "/media/"
QUIET_PREFIXES = ("/_stcore/", "/static/", MEDIA_PREFIX, "/favicon", "/component/")
"""Paths requested by pages on their own, which do not count as activity of a person."""
UNUSED_PREFIXES = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth",
    "/oauth2callback",
)
"""Streamlit routes that this app does not use."""
SIGN_OUT_PATH = "/auth/logout"
UPLOAD_BUTTON = '[data-testid="stFileUploaderDropzone"] button p'
UPLOAD_LIMITS = '[data-testid="stFileUploaderDropzoneInstructions"] span'
"""CSS selectors of the two untranslated texts in the file field."""

_MEMORY = "kb_run_memory"
_FILES_SHOWN = "kb_files_shown"


def run_memory() -> dict[Any, Any] | None:
    """Return a dictionary that lives as long as the current run of a page or fragment; None outside a run."""
    context: Any = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return None
    # A context is reused by successive runs; each run has its own cursors.
    run, memory = getattr(context, _MEMORY, (None, {}))
    if run is not context.cursors:
        memory = {}
        setattr(context, _MEMORY, (context.cursors, memory))
    return memory


def prune_stale_widgets() -> None:
    """Remove keys and callbacks of widgets that the last full run did not draw.

    Streamlit drops their values but keeps their keys and callbacks as long as the tab is open, and with these
    everything the page held when it drew them: two kilobytes per click. A widget that returns registers again.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    state = context.session_state._state
    known, keys = state._new_widget_state.widget_metadata, state._key_id_mapper
    for widget in [one for one in known if one not in state]:
        del known[widget]
        key = keys.id_key_mapping.get(widget)
        if key is not None and keys.get_id_from_key(key) == widget:
            keys.delete(key)
        elif key is not None:
            del keys.id_key_mapping[widget]


def sign_in_session_of(page_session: str) -> str | None:
    """Return the id of the sign-in session that an open page belongs to, None if there is no such page."""
    info = get_instance()._session_mgr.get_session_info(page_session)
    if info is None:
        return None
    return str(info.session._user_info.get("session_id") or "")


def uploaded_bytes_of(sign_in_session: str) -> int:
    """Return how many bytes of uploaded files the open pages of a sign-in session hold in memory."""
    storage = cast(MemoryUploadedFileManager, get_instance()._uploaded_file_mgr).file_storage
    return sum(
        len(file.data)
        for page_session, files in list(storage.items())
        if sign_in_session_of(page_session) == sign_in_session
        for file in list(files.values())
    )


def drop_unused_uploads() -> None:
    """Free the uploaded files that a field of this page showed and that no field shows any more.

    Streamlit keeps them until the tab is closed. A file that has arrived and is not shown yet stays.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    state = context.session_state._state
    shown = set()
    for held in (*list(state._old_state.values()), *list(state._new_widget_state.states.values())):
        shown |= _file_ids(getattr(held, "value", held))
    earlier: set[str] = streamlit.session_state.get(_FILES_SHOWN, set())
    for file_id in earlier - shown:
        cast(MemoryUploadedFileManager, context.uploaded_file_mgr).remove_file(context.session_id, file_id)
    streamlit.session_state[_FILES_SHOWN] = shown


def _file_ids(value: Any) -> set[str]:
    """The ids of the files in the value of a widget, as its field or its browser holds it."""
    if isinstance(value, WidgetState):
        return {file.file_id for file in value.file_uploader_state_value.uploaded_file_info}
    files = value if isinstance(value, list) else [value]
    return {file.file_id for file in files if isinstance(file, UploadedFile)}


def upload_addresses(frame: bytes) -> list[str] | None:
    """Return the paths that a frame to the browser hands out for files; None where it is another kind of frame."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    if message.WhichOneof("type") != "file_urls_response":
        return None
    return ["/" + urls.upload_url.lstrip("/") for urls in message.file_urls_response.file_urls]


def asked_files(frame: bytes) -> int:
    """Return for how many files a frame of a browser asks for addresses."""
    message = BackMsg()
    message.ParseFromString(frame)
    return len(message.file_urls_request.file_names)


def pages_offering(file_id: str) -> Iterator[str]:
    """Yield the ids of the page sessions that currently show or offer a media file."""
    for page_session, places in list(get_instance().media_file_mgr._files_by_session_and_coord.items()):
        if file_id in list(places.values()):
            yield page_session


def frame_kind(frame: bytes) -> str:
    """Return the kind of a frame sent by a browser, such as `rerun_script`, or "" if it cannot be parsed.

    A rerun that a timer of the page asked for is `rerun_script:auto`; a kind that holds kinds of its own is named
    with the inner one, such as `backend_operation_request:dataframe_chunk`.
    """
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except DecodeError:
        return ""
    kind: str = message.WhichOneof("type") or ""
    if kind == "backend_operation_request":
        return f"{kind}:{message.backend_operation_request.WhichOneof('payload') or ''}"
    return f"{kind}:auto" if kind == "rerun_script" and message.rerun_script.is_auto_rerun else kind


def redirect_frame(url: str) -> bytes:
    """Return the frame that sends a browser to another URL, as Streamlit's own sign-out does."""
    message = ForwardMsg()
    message.auth_redirect.url = url
    return bytes(message.SerializeToString())


def write_style(container: DeltaGenerator, rules: str) -> None:
    """Add CSS rules to the page, the only HTML the app writes. Raises ValueError if they contain a tag."""
    # Rules contain translated text, never user input; a tag in them would close the style element.
    if "<" in rules:
        raise ValueError("CSS rules must not contain a tag")
    container.html(f"<style>{rules}</style>")


@cache
def index_page() -> str:
    """Return the HTML page that Streamlit serves for every URL of the app."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


def option(name: str) -> Any:
    """Return one of Streamlit's options, such as `server.port`."""
    return config.get_option(name)


def set_option(name: str, value: object) -> None:
    """Set one of Streamlit's options while the server runs."""
    config.set_option(name, value)
