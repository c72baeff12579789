"""Open websockets: each frame is checked, and none outlives its session by more than a few seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive, Send

from kb.ui.frame.streamlit_internals import redirect_frame, upload_addresses
from kb.ui.gate.frames import FILE_ADDRESSES, PERSONS_DOING, allowed_kind

_WATCH_EVERY_SECONDS = 2.0
_POLICY_VIOLATION = 1008
_log = logging.getLogger("kb.gate")


class GuardedSocket:
    """A websocket between the server and the app that can be ended from outside, whatever the app is doing."""

    def __init__(
        self,
        session_id: str,
        receive: Receive,
        send: Send,
        check: Callable[[bool], Awaitable[bool]],
        hand_out: Callable[[str, list[str]], None],
    ) -> None:
        self.session_id = session_id
        self._hand_out, self._unanswered = hand_out, 0
        self._receive, self._send, self._check = receive, send, check
        self._ended = asyncio.Event()
        self._accepted = False

    async def receive(self) -> Message:
        """The next message for the app: a frame that passed the check, or that the socket is closed."""
        waiting = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait((waiting, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            if not waiting.done():
                waiting.cancel()
        if self._ended.is_set() or waiting.cancelled():
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        message = waiting.result()
        if message["type"] == "websocket.receive" and not await self._may_pass(message):
            await self.end()
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        return message

    async def _may_pass(self, message: Message) -> bool:
        kind = allowed_kind(message.get("bytes") or b"")
        if not kind:
            _log.warning("a browser sent a frame that no page of the app sends; its socket was closed")
            return False
        self._unanswered += kind == FILE_ADDRESSES
        # A frame from a click or a key keeps the session alive, one from a timer of the page does not.
        return await self._check(kind == PERSONS_DOING)

    async def send(self, message: Message) -> None:
        """A message of the app to the browser; nothing any more once the socket has ended."""
        if self._ended.is_set():
            return
        if self._unanswered and (addresses := upload_addresses(message.get("bytes") or b"")) is not None:
            self._unanswered -= 1
            self._hand_out(self.session_id, addresses)
        self._accepted = self._accepted or message["type"] == "websocket.accept"
        await self._send(message)

    async def end(self) -> None:
        """Take the browser to the sign-in page and close."""
        if self._ended.is_set():
            return
        self._ended.set()
        try:
            if self._accepted:
                await self._send({"type": "websocket.send", "bytes": redirect_frame("/signin?ended=1")})
            await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        except Exception as error:  # the browser may be gone already, in as many ways as there are servers
            _log.debug("closing a socket: %s", type(error).__name__)


class Watchdog:
    """Ends the sockets of sessions that no longer count."""

    def __init__(self, live_ids: Callable[[], Awaitable[set[str]]]) -> None:
        self._live_ids = live_ids
        self._sockets: set[GuardedSocket] = set()
        self._task: asyncio.Task[None] | None = None

    def watch(self, socket: GuardedSocket) -> None:
        """Look after a socket from now on."""
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())

    def forget(self, socket: GuardedSocket) -> None:
        """The socket is closed."""
        self._sockets.discard(socket)

    async def _watch(self) -> None:
        while self._sockets:
            await asyncio.sleep(_WATCH_EVERY_SECONDS)
            try:
                live = await self._live_ids()
            except Exception:
                _log.exception("sessions could not be looked up; closing every socket")
                live = set()
            await asyncio.gather(*(one.end() for one in self._sockets if one.session_id not in live))
