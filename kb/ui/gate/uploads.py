"""Uploads: to an address that one's own page was handed, and no more than allowed, before a byte of them is kept."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive

from kb.people.sessions import LiveSession
from kb.ui.frame.streamlit_internals import UPLOAD_PREFIX, option, sign_in_session_of, uploaded_bytes_of

_ENVELOPE_BYTES = 64 * 1024
_LARGEST_FILES_HELD = 2
_MOST_SESSIONS, _MOST_ADDRESSES = 2000, 1000


class TooLarge(Exception):
    """More bytes than are allowed were sent."""


class Uploads:
    """Addresses that were handed out for files, and the bytes that are on their way, by sign-in session."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._arriving: Counter[str] = Counter()

    def hand_out(self, session_id: str, paths: Iterable[str]) -> None:
        """Note where the pages of a session may put files; the oldest of very many addresses are forgotten."""
        kept = self._addresses.setdefault(session_id, OrderedDict())
        self._addresses.move_to_end(session_id)
        kept.update(dict.fromkeys(paths))
        while len(kept) > _MOST_ADDRESSES:
            kept.popitem(last=False)
        while len(self._addresses) > _MOST_SESSIONS:
            self._addresses.popitem(last=False)

    def may_go_to(self, path: str, session: LiveSession) -> bool:
        """Whether the address was handed to this session, and its page is open still."""
        return path in self._addresses.get(session.id, ()) and goes_to_own_page(path, session)

    @contextmanager
    def room_for(self, declared: int, session: LiveSession) -> Iterator[None]:
        """Reserve room while a file arrives. Raises TooLarge where a session would hold more than two largest files.

        `declared` is the length in bytes that the request names; 0 where it names none, which reserves the most.
        """
        size = declared or most_bytes()
        held = uploaded_bytes_of(session.id) + self._arriving[session.id]
        if held + size > _LARGEST_FILES_HELD * most_bytes():
            raise TooLarge
        self._arriving[session.id] += size
        try:
            yield
        finally:
            self._arriving[session.id] -= size
            if not self._arriving[session.id]:
                del self._arriving[session.id]


def most_bytes() -> int:
    """The largest request body of an upload: the file and its envelope."""
    return int(option("server.maxUploadSize")) * 1024 * 1024 + _ENVELOPE_BYTES


def goes_to_own_page(path: str, session: LiveSession) -> bool:
    """Whether the page session named in an upload's path belongs to the person who uploads."""
    return sign_in_session_of(path.removeprefix(UPLOAD_PREFIX).split("/", 1)[0]) == session.id


def limited(receive: Receive, most: int) -> Receive:
    """A `receive` that raises TooLarge where the body goes on beyond the limit."""
    seen = 0

    async def _receive() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge
        return message

    return _receive
