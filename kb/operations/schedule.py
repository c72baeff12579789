"""Back up at a fixed hour, for an app that runs all day. Several processes on one data folder back up once."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime, timedelta

from kb.clock import SHANGHAI, text_of, utc_now
from kb.config import Settings
from kb.errors import Conflict
from kb.operations import operation_store as store
from kb.operations.drill import run_drill
from kb.operations.manifest import latest_moment
from kb.operations.service import DRILL, is_older, run_backup
from kb.running import try_lock
from kb.store import Database

_CHECK_SECONDS = 60.0
_RETRY_SECONDS = 900.0  # after a failed backup
_log = logging.getLogger("kb.operations")


def run_schedule(settings: Settings, stop: threading.Event, look_every: float = _CHECK_SECONDS) -> None:
    """Back up each day at the configured hour, and drill when due, until stopped. Return at once if no hour is set."""
    if settings.backup_hour < 0:
        return
    wait = 0.0
    while not stop.wait(wait):
        wait = look_every
        try:
            back_up_if_due(settings, utc_now())
        except Conflict:
            _log.info("another process is backing up")
        except Exception:
            _log.exception("the scheduled backup failed; it is tried again")
            wait = max(look_every, _RETRY_SECONDS)


def back_up_if_due(settings: Settings, now: str) -> bool:
    """Back up if none was made since the hour of the last day; return whether one was made."""
    handle = try_lock(settings.data_dir / "schedule.lock")
    if handle is None:
        return False
    try:
        if latest_moment(settings.backups_dir, now) >= last_due(now, settings.backup_hour):
            return False
        made = run_backup(settings, None, now)
        _log.info("backed up %s: %d files, %d bytes", made.folder.name, made.files, made.bytes)
        if _drill_is_due(settings, now):
            report = run_drill(settings, None, utc_now())
            _log.log(logging.INFO if report.good else logging.ERROR, "drill of %s: %s", report.name, report.good)
    finally:
        os.close(handle)
    return True


def last_due(now: str, hour: int) -> str:
    """Return the latest moment up to `now` at which it was this hour in Shanghai."""
    local = datetime.fromisoformat(now).astimezone(SHANGHAI)
    due = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    due -= timedelta(days=1) if due > local else timedelta()
    return text_of(due)


def _drill_is_due(settings: Settings, now: str) -> bool:
    if settings.drill_days <= 0 or settings.backup_recipient:
        return False
    database = Database(settings.database_path)
    with database.read() as tx:
        last = store.get_last_good(tx, DRILL) or ""
    database.close()
    return is_older(last, now, hours=settings.drill_days * 24)
