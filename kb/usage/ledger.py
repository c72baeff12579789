"""Writes events that nobody waits for: a page hands them over and goes on, a thread stores them in batches.

What is handed over is safe once `flush` has returned. What people get a confirmation for does not come this way:
`kb.usage.applies` stores it before it answers.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque

from kb.clock import utc_now
from kb.db import Database
from kb.people.person import Person
from kb.usage.events import Actor, Downloaded, Event, Opened, Searched, write_event
from kb.usage.kinds import Origin

_BATCH_SECONDS = 0.1
_BATCH_EVENTS = 500
_MOST_WAITING = 100_000
_RETRY_SECONDS = 0.5
_ATTEMPTS = 3
_log = logging.getLogger("kb.usage")


class Ledger:
    """One process's way into the ledger. Safe to share between threads; its thread starts with the first event."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Event] = deque()
        self._changed = threading.Condition()
        self._handed_over = 0
        self._stored = 0
        self._closing = False
        self._hurry = False
        self._thread: threading.Thread | None = None
        self.dropped = 0
        """Events that could not be kept: the database was away for so long that too many were waiting."""

    def opened(
        self,
        person: Person,
        document_id: str,
        version: int,
        *,
        origin: Origin | None = None,
        position: int = 0,
        at: str = "",
    ) -> None:
        """The person opened a document's page."""
        self.put(
            Opened(_actor(person), document_id, version, at or utc_now(), origin or Origin(), position),
        )

    def downloaded(
        self,
        person: Person,
        document_id: str,
        version: int,
        file_format: str,
        *,
        origin: Origin | None = None,
        at: str = "",
    ) -> None:
        """The person was given a file of a document."""
        at = at or utc_now()
        self.put(Downloaded(_actor(person), document_id, version, at, file_format, origin or Origin()))

    def searched(self, person: Person, search_id: str, query: str, results: int, *, at: str = "") -> None:
        """The person's question was answered with so many results."""
        self.put(Searched(_actor(person), search_id, query, results, at or utc_now()))

    def put(self, event: Event) -> None:
        """Hand an event over; returns at once."""
        with self._changed:
            if len(self._waiting) >= _MOST_WAITING:
                self.dropped += 1
                if self.dropped == 1:
                    _log.error("the ledger cannot be written; events are dropped")
                return
            self._waiting.append(event)
            self._handed_over += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="ledger")
                self._thread.start()
            self._changed.notify_all()

    def flush(self, timeout: float = 60.0) -> bool:
        """Wait until all that was handed over before is stored; says whether it is."""
        deadline = time.monotonic() + timeout
        with self._changed:
            goal = self._handed_over
            self._hurry = True
            self._changed.notify_all()
            while self._stored < goal:
                left = deadline - time.monotonic()
                if left <= 0 or self._thread is None:
                    return False
                self._changed.wait(left)
        return True

    def close(self, timeout: float = 60.0) -> bool:
        """Store what is waiting and stop; says whether all is stored."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        with self._changed:
            return not self._waiting

    def _run(self) -> None:
        while batch := self._next_batch():
            if not self._store_together(batch):
                self._store_singly(batch)
            with self._changed:
                self._stored += len(batch)
                self._changed.notify_all()

    def _next_batch(self) -> list[Event]:
        """Events to store together: those that come within a moment of the first. None of them means: stop."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._hurry = False
                self._changed.wait()
            deadline = time.monotonic() + _BATCH_SECONDS
            while not self._closing and not self._hurry and len(self._waiting) < _BATCH_EVENTS:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            if not self._waiting:
                self._thread = None
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH_EVENTS))]

    def _store(self, events: list[Event]) -> None:
        with self._database.write() as tx:
            for event in events:
                write_event(tx, event)

    def _store_together(self, events: list[Event]) -> bool:
        """One transaction for all; a database that is away for a while is waited for."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._store(events)
                return True
            except Exception:
                _log.exception("%d events could not be stored, attempt %d", len(events), attempt)
                time.sleep(_RETRY_SECONDS)
        return False

    def _store_singly(self, events: list[Event]) -> None:
        """One transaction each, so that one bad event costs no other."""
        for event in events:
            try:
                self._store([event])
            except Exception:
                _log.exception("an event is dropped")
                self.dropped += 1


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.unit_path)
