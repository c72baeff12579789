"""Figures against pandas, with and without roll-ups; the large run is `make usage-truth`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.__main__ import main
from bench.usage_truth import run_one


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_that_of_pandas(tmp_path: Path, seed: int) -> None:
    run = run_one(tmp_path, 5_000, 1, seed)
    assert run.wrong == []
    assert run.equal > 5_000


def test_the_bench_says_so_in_a_line(tmp_path: Path) -> None:
    arguments = ["usage-truth", "--events", "1000", "--small", "0", "--rounds", "1", "--folder", str(tmp_path)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert "usage-truth: 1,000 events" in done.stdout
