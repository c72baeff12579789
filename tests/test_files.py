from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.files import FileStore


def test_what_was_saved_is_read_back_and_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    name = store.save("内容".encode())
    assert store.save("内容".encode()) == name
    assert store.read(name) == "内容".encode()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no longer"):
        FileStore(tmp_path).read("ab" * 32)
