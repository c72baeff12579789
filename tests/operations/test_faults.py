"""A full disk, a folder that cannot be written to, a damaged page, a clock that goes back, two processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fault_cases import CASES
from bench.small_library import opened, prepare_library, settings_of
from kb.operations.backup import make_backup
from tests.operations.conftest import NOW, Run


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_lost(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    found = CASES[name](folder)
    if found is None:
        pytest.skip("no file system of its own can be made here")
    assert found == []


def test_doctor_names_the_damaged_table_and_the_backup(tmp_path: Path, run: Run) -> None:
    prepare_library(tmp_path)
    settings = settings_of(tmp_path)
    backup = make_backup(settings, NOW)
    with opened(tmp_path) as library, library.database.read() as tx:
        page = tx.value("SELECT rootpage FROM sqlite_schema WHERE name = 'people'")
    with settings.database_path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    result = run("doctor", KB_DATA_DIR=str(settings.data_dir))
    assert result.exit_code == 1
    assert "table people:" in result.stderr
    assert str(backup) in result.stderr
    assert run("restore", backup, KB_DATA_DIR=str(settings.data_dir)).exit_code == 0
    with opened(tmp_path) as library:
        assert library.database.problems() == []
