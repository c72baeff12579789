"""Run backups for people and on schedule: permission, audit, and the outcome of the last ones."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb import __version__
from kb.clock import seconds_between, utc_now
from kb.config import Settings
from kb.errors import KbError
from kb.ids import new_id
from kb.operations import operation_store as store
from kb.operations.backup import make_backup
from kb.operations.manifest import latest_moment, list_backups, read_manifest
from kb.people.audit import record
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.store import Database, Row

BACKUP, DRILL = "backup", "drill"
BACKUP_OVERDUE_HOURS = 36
DRILL_OVERDUE_DAYS = 30
_RUNS_SHOWN = 20


@dataclass(frozen=True)
class Backup:
    """Describe a backup that was made."""

    folder: Path
    bytes: int
    files: int
    problems: list[str]


@dataclass(frozen=True)
class Status:
    """Describe the state of the installation: moments are empty if nothing happened yet, sizes are bytes."""

    backup_at: str
    backup_overdue: bool
    drill_at: str
    drill_overdue: bool
    database_bytes: int
    files_bytes: int
    backups: int
    free_bytes: int
    version: str
    steps: list[str]
    runs: list[Row]


def run_backup(
    settings: Settings, person: Person | None, now: str, *, to: Path | None = None, keep: int | None = None
) -> Backup:
    """Back up for a person with RUN_BACKUP over the whole bank; None is the command line or the clock."""
    if person is not None:
        require(person, Action.RUN_BACKUP, unit=HOUSE_PATH)
    try:
        folder = make_backup(settings, now, to=to, keep=keep)
    except KbError as error:
        with suppress(KbError):  # on a full disk this fails too; the first error is the one to report
            record_run(settings, BACKUP, now, person, good=False, subject="", detail={"problem": str(error)})
        raise
    manifest = read_manifest(folder)
    made = Backup(folder, sum(file.size for file in manifest.files), len(manifest.files), manifest.problems)
    detail = {"bytes": made.bytes, "files": made.files, "problems": len(made.problems)}
    record_run(settings, BACKUP, now, person, good=True, subject=folder.name, detail=detail)
    return made


def record_run(
    settings: Settings,
    kind: str,
    started_at: str,
    person: Person | None,
    *,
    good: bool,
    subject: str,
    detail: dict[str, Any],
) -> None:
    """Store the outcome of a backup or drill, also in the audit log; an older database is left untouched."""
    if not settings.database_path.exists():
        return
    database = Database(settings.database_path)
    finished_at = utc_now()
    with database.read() as tx:
        known = store.has_table(tx, "operation_runs")
    if known:
        run = {"id": new_id(), "kind": kind, "started_at": started_at, "finished_at": finished_at, "good": int(good)}
        with database.write() as tx:
            store.add_run(tx, run | {"detail": detail | {"name": subject}})
            record(tx, person, f"run_{kind}" if good else f"{kind}_failed", subject, finished_at, detail=detail)
    database.close()


def operations_status(database: Database, person: Person, settings: Settings, *, now: str) -> Status:
    """Return how backups, drills and disk stand, for those who may run backups of the whole bank."""
    with database.read() as tx:
        require(person, Action.RUN_BACKUP, unit=HOUSE_PATH)
        backups = list_backups(settings.backups_dir)
        backup_at = latest_moment(settings.backups_dir, now)
        drill_at = store.get_last_good(tx, DRILL) or ""
        return Status(
            backup_at=backup_at,
            backup_overdue=is_older(backup_at, now, hours=BACKUP_OVERDUE_HOURS),
            drill_at=drill_at,
            drill_overdue=is_older(drill_at, now, hours=DRILL_OVERDUE_DAYS * 24),
            database_bytes=database_bytes(settings),
            files_bytes=sum(path.stat().st_size for path in settings.files_dir.glob("??/*")),
            backups=len(backups),
            free_bytes=shutil.disk_usage(settings.data_dir).free,
            version=__version__,
            steps=store.list_steps(tx),
            runs=store.list_runs(tx, _RUNS_SHOWN),
        )


def database_bytes(settings: Settings) -> int:
    """Return the size of the database and its journal in bytes."""
    paths = (settings.database_path.with_name(settings.database_path.name + end) for end in ("", "-wal", "-shm"))
    return sum(path.stat().st_size for path in paths if path.exists())


def is_older(moment: str, now: str, *, hours: float) -> bool:
    """Return whether something periodic is overdue or has never happened."""
    return not moment or seconds_between(moment, now) > hours * 3600
