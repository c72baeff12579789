"""Run writes that a page does not wait for, one at a time, in the order submitted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_log = logging.getLogger("kb.background")


class BackgroundWriter:
    """Run small pieces of work on one thread, in order; a failure is logged and the next one still runs."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="background")

    def submit(self, what: str, work: Callable[[], object]) -> None:
        """Queue `work` to run soon; `what` names it in the log if it fails."""
        self._pool.submit(_logged, what, work)

    def finish(self) -> None:
        """Return once everything handed in so far is done."""
        self._pool.submit(int).result()


def _logged(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # no failure may end the thread: the next pieces of work wait for it
        _log.exception("not written down: %s", what)
