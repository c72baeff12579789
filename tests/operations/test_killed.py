"""Nothing that was acknowledged is lost when a process is killed: `make faults`, small."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.kill_scenarios import SCENARIOS
from bench.killing import READY, Say, Scenario, kill_again_and_again
from bench.small_library import opened, person_of, prepare_library
from kb.clock import utc_now
from kb.usage.ledger.entries import record_search


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_was_acknowledged_survives_kill_9(scenario: Scenario, tmp_path: Path) -> None:
    outcome = kill_again_and_again(scenario, tmp_path, 3)
    assert outcome.problems == []
    assert outcome.rounds == 3


def _too_early(folder: Path, say: Say) -> None:
    with opened(folder) as library:
        with library.database.read() as tx:
            person = person_of(tx, folder)
        say(READY)
        while True:
            with library.database.write() as tx:
                say(f"searches {record_search(tx, person, 'question', 1, utc_now())}")
                time.sleep(0.02)


def test_saying_so_too_early_would_be_noticed(tmp_path: Path) -> None:
    ledger = SCENARIOS[1]
    hasty = Scenario("hasty", 0.2, prepare_library, _too_early, ledger.check)
    assert kill_again_and_again(hasty, tmp_path, 3).problems != []
