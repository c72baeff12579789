"""Backups by the clock."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace

import pytest

from kb.config import Settings
from kb.library import Library
from kb.operations import operation_store as store
from kb.operations.manifest import list_backups
from kb.operations.schedule import back_up_if_due, last_due, run_schedule
from kb.running import try_lock


@pytest.mark.parametrize(
    ("now", "hour", "due"),
    [
        ("2026-03-01T12:00:00.000Z", 3, "2026-02-28T19:00:00.000Z"),
        ("2026-03-01T18:59:59.000Z", 3, "2026-02-28T19:00:00.000Z"),
        ("2026-03-01T19:00:00.000Z", 3, "2026-03-01T19:00:00.000Z"),
        ("2026-03-01T12:00:00.000Z", 20, "2026-03-01T12:00:00.000Z"),
        ("2026-03-01T17:00:00.000Z", 0, "2026-03-01T16:00:00.000Z"),
    ],
)
def test_an_hour_is_one_of_shanghai(now: str, hour: int, due: str) -> None:
    assert last_due(now, hour) == due


def test_once_a_day_with_a_drill_now_and_then(settings: Settings, library: Library, originals: list[str]) -> None:
    settings = replace(settings, backup_hour=3, embedding_model="/nowhere")
    due = [
        back_up_if_due(settings, f"2026-03-{moment}.000Z")
        for moment in ("01T12:00:00", "01T18:00:00", "01T19:00:00", "01T19:01:00", "02T19:30:00")
    ]
    assert due == [True, False, True, False, True]
    with library.database.read() as tx:
        kinds = [run["kind"] for run in store.list_runs(tx, 9)]
    assert sorted(kinds) == ["backup", "backup", "backup", "drill"]


def test_one_process_backs_up_for_all(settings: Settings, library: Library) -> None:
    settings = replace(settings, backup_hour=3, drill_days=0)
    handle = try_lock(settings.data_dir / "schedule.lock")
    assert handle is not None
    assert not back_up_if_due(settings, "2026-03-01T12:00:00.000Z")
    os.close(handle)
    assert back_up_if_due(settings, "2026-03-01T12:00:00.000Z")


def test_the_app_keeps_looking_until_it_stops(settings: Settings, library: Library) -> None:
    stop = threading.Event()
    run_schedule(settings, stop)  # no hour set: returns at once
    settings = replace(settings, backup_hour=3, drill_days=0)
    keeper = threading.Thread(target=run_schedule, args=(settings, stop, 0.05))
    keeper.start()
    deadline = time.monotonic() + 10
    while not list_backups(settings.backups_dir) and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    keeper.join(5)
    assert not keeper.is_alive()
    assert len(list_backups(settings.backups_dir)) == 1
