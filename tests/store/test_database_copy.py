"""A copy of the database is whole, alone in its file and nobody else's to read."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from kb.migrations import migrate
from kb.search.documents import Saved
from kb.store import Database


def test_a_copy_holds_what_was_committed(database: Database, add: Callable[..., Saved], tmp_path: Path) -> None:
    add("a", "about deposits")
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "kb.sqlite.partial").write_bytes(b"cut short")
    database.copy_to(folder / "kb.sqlite")
    assert [path.name for path in folder.iterdir()] == ["kb.sqlite"]
    assert stat.S_IMODE((folder / "kb.sqlite").stat().st_mode) == 0o600
    copy = Database(folder / "kb.sqlite")
    assert copy.problems() == []
    with database.read() as here, copy.read() as there:
        sql = "SELECT * FROM documents"
        assert here.rows(sql) == there.rows(sql) != []
    copy.close()


def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "new" / "kb.sqlite")
    migrate(database)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_database_says_why_it_does_not_answer(database: Database, tmp_path: Path) -> None:
    assert database.trouble() == ""
    assert Database(tmp_path / "none.sqlite").trouble() == "no database file"
    (tmp_path / "broken.sqlite").write_bytes(b"not a database" * 500)
    assert "not a database" in Database(tmp_path / "broken.sqlite").trouble()
