"""Open SQLite connections: snapshots for readers, one writer at a time, a backup copy, integrity checks.

A unit of work has its own connection: readers are read-only, writers take the write lock immediately
(`BEGIN IMMEDIATE`), after a lock of this process so that its own threads queue instead of polling. A reader's
connection is kept for the next reader, because opening one costs as much as the search it serves.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlite_utils
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where installed

from kb.errors import NotFound, NotReady
from kb.files import sync
from kb.i18n import marked
from kb.store.reader_writer import Reader, Writer

MIN_SQLITE = (3, 51, 3)
_BUSY_TIMEOUT_MS = 30_000  # longer than any write of another process takes
_IDLE_READERS = 4

_DISK_ERRORS = {
    8: marked("The data folder cannot be written to; nothing was saved. Tell your administrator."),
    10: marked("The disk is not responding properly; nothing was saved. Tell your administrator."),
    11: marked("The database is damaged. Tell your administrator."),
    13: marked("There is no room left on the disk; nothing was saved. Tell your administrator."),
    14: marked("The database cannot be opened. Tell your administrator."),
    26: marked("The database is damaged. Tell your administrator."),
}
"""Messages for people about disk errors, by SQLite's primary result code."""

_log = logging.getLogger("kb.store.sqlite")


class _WriterLock:
    """Admit one writer of this process at a time, so that its threads queue here instead of polling SQLite."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        # A second write inside the first would wait for a lock that its own thread holds.
        if self._owner == threading.get_ident():
            raise RuntimeError("A write was opened inside another write of the same thread.")
        with self._lock:
            self._owner = threading.get_ident()
            try:
                yield
            finally:
                self._owner = None

    def is_free_within(self, seconds: float) -> bool:
        free = self._lock.acquire(timeout=seconds)
        if free:
            self._lock.release()
        return free


_writer_locks: dict[Path, _WriterLock] = {}
_closed_to_writers: set[Path] = set()
_writer_locks_guard = threading.Lock()


def check_sqlite_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise NotReady if SQLite is older than the fix of its WAL-reset corruption bug."""
    if version < MIN_SQLITE:
        raise NotReady(
            "SQLite {found} has a bug that can corrupt data; {needed} or newer is needed. "
            "Install it with: pip install pysqlite3",
            found=".".join(map(str, version)),
            needed=".".join(map(str, MIN_SQLITE)),
        )


def sqlite_version() -> str:
    """Return the version of SQLite in use."""
    return str(sqlite3.sqlite_version)


class Database:
    """Open transactions on a database file. Cheap to make, safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        check_sqlite_version()
        self.path = path
        self._idle_readers: list[Any] = []

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Yield a read-only snapshot. Raise NotFound if there is no database yet."""
        if not self.path.exists():
            raise NotFound("There is no library in {folder} yet.", folder=self.path.parent)
        with _disk_errors_translated():
            try:
                connection = self._idle_readers.pop()
            except IndexError:
                connection = self._connect("ro")
            try:
                connection.execute("BEGIN")
                yield Reader(connection)
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()
                raise
        if len(self._idle_readers) < _IDLE_READERS:
            self._idle_readers.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the connections kept for the next readers."""
        while self._idle_readers:
            self._idle_readers.pop().close()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Yield one transaction that commits when the block ends and rolls back when it raises.

        Raise RuntimeError inside another `write` of the same thread: the second would wait for the first forever.
        """
        with self._writer_lock().held():
            if self.path.absolute() in _closed_to_writers:
                raise NotReady("The app is shutting down. Try again in a moment.")
            with _disk_errors_translated():
                connection = self._connect("rw")
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        yield Writer(connection)
                    except BaseException:
                        if connection.in_transaction:  # a full disk ends it by itself
                            connection.execute("ROLLBACK")
                        raise
                    connection.execute("COMMIT")
                finally:
                    connection.close()

    def stop_writing(self, seconds: float) -> bool:
        """Wait for the current write of this process to finish, and refuse all others from now on.

        Return whether it finished within that time; for a process that is about to end.
        """
        _closed_to_writers.add(self.path.absolute())
        return self._writer_lock().is_free_within(seconds)

    @contextmanager
    def migrating(self) -> Iterator[sqlite_utils.Database]:
        """Yield a connection for migrations, holding the write lock; makes the file if there is none."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._writer_lock().held():
            connection = self._connect("rwc")
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                yield sqlite_utils.Database(connection)
                connection.execute("COMMIT")
            finally:
                connection.close()

    def trouble(self) -> str:
        """Return why a simple question gets no answer now; empty when it gets one."""
        try:
            with self.read() as tx:
                tx.value("SELECT count(*) FROM sqlite_schema")
        except NotFound:
            return "no database file"
        except (NotReady, sqlite3.Error) as error:
            return str(error.__cause__ or error)
        return ""

    def copy_to(self, target: Path) -> None:
        """Copy the database as of now into one file, while others read and write; only the owner may read it.

        The file gets its name only once it is complete and on disk; an interrupted copy leaves `NAME.partial` at most.
        """
        partial = target.with_name(f"{target.name}.partial")
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with self.read():
            source = self._connect("ro")
        copy = sqlite3.connect(partial, isolation_level=None)
        try:
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            partial.unlink(missing_ok=True)
            raise NotReady("The database could not be copied: {reason}", reason=error) from error
        finally:
            copy.close()
            source.close()
        sync(partial)
        partial.replace(target)
        sync(target.parent)

    def problems(self) -> Sequence[str]:
        """Return what SQLite's own integrity check finds wrong, by table where it can be told.

        Empty when all is well.
        """
        try:
            with self.read() as tx:
                found = [str(row[0]) for row in tx.tuples("PRAGMA integrity_check")]
                broken = [f"foreign key: {row[0]} row {row[1]}" for row in tx.tuples("PRAGMA foreign_key_check")]
        except (NotReady, sqlite3.Error) as error:
            found, broken = [str(error.__cause__ or error)], []
        found = [line for line in found if line != "ok"]
        return ((self._damage_by_table() or found) if found else []) + broken

    def _damage_by_table(self) -> list[str]:
        try:
            with self.read() as tx:
                names = [row[0] for row in tx.tuples("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        except (NotReady, sqlite3.Error):
            return []
        found = []
        for name in names:
            try:
                with self.read() as tx:
                    told = [str(row[0]) for row in tx.tuples(f'PRAGMA integrity_check("{name}")') if row[0] != "ok"]
            except (NotReady, sqlite3.Error) as error:
                told = [str(error.__cause__ or error)]
            found += [f"table {name}: {' '.join(told[0].split())}"] if told else []
        return found

    def _writer_lock(self) -> _WriterLock:
        with _writer_locks_guard:
            return _writer_locks.setdefault(self.path.absolute(), _WriterLock())

    def _connect(self, mode: str) -> Any:
        connection = sqlite3.connect(
            f"file:{quote(str(self.path.absolute()))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        if mode != "ro":
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        return connection


@contextmanager
def _disk_errors_translated() -> Iterator[None]:
    """Turn disk errors into NotReady with a sentence for people; let any other error pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        trouble = _DISK_ERRORS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if trouble is None:
            raise
        _log.error("database: %s", error)
        raise NotReady(trouble) from error
