"""Sign-in sessions, kept on the server: ending one here ends it everywhere.

The browser holds a random token, the database only its hash. A session counts until its absolute end, until
nobody was active for the idle limit, or until it is closed; the person's state is part of every look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.clock import seconds_between, shift
from kb.config import Settings
from kb.ids import new_id
from kb.people import session_store
from kb.people.person import Person, Role
from kb.people.tokens import new_secret, secret_hash
from kb.store import Reader, Writer

_NOTED_EVERY_SECONDS = 60.0


@dataclass(frozen=True)
class SessionLimits:
    """How long a session counts."""

    idle_seconds: float = 30 * 60
    total_seconds: float = 12 * 3600

    @classmethod
    def of(cls, settings: Settings) -> SessionLimits:
        """The limits that are set."""
        return cls(settings.session_idle_minutes * 60.0, settings.session_hours * 3600.0)

    def idle_since(self, now: str) -> str:
        """Who was last active at this moment or before is signed out now."""
        return shift(now, seconds=-self.idle_seconds)


@dataclass(frozen=True)
class OpenedSession:
    """A new session; the token is known to the browser alone."""

    id: str
    token: str


@dataclass(frozen=True)
class LiveSession:
    """A session that counts."""

    id: str
    person_id: str
    seen_at: str

    def is_worth_noting(self, now: str, limits: SessionLimits) -> bool:
        """Whether activity now must be written down; not at each click, which would be a write each."""
        return seconds_between(self.seen_at, now) > min(_NOTED_EVERY_SECONDS, limits.idle_seconds / 10)


def open_session(tx: Writer, person_id: str, now: str, limits: SessionLimits | None = None) -> OpenedSession:
    """Sign a person in; the token goes into the session cookie. The caller has made sure of who they are."""
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


def find_session(tx: Reader, token: str, now: str, limits: SessionLimits) -> LiveSession | None:
    """The session of a token, where it still counts."""
    row = session_store.get_live_by_token(tx, secret_hash(token), now, limits.idle_since(now))
    return LiveSession(**row) if row else None


def find_person(tx: Reader, session_id: str, person_id: str, now: str, limits: SessionLimits) -> Person | None:
    """The person of a session as they are now, where the session still counts."""
    row = session_store.get_person_of_live(tx, session_id, person_id, now, limits.idle_since(now))
    return Person(**row | {"role": Role(row["role"])}) if row else None


def live_ids(tx: Reader, now: str, limits: SessionLimits) -> set[str]:
    """The ids of all sessions that still count."""
    return set(session_store.list_live_ids(tx, now, limits.idle_since(now)))


def note_activity(tx: Writer, session_id: str, now: str) -> None:
    """The person did something: the idle time starts anew."""
    session_store.set_seen_at(tx, session_id, now)


def close_session(tx: Writer, session_id: str) -> None:
    """End a session; its token is worth nothing from now on."""
    session_store.remove(tx, session_id)


def close_sessions_of(tx: Writer, person_id: str) -> None:
    """End all sessions of a person."""
    session_store.remove_of_person(tx, person_id)
