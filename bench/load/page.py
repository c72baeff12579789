"""A browser tab without a browser: the websocket, what the page drew, and what is put into its widgets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

_EARLY, _COMPILE_ERROR = ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_WITH_COMPILE_ERROR
Value = str | bool | list[str]


class PageFailed(Exception):
    """The page did not do what it was asked."""


@dataclass
class Drawn:
    """What a run drew: its elements by kind, in order, and how many runs of the script it took."""

    elements: dict[str, list[Any]] = field(default_factory=dict)
    runs: int = 0

    def of(self, kind: str) -> list[Any]:
        """Return the elements of a kind, such as `button`; their fields are those of Streamlit's messages."""
        return self.elements.get(kind, [])

    def texts(self) -> str:
        """Return all Markdown of the page: titles, captions, texts."""
        return "\n".join(element.body for element in self.of("markdown") + self.of("heading"))

    def links(self, page: str) -> list[str]:
        """Return the query strings of the links to a page."""
        return [
            link.query_string
            for link in self.of("page_link")
            if link.query_string and link.page.rsplit("/", 1)[-1].removesuffix(".py") == page
        ]


class Page:
    """One person's tab. `rerun` is a click: it returns once the page is drawn to its end."""

    def __init__(self, base: str, token: str = "") -> None:
        self._base, self._token = base, token
        self._socket: ClientConnection | None = None
        self._name, self._query = "", ""
        self._values: dict[str, Value] = {}
        self.drawn = Drawn()

    async def open(self) -> None:
        """Connect, as the browser does before the first run."""
        self._socket = await connect(
            self._base.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", "no-token"],  # type: ignore[list-item]
            origin=self._base,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"kb={self._token}"} if self._token else {},
            open_timeout=30,
            max_size=None,
            compression=None,
            ping_interval=None,
        )

    async def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            await self._socket.close()

    async def go(self, name: str, query: str = "", timeout: float = 30) -> Drawn:
        """Follow a link to another page."""
        self._name, self._query, self._values = name, query, {}
        return await self._run("", timeout)

    async def put(self, values: Mapping[str, Value], press: str = "", timeout: float = 30) -> Drawn:
        """Fill in widgets and, where a button is named, press it."""
        self._values |= values
        return await self._run(press, timeout)

    async def _run(self, press: str, timeout: float) -> Drawn:
        if self._socket is None:
            raise PageFailed("not connected")
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self._name, self._query
        message.rerun_script.widget_states.SetInParent()
        for name, value in self._values.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = name
            if isinstance(value, bool):
                state.bool_value = value
            elif isinstance(value, str):
                state.string_value = value
            else:
                state.string_array_value.data.extend(value)
        if press:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        await self._socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(timeout):
                self.drawn = await self._read(self._socket)
        except TimeoutError as error:
            raise PageFailed(f"no end of the run within {timeout:.0f} s") from error
        return self.drawn

    async def _read(self, socket: ClientConnection) -> Drawn:
        drawn = Drawn()
        while True:
            message = ForwardMsg()
            message.ParseFromString(await socket.recv())
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                name = str(element.WhichOneof("type"))
                drawn.elements.setdefault(name, []).append(getattr(element, name))
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "auth_redirect":
                raise PageFailed("signed out")
            elif kind == "script_finished":
                drawn.runs += 1
                if message.script_finished == _COMPILE_ERROR:
                    raise PageFailed("the script does not compile")
                if message.script_finished != _EARLY:
                    if drawn.of("exception"):
                        raise PageFailed("an exception was shown")
                    return drawn
                drawn.elements = {}


async def wait_for_page(base: str, token: str = "", seconds: float = 120) -> float:
    """Return the moment (of `time.perf_counter`) at which the first page of a starting server was drawn to its end."""
    deadline = time.perf_counter() + seconds
    while True:
        page = Page(base, token)
        try:
            await page.open()
            await page.go("")
            return time.perf_counter()
        except (OSError, EOFError, PageFailed, TimeoutError, WebSocketException) as error:
            if time.perf_counter() > deadline:
                raise PageFailed(f"{base} draws no page within {seconds:.0f} s: {error}") from error
            await asyncio.sleep(0.02)
        finally:
            await page.close()
