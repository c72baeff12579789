from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bench.load.acknowledged import differences
from bench.load.command import APP, load_server
from bench.load.crowd import make_crowd
from bench.load.drive import slope_per_hour
from bench.load.server import running
from bench.load.visitor import ActionLog
from kb.clock import utc_now
from kb.config import Settings
from kb.library import open_library
from kb.people.directory import get_person
from kb.usage.ledger.service import record_search


def test_the_slope_of_growing_memory_is_found_within_its_interval() -> None:
    chance = random.Random(1)
    memory = [(float(second), 500 + second * 60 / 3600 + chance.gauss(0, 0.5)) for second in range(1800)]
    slope, half_width = slope_per_hour(memory)
    assert slope == pytest.approx(60, abs=half_width)
    assert half_width < 3
    flat, half_width = slope_per_hour([(at, size - at * 60 / 3600) for at, size in memory])
    assert abs(flat) < half_width


def test_rows_that_are_lost_and_rows_that_nobody_was_told_of_are_found(tmp_path: Path) -> None:
    member = make_crowd(tmp_path, 1)[0]
    database = open_library(Settings(data_dir=tmp_path)).database
    with database.read() as tx:
        person = get_person(tx, member.person_id)
    record_search(database, person, "保理", 1, now=utc_now())
    database.close()
    actions_done = ActionLog()
    actions_done.searches[member.person_id, "保理"] += 1
    assert differences(tmp_path, actions_done, 60) == (
        {"views": 0, "clicks": 0, "uses": 0, "searches": 1, "answers": 0},
        [],
    )
    actions_done.searches[member.person_id, "保理"] += 1
    assert differences(tmp_path, actions_done, 60)[1] == [f"searches: 1 lost of ('{member.person_id}', '保理')"]
    assert differences(tmp_path, ActionLog(), 60)[1] == ["1 rows that nobody was told of, after 0 unfinished actions"]


def test_a_small_crowd_works_without_an_error_and_nothing_is_lost(tmp_path: Path) -> None:
    data = tmp_path / "data"
    crowd = make_crowd(data, 3)
    with running(APP, tmp_path, data) as server:
        phase = asyncio.run(load_server(server, crowd, rate=8, seconds=4, warm_up=2))
    assert phase.measured.failures == []
    assert phase.errors_logged == 0
    assert phase.measured.clicks > 5
    found, wrong = differences(data, phase.actions_done, 6)
    assert wrong == []
    assert found["searches"] > 0
