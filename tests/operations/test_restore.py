"""A restore that cannot be finished leaves what was there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.config import Settings
from kb.errors import NotReady
from kb.library import Library
from kb.operations.backup import make_backup
from kb.operations.restore import restore
from tests.operations.conftest import NOW


def test_the_folder_comes_back_where_the_restored_one_cannot_take_its_place(
    settings: Settings, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(settings, NOW)
    library.database.close()
    rename = Path.rename

    def _rename(path: Path, target: Path) -> Path:
        if path.name.endswith(".restoring"):
            raise PermissionError(1, "not permitted")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", _rename)
    with pytest.raises(NotReady, match="not permitted"):
        restore(settings, backup, NOW)
    assert settings.database_path.is_file()
    assert [each.name for each in settings.data_dir.parent.glob("*before*")] == []
    assert [each.name for each in settings.data_dir.parent.glob(".*restoring")] == []
