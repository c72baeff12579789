"""Asking the database, beside the event loop, whether a session still counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from starlette.requests import HTTPConnection

from kb.clock import utc_now
from kb.config import Settings
from kb.people.sessions import LiveSession, SessionLimits, find_session, live_ids, note_activity
from kb.store import Database
from kb.ui.signin.cookies import read_session_cookie

T = TypeVar("T")

_log = logging.getLogger("kb.gate")

_pool = ThreadPoolExecutor(4, thread_name_prefix="doorkeeper")
_notebook = ThreadPoolExecutor(1, thread_name_prefix="doorkeeper-notes")


class Doorkeeper:
    """Knows who may pass."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._limits = SessionLimits.of(settings)
        self._secure = settings.secure_cookies
        self._being_noted: set[str] = set()

    def token_of(self, connection: HTTPConnection) -> str:
        """The session token a browser shows; empty where it shows none."""
        return read_session_cookie(connection, self._secure)

    async def admit(self, token: str, *, active: bool) -> LiveSession | None:
        """The session of a token where it counts; `active` says that a person did something just now."""
        if not token:
            return None
        return await _aside(partial(self._admit, token, active))

    async def live_ids(self) -> set[str]:
        """All sessions that count now. Looking does not keep them alive."""
        return await _aside(self._live_ids)

    def _admit(self, token: str, active: bool) -> LiveSession | None:
        now = utc_now()
        with self._database.read() as tx:
            session = find_session(tx, token, now, self._limits)
        if session and active and session.is_worth_noting(now, self._limits) and session.id not in self._being_noted:
            self._being_noted.add(session.id)
            _notebook.submit(self._note, session.id, now)
        return session

    def _note(self, session_id: str, now: str) -> None:
        """Write down activity, aside: whoever waits for a page must not wait for another's long write."""
        try:
            with self._database.write() as tx:
                note_activity(tx, session_id, now)
        except Exception:
            _log.exception("activity could not be noted")
        finally:
            self._being_noted.discard(session_id)

    def _live_ids(self) -> set[str]:
        with self._database.read() as tx:
            return live_ids(tx, utc_now(), self._limits)


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_pool, work)
