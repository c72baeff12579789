"""Nothing that was acknowledged is lost when a process is killed: `make faults`, small."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.kill_scenarios import SCENARIOS
from bench.killing import Scenario, kill_again_and_again


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_was_acknowledged_survives_kill_9(scenario: Scenario, tmp_path: Path) -> None:
    outcome = kill_again_and_again(scenario, tmp_path, 3)
    assert outcome.problems == []
    assert outcome.rounds == 3
