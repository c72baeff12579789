"""Writes that a page does not wait for: one after the other, in the order they were handed in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_log = logging.getLogger("kb.background")


class BackgroundWriter:
    """A thread that does small pieces of work in order; one that fails is logged, and the next goes on."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="background")

    def submit(self, what: str, work: Callable[[], object]) -> None:
        """Do `work` soon; `what` names it in the log where it fails."""
        self._pool.submit(_logged, what, work)

    def finish(self) -> None:
        """Return once everything handed in so far is done."""
        self._pool.submit(int).result()


def _logged(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # nothing may end the thread that the next pieces of work wait for
        _log.exception("not written down: %s", what)
