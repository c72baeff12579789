"""What has to be done again and again while the app runs, without anybody asking."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from cases.service import expire_due
from kb.library import Library

EVERY_SECONDS = 600
Task = Callable[[Library], object]
_log = logging.getLogger("kb.upkeep")


def _expire_cases(library: Library) -> None:
    expired = expire_due(library.database)
    if expired:
        _log.info("%d cases have expired", len(expired))


TASKS: Sequence[Task] = (_expire_cases,)
"""Each looks for itself whether it is due."""


def keep_house(library: Library, stop: threading.Event, tasks: Sequence[Task] = TASKS) -> None:
    """Do every task now and then until told to stop; one that fails is logged, and tried again with the others."""
    while True:
        for task in tasks:
            try:
                task(library)
            except Exception:
                _log.exception("upkeep failed; it is tried again")
        if stop.wait(EVERY_SECONDS):
            return
