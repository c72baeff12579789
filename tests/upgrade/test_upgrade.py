"""A data folder of an earlier release is opened, upgraded, and says what it said before."""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.commands import main
from kb.config import Settings
from kb.library import open_library

HERE = Path(__file__).parent
Run = Callable[..., Result]


@pytest.fixture
def expected() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / "expected-0.1.json").read_text("utf-8"))
    return content


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with tarfile.open(HERE / "data-0.1.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on the old folder, on the day on which its figures were written down."""
    monkeypatch.setenv("KB_DATA_DIR", str(data))
    monkeypatch.setenv("KB_LIBRARY_DIR", str(data.parent / "none"))
    monkeypatch.setenv("KB_EMBEDDING_MODEL", str(data.parent / "no-model"))
    for command in ("stats", "retention"):
        monkeypatch.setattr(sys.modules[f"kb.commands.{command}"], "utc_now", lambda: expected["now"])

    def _run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        return result

    return _run


@pytest.mark.parametrize(("arguments", "figures"), [("stats", "figures"), ("stats_october", "figures_october")])
def test_figures_of_use_are_as_they_were(run: Run, expected: dict[str, Any], arguments: str, figures: str) -> None:
    told = json.loads(run(*expected[f"{arguments}_arguments"]).stdout)["headline"]["figures"]
    values = {each["name"]: each["value"] for each in told}
    assert {name: values[name] for name in expected[figures]} == expected[figures]


def test_retention_is_as_it_was(run: Run, expected: dict[str, Any]) -> None:
    assert json.loads(run("retention", "--cohort", expected["cohort"], "--json").stdout) == expected["retention"]


def test_no_row_is_lost_and_the_database_is_sound(data: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    database = open_library(Settings(data_dir=data, library_dir=tmp_path / "none")).database
    with database.read() as tx:
        counted = {name: tx.value(f'SELECT COUNT(*) FROM "{name}"') for name in expected["rows"]}
    assert counted == expected["rows"]
    assert database.problems() == []
    database.close()
