"""A browser's websocket, small: it reruns pages and reads what they drew."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class PageSocket:
    """A page's connection. `origin`, `host` and `headers` lie where a test wants an attacker to lie."""

    def __init__(
        self,
        base: str,
        cookies: Mapping[str, str] | None = None,
        *,
        origin: str | None = "",
        headers: Mapping[str, str] | None = None,
        resume: str = "",
        path: str = "/_stcore/stream",
    ) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        self._opened = ExitStack()
        self._socket = self._opened.enter_context(
            connect(
                base.replace("http", "ws", 1) + path,
                subprotocols=["streamlit", "no-token", *([resume] if resume else [])],  # type: ignore[list-item]
                origin=base if origin == "" else origin,  # type: ignore[arg-type]
                additional_headers={**({"Cookie": cookie} if cookie else {}), **(headers or {})},
                open_timeout=10,
                compression=None,
            )
        )

    def __enter__(self) -> PageSocket:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._opened.close()

    def rerun(self, *, page: str = "", query: str = "", timeout: float = 20, **state: Any) -> list[ForwardMsg]:
        """Run the page and return its messages up to the end of the run. `state` sets fields of the request."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        for name, value in state.items():
            setattr(message.rerun_script, name, value)
        self._socket.send(message.SerializeToString())
        return self.read(timeout)

    def press(self, button: str, *, page: str = "", query: str = "", timeout: float = 20) -> list[ForwardMsg]:
        """Press a button by its id; its callback and the page run."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = button, True
        self._socket.send(message.SerializeToString())
        return self.read(timeout)

    def ask_for_address(self, *names: str, timeout: float = 20) -> list[str]:
        """Ask where files may be put, as a field for files does, and return the paths."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.extend(names)
        self._socket.send(message.SerializeToString())
        deadline = time.monotonic() + timeout
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(deadline - time.monotonic()))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "file_urls_response":
                return ["/" + urls.upload_url.lstrip("/") for urls in answer.file_urls_response.file_urls]

    def send(self, frame: bytes | str) -> None:
        """Send a frame as it is: one that a test forged."""
        self._socket.send(frame)

    def read(self, timeout: float = 20) -> list[ForwardMsg]:
        """Messages up to the end of a run, or to the farewell of the gate."""
        found: list[ForwardMsg] = []
        deadline = time.monotonic() + timeout
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(deadline - time.monotonic()))  # type: ignore[arg-type]
            found.append(message)
            if message.WhichOneof("type") in ("script_finished", "auth_redirect"):
                return found

    def seconds_until_closed(self, timeout: float = 10) -> float:
        """How long it takes until the server closes; raises TimeoutError where it does not."""
        start = time.monotonic()
        while True:
            try:
                self._socket.recv(timeout - (time.monotonic() - start))
            except ConnectionClosed:
                return time.monotonic() - start


def session_id(messages: list[ForwardMsg]) -> str:
    """The id of Streamlit's session."""
    return next(
        message.new_session.initialize.session_id for message in messages if message.WhichOneof("type") == "new_session"
    )


def texts(messages: list[ForwardMsg]) -> str:
    """All that was drawn, as text to search in."""
    return "\n".join(str(message.delta) for message in messages if message.WhichOneof("type") == "delta")


def page_names(messages: list[ForwardMsg]) -> list[str]:
    """The url paths of the menu."""
    return [
        page.url_pathname
        for message in messages
        if message.WhichOneof("type") == "navigation"
        for page in message.navigation.app_pages
    ]
