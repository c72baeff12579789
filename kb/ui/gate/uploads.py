"""Uploads: to one's own page only, and no larger than allowed, before a byte of them is kept."""

from __future__ import annotations

from starlette.types import Message, Receive

from kb.people.sessions import LiveSession
from kb.ui.frame.streamlit_internals import UPLOAD_PREFIX, option, sign_in_session_of

_ENVELOPE_BYTES = 64 * 1024


class TooLarge(Exception):
    """More bytes than are allowed were sent."""


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
