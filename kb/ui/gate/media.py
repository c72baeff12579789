"""Files that a page offers or shows: for the page's own person only, whoever knows their address."""

from __future__ import annotations

from streamlit.runtime import get_instance

from kb.people.sessions import LiveSession

PREFIX = "/media/"


def is_on_own_page(path: str, session: LiveSession) -> bool:
    """Whether a page that this session has open shows or offers the file of a path."""
    runtime = get_instance()
    file_id = path.removeprefix(PREFIX).split(".", 1)[0]
    shown_on = [
        page_session
        for page_session, places in list(runtime.media_file_mgr._files_by_session_and_coord.items())
        if file_id in list(places.values())
    ]
    pages = filter(None, map(runtime._session_mgr.get_session_info, shown_on))
    return any(page.session._user_info.get("session_id") == session.id for page in pages)
