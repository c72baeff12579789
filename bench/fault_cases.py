"""Faults other than a killed process. Each says what was lost or broken; None where it cannot be caused here."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.killing import READY, Say, child
from bench.small_library import LONG_AGO, add_document, opened, person_of, prepare_library, settings_of
from ingest import pipeline
from kb.clock import shift, utc_now
from kb.errors import KbError, NotReady
from kb.learning.practice.service import answer
from kb.operations.backup import make_backup
from kb.operations.manifest import list_backups
from kb.operations.restore import restore
from kb.operations.schedule import back_up_if_due
from kb.people import audit
from kb.people.sessions import SessionLimits, find_session, note_activity, open_session
from kb.store import Database
from kb.usage.ledger import entries
from kb.usage.ledger.service import record_search

_MEGABYTE = 1024 * 1024
_DISK_MB = 24
_STEPS_OF_TWO = 60


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small file system on a folder; yield False if that is not permitted."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def disk_full(folder: Path) -> list[str] | None:
    """Return faults on a full disk: writes must be refused with a message, nothing lost, and work resume with space."""
    found: list[str] = []
    with _small_disk(folder) as made:
        if not made:
            return None
        prepare_library(folder)
        filler = folder / "filler"
        with opened(folder) as library:
            done = _write_until_full(library.database, folder, filler, found)
            _refused("keeping a file", lambda: library.files.save(os.urandom(_MEGABYTE)), found)
            _refused("a backup", lambda: make_backup(library.settings, utc_now()), found)
            (folder.parent / "in").mkdir(exist_ok=True)
            (folder.parent / "in" / "a.md").write_text("# 题\n\n" + "正文。" * 200_000, "utf-8")
            ingest = partial(pipeline.ingest_paths, library.database, library.files, now=utc_now())
            _refused("ingest", lambda: ingest([folder.parent / "in"]), found)
            if list_backups(library.settings.backups_dir) or list(library.settings.backups_dir.glob("kb-*")):
                found.append("a backup that is not whole was left")
            filler.unlink()
            found += library.database.problems()
            with library.database.read() as tx:
                kept = {row[0] for row in tx.tuples("SELECT id FROM searches")}
                person = person_of(tx, folder)
            found += [f"lost: {search_id}" for search_id in done if search_id not in kept]
            record_search(library.database, person, "again", 1, now=utc_now())
            ingest([folder.parent / "in"])
            make_backup(library.settings, utc_now())
    return found


def _write_until_full(database: Database, folder: Path, filler: Path, found: list[str]) -> list[str]:
    with database.read() as tx:
        person = person_of(tx, folder)
    with filler.open("wb") as file:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        file.write(b"x" * max(0, free - 300 * 1024))
    done: list[str] = []
    try:
        for number in range(20_000):
            search_id = record_search(database, person, f"question {number} " + "x" * 300, 1, now=utc_now())
            done.append(search_id)
    except NotReady:
        return done
    found.append("the disk was never full")
    return done


def read_only(folder: Path) -> list[str] | None:
    """Return faults with a read-only folder: a message, no damage, and work resumes afterwards."""
    found: list[str] = []
    with _small_disk(folder) as made:
        if not made:
            return None
        prepare_library(folder)
        _remount(folder, "ro")
        database = Database(settings_of(folder).database_path)
        _refused("a write", lambda: _write_something(database), found)
        if not database.trouble():
            with database.read() as tx:
                tx.value("SELECT count(*) FROM documents")
        _refused("a backup", lambda: make_backup(settings_of(folder), utc_now()), found)
        _remount(folder, "rw")
        _write_something(database)
        found += database.problems()
        database.close()
    return found


def _remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True, capture_output=True)


def _write_something(database: Database) -> None:
    with database.write() as tx:
        audit.record(tx, None, "try", "", utc_now())


def damaged_page(folder: Path) -> list[str] | None:
    """Return faults with a damaged page: it is named, not backed up, and the last backup restores everything."""
    found: list[str] = []
    prepare_library(folder)
    settings = settings_of(folder)
    with opened(folder) as library:
        backup = make_backup(settings, utc_now())
        with library.database.read() as tx:
            page = tx.value("SELECT rootpage FROM sqlite_schema WHERE name = 'chunks'")
            size = tx.value("PRAGMA page_size")
    with settings.database_path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))
    database = Database(settings.database_path)
    if not any(problem.startswith("table chunks:") for problem in database.problems()):
        found.append("the damaged table is not named")
    database.close()
    _refused("a backup", lambda: make_backup(settings, shift(utc_now(), seconds=5)), found)
    restore(settings, backup, utc_now())
    with opened(folder) as library:
        found += library.database.problems()
        with library.database.read() as tx:
            if not tx.value("SELECT count(*) FROM chunks"):
                found.append("the restored library has no passages")
    return found


def clock_back(folder: Path) -> list[str] | None:
    """Return faults when the clock goes back a day: sessions hold, records continue, backups are made and kept."""
    found: list[str] = []
    prepare_library(folder)
    now = utc_now()
    earlier, limits = shift(now, seconds=-86_400), SessionLimits()
    settings = replace(settings_of(folder), backup_hour=3, backup_keep=2, drill_days=0)
    with opened(folder) as library, ExitStack() as stack:
        database = library.database
        with database.write() as tx:
            person = person_of(tx, folder)
            opened_session = open_session(tx, person.id, now, limits)
        for moment in (now, shift(now, seconds=2)):
            make_backup(settings, moment)
        if find_session(database, opened_session.token, limits, now=earlier) is None:
            found.append("the person was signed out")
        note_activity(database, opened_session.id, now=earlier)
        writing = stack.enter_context(database.write())
        for moment in (now, earlier):
            audit.record(writing, person, "try", "", moment)
            entries.record_search(writing, person, "question", 1, moment)
        document_id = writing.value("SELECT id FROM documents ORDER BY id LIMIT 1")
        entries.record_view(writing, person, document_id, 1, now)
        entries.record_view(writing, person, document_id, 1, earlier)
        if writing.value("SELECT count(*) FROM usage_events") != 2:
            found.append("a view at the earlier time was not recorded")
        stack.close()
        for moment in (now, earlier):
            answer(database, person, "q0", 1, "true", now=moment)
        with database.read() as tx:
            found += audit.verify_chain(tx)
        if not back_up_if_due(settings, earlier):
            found.append("no backup is made until the clock is where it was")
        if back_up_if_due(settings, shift(earlier, seconds=60)):
            found.append("a backup is made again and again")
        found += database.problems()
    return found


def _two(folder: Path, name: str, say: Say) -> None:
    with opened(folder) as library:
        with library.database.read() as tx:
            person = person_of(tx, folder)
        say(READY)
        for number in itertools.islice(itertools.count(), _STEPS_OF_TWO):
            search_id = record_search(
                library.database, person, f"{name} {number}", 1, now=shift(LONG_AGO, seconds=number)
            )
            with library.database.write() as tx:
                audit.record(tx, person, "try", search_id, utc_now())
            say(search_id)
            if number % 20 == 0:
                add_document(library, 1000 * (ord(name) - ord("a") + 1) + number)
                library.engine.refresh()


def two_processes(folder: Path) -> list[str] | None:
    """Return faults when two processes write at once: nothing is lost, the audit log has one order."""
    prepare_library(folder)
    with (
        child(partial(_two, folder, "a")) as (_first, of_first),
        child(partial(_two, folder, "b")) as (_second, of_second),
    ):
        said = [*of_first, *of_second]
    found: list[str] = []
    with opened(folder) as library:
        found += library.database.problems()
        with library.database.read() as tx:
            found += audit.verify_chain(tx)
            kept = {row[0] for row in tx.tuples("SELECT id FROM searches")}
    if len(said) != 2 * (_STEPS_OF_TWO + 1):
        found.append("not every step was done")
    return found + [f"lost: {line}" for line in said if line != READY and line not in kept]


def _refused(what: str, try_it: Callable[[], object], found: list[str]) -> None:
    try:
        try_it()
    except KbError:
        return
    except Exception as error:
        found.append(f"{what}: no sentence for people but {type(error).__name__}: {error}")
        return
    found.append(f"{what} was not refused")


CASES: dict[str, Callable[[Path], list[str] | None]] = {
    "disk full": disk_full,
    "read-only folder": read_only,
    "damaged page": damaged_page,
    "clock goes back a day": clock_back,
    "two processes write": two_processes,
}
