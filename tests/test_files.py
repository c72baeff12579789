from __future__ import annotations

import hashlib
import io
import os
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


def test_a_stream_is_kept_only_on_request(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    with store.staging(io.BytesIO(b"x" * 3_000_000)) as staged:
        assert (staged.size, staged.hash) == (3_000_000, hashlib.sha256(b"x" * 3_000_000).hexdigest())
    assert list((tmp_path / "files").iterdir()) == []
    with store.staging(io.BytesIO(b"kept")) as staged:
        staged.keep()
    assert store.read(staged.hash) == b"kept"


def test_what_a_killed_process_was_looking_at_is_deleted(tmp_path: Path) -> None:
    store, folder = FileStore(tmp_path), tmp_path
    old, fresh = folder / ".new-old", folder / ".new-fresh"
    for path in (old, fresh):
        path.write_bytes(b"secret")
    os.utime(old, (0, 0))
    with store.staging(io.BytesIO(b"")):
        assert (old.exists(), fresh.exists()) == (False, True)
