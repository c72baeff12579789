"""Run maintenance in the background while the app is up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from cases.service import expire_due
from kb.clock import utc_now
from kb.library import Library
from kb.usage.facts.rollups import roll_up
from kb.usage.gaps.commissions import check_all

EVERY_SECONDS = 600
Task = Callable[[Library], object]
_log = logging.getLogger("kb.upkeep")


def _expire_cases(library: Library) -> None:
    expired = expire_due(library.database, now=utc_now())
    if expired:
        _log.info("%d cases have expired", len(expired))


def _close_answered_commissions(library: Library) -> None:
    """Close answered commissions, once the model is loaded: ranking by words alone would differ."""
    if library.engine.encoder is None:
        return
    closed = check_all(library.database, library.engine, utc_now())
    if closed:
        _log.info("%d commissions are answered", len(closed))


def _roll_up_usage(library: Library) -> None:
    done = roll_up(library.database, utc_now(), library.settings.usage_raw_months)
    if done.packed or done.rolled_up:
        _log.info("usage: %d months packed, %d rolled up", len(done.packed), len(done.rolled_up))


TASKS: Sequence[Task] = (_expire_cases, _close_answered_commissions, _roll_up_usage)
"""Maintenance tasks; each checks for itself whether it is due."""


def run_maintenance(library: Library, stop: threading.Event, tasks: Sequence[Task] = TASKS) -> None:
    """Run every task each ten minutes until `stop` is set; a failed one is logged and retried the next time."""
    while True:
        for task in tasks:
            try:
                task(library)
            except Exception:
                _log.exception("maintenance failed; it is tried again")
        if stop.wait(EVERY_SECONDS):
            return
