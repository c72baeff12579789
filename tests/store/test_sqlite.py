from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from kb.errors import NotFound, NotReady
from kb.migrations import migrate, migrations
from kb.store import Database
from kb.store.sqlite import MIN_SQLITE, check_sqlite_version, sqlite3


def _tables(database: Database) -> list[tuple[str, str]]:
    with database.read() as tx:
        return tx.tuples("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")


def test_an_old_sqlite_is_refused_with_what_to_install() -> None:
    with pytest.raises(NotReady, match="pip install pysqlite3"):
        check_sqlite_version((3, 40, 1))
    assert sqlite3.sqlite_version_info >= MIN_SQLITE


def test_reading_before_there_is_a_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no library"), Database(tmp_path / "none.sqlite").read():
        pass


def test_a_reader_cannot_write(database: Database) -> None:
    with database.read() as tx, pytest.raises(sqlite3.OperationalError, match="readonly"):
        tx.rows("INSERT INTO counters (name, value) VALUES ('x', 1) RETURNING name")


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO counters (name, value) VALUES ('x', 1)")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_and_fail()
    with database.read() as tx:
        assert tx.value("SELECT COUNT(*) FROM counters") == 0


def test_connections_are_safe_ones(database: Database) -> None:
    with database.write() as tx:
        assert tx.value("PRAGMA foreign_keys") == 1
        assert tx.value("PRAGMA synchronous") == 2
        assert tx.value("PRAGMA journal_mode") == "wal"
        assert tx.value("PRAGMA busy_timeout") == 30_000


def test_every_table_is_strict(database: Database) -> None:
    assert [name for name, sql in _tables(database) if "STRICT" not in sql and not name.startswith("_")] == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = _tables(database)
    migrate(database)
    assert _tables(database) == before


def test_steps_are_numbered_without_a_gap() -> None:
    names = [step.name for step in migrations._migrations]
    assert [int(name[1:4]) for name in names] == list(range(1, len(names) + 1))


def test_threads_counting_at_once_lose_nothing(database: Database) -> None:
    with database.write() as tx:
        tx.execute("INSERT INTO counters (name, value) VALUES ('x', 0)")

    def count() -> None:
        for _ in range(5):
            with database.write() as tx:
                value = tx.value("SELECT value FROM counters WHERE name = 'x'")
                tx.execute("UPDATE counters SET value = :value WHERE name = 'x'", {"value": value + 1})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as tx:
        assert tx.value("SELECT value FROM counters WHERE name = 'x'") == 40


def _migrate_in_process(path: str) -> None:
    migrate(Database(Path(path)))


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kb.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_migrate_in_process, args=(str(path),)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert Database(path).problems() == []


def test_a_write_inside_a_write_of_one_thread_is_refused_at_once(database: Database) -> None:
    with database.write(), pytest.raises(RuntimeError, match="inside another write"), database.write():
        pytest.fail("the inner write was let in")
    with database.write() as tx:
        tx.execute("INSERT INTO counters (name, value) VALUES ('free again', 1)")
