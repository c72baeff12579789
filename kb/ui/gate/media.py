"""Files that a page offers or shows: for the page's own person only, whoever knows their address."""

from __future__ import annotations

from kb.people.sessions import LiveSession
from kb.ui.frame.streamlit_internals import MEDIA_PREFIX, pages_offering, sign_in_session_of


def is_on_own_page(path: str, session: LiveSession) -> bool:
    """Whether a page that this session has open shows or offers the file of a path."""
    file_id = path.removeprefix(MEDIA_PREFIX).split(".", 1)[0]
    return any(sign_in_session_of(page) == session.id for page in pages_offering(file_id))
