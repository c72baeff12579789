"""Keep sign-in sessions on the server: ending one here ends it everywhere.

The browser holds a random token, the database only its hash. A session counts until its absolute end, until
there was no activity for the idle limit, or until it is closed; the person's state is part of every look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.clock import seconds_between, shift
from kb.config import Settings
from kb.ids import new_id
from kb.people import session_store
from kb.people.person import Person, Role
from kb.people.tokens import new_secret, secret_hash
from kb.store import Database, Reader, Writer

_TOUCH_SECONDS = 60.0  # activity is stored at most this often


@dataclass(frozen=True)
class SessionLimits:
    """Say how long a session is valid."""

    idle_seconds: float = 30 * 60
    total_seconds: float = 12 * 3600

    @classmethod
    def of(cls, settings: Settings) -> SessionLimits:
        """Return the limits that are set."""
        return cls(settings.session_idle_minutes * 60.0, settings.session_hours * 3600.0)

    def idle_since(self, now: str) -> str:
        """Sign out everyone who was last active at this moment or before."""
        return shift(now, seconds=-self.idle_seconds)


@dataclass(frozen=True)
class OpenedSession:
    """Hold a new session; only the browser keeps the token."""

    id: str
    token: str


@dataclass(frozen=True)
class LiveSession:
    """Hold a valid session."""

    id: str
    person_id: str
    seen_at: str

    def should_touch(self, now: str, limits: SessionLimits) -> bool:
        """Return whether to store this activity: not at each click, as that would be a write each."""
        return seconds_between(self.seen_at, now) > min(_TOUCH_SECONDS, limits.idle_seconds / 10)


def open_session(tx: Writer, person_id: str, now: str, limits: SessionLimits | None = None) -> OpenedSession:
    """Sign a person in; the token goes into the session cookie. The caller has authenticated them."""
    limits = limits or SessionLimits()
    opened = OpenedSession(new_id(), new_secret())
    session_store.remove_expired(tx, now, limits.idle_since(now))
    session_store.add_row(
        tx,
        {
            "id": opened.id,
            "token_hash": secret_hash(opened.token),
            "person_id": person_id,
            "now": now,
            "expires_at": shift(now, seconds=limits.total_seconds),
        },
    )
    return opened


def find_session(database: Database, token: str, limits: SessionLimits, *, now: str) -> LiveSession | None:
    """Return the session of a token, where it still counts."""
    with database.read() as tx:
        row = session_store.get_live_by_token(tx, secret_hash(token), now, limits.idle_since(now))
        return LiveSession(**row) if row else None


def find_person(
    database: Database, session_id: str, person_id: str, limits: SessionLimits, *, now: str
) -> Person | None:
    """Return the person of a session as they are now, where the session still counts."""
    with database.read() as tx:
        row = session_store.get_person_of_live(tx, session_id, person_id, now, limits.idle_since(now))
        return Person(**row | {"role": Role(row["role"])}) if row else None


def live_ids(database: Database, *, now: str, limits: SessionLimits) -> set[str]:
    """Return the ids of all sessions that still count."""
    with database.read() as tx:
        return live_ids_in(tx, now, limits)


def live_ids_in(tx: Reader, now: str, limits: SessionLimits) -> set[str]:
    """Return `live_ids` inside the caller's transaction."""
    return set(session_store.list_live_ids(tx, now, limits.idle_since(now)))


def note_activity(database: Database, session_id: str, *, now: str) -> None:
    """Record that the person did something, which restarts the idle time."""
    with database.write() as tx:
        session_store.set_seen_at(tx, session_id, now)


def close_session(tx: Writer, session_id: str) -> None:
    """End a session inside the caller's transaction; its token is invalid from now on."""
    session_store.remove(tx, session_id)


def close_session_of_token(tx: Writer, token: str, now: str, limits: SessionLimits) -> None:
    """End the session of a token, if it is valid, inside the caller's transaction."""
    row = session_store.get_live_by_token(tx, secret_hash(token), now, limits.idle_since(now)) if token else None
    if row:
        close_session(tx, row["id"])


def close_sessions_of(tx: Writer, person_id: str) -> None:
    """End all sessions of a person."""
    session_store.remove_of_person(tx, person_id)
