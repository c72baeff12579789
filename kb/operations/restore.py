"""Restore a backup. Everything is checked before the data folder is touched, which is then kept under another name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kb.config import Settings
from kb.errors import BadInput, NotReady
from kb.files import sync
from kb.migrations import migrate, step_names
from kb.operations import operation_store as store
from kb.operations.manifest import DATABASE, Manifest, broken_files, read_manifest
from kb.operations.sealing import SUFFIX, unseal
from kb.people.audit import record
from kb.running import working_on
from kb.store import Database


def restore(settings: Settings, backup: Path, now: str, *, identity: Path | None = None) -> Path | None:
    """Restore the data folder to its state at the backup, and end all sessions.

    Return the path of the previous folder, None if there was none. Raise NotReady while anything uses
    the data folder, BadInput for a backup that is damaged, encrypted for another key or of a newer version.
    """
    data_dir = settings.data_dir.absolute()
    existed = data_dir.exists()
    with working_on(data_dir, exclusive=True):
        staging = data_dir.with_name(f".{data_dir.name}.restoring")
        shutil.rmtree(staging, ignore_errors=True)
        try:
            manifest = unpack(backup, staging, identity=identity)
            _migrate_restored(replace(settings, data_dir=staging), backup, manifest, now)
            owner = data_dir.stat()
            for path in (*staging.rglob("*"), staging):
                if os.name == "posix" and os.geteuid() == 0:
                    os.chown(path, owner.st_uid, owner.st_gid)
                sync(path)
            aside = data_dir.with_name(f"{data_dir.name}.before-{now[:19].replace('-', '').replace(':', '')}Z")
            data_dir.rename(aside)
            try:
                staging.rename(data_dir)
            except OSError:
                aside.rename(data_dir)
                raise
            sync(data_dir.parent)
        except OSError as error:
            raise NotReady("The backup could not be restored: {reason}", reason=error.strerror or error) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    if not existed:
        shutil.rmtree(aside)
        return None
    return aside


def unpack(backup: Path, folder: Path, *, identity: Path | None = None) -> Manifest:
    """Write the content of a backup into a new folder, checked: files, their hashes, the database, its counts."""
    manifest = read_manifest(backup)
    _refuse(backup, broken_files(backup, manifest))
    if set(manifest.steps) - set(step_names()):
        raise BadInput("The backup {folder} was made by a newer version.", folder=backup)
    folder.mkdir(mode=0o700)
    for file in manifest.files:
        target = folder / (file.path.removesuffix(SUFFIX) if manifest.encrypted else file.path)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if manifest.encrypted:
            unseal(backup / file.path, target, identity)
        else:
            shutil.copyfile(backup / file.path, target)
        target.chmod(0o600)
    database = Database(folder / DATABASE)
    try:
        _refuse(backup, database.trouble() or database.problems())
        with database.read() as tx:
            counts = store.count_rows(tx)
    finally:
        database.close()
    _refuse(backup, [f"{table}: {counts.get(table)}" for table, n in manifest.counts.items() if counts.get(table) != n])
    return manifest


def _migrate_restored(settings: Settings, backup: Path, manifest: Manifest, now: str) -> None:
    """Migrate a restored backup and end its sessions: people who had signed out since must stay signed out."""
    database = Database(settings.database_path)
    migrate(database)
    with database.write() as tx:
        ended = store.end_all_sessions(tx)
        detail = {"made_at": manifest.made_at, "sessions_ended": ended}
        record(tx, None, "restore_backup", backup.name, now, detail=detail)
    database.close()


def _refuse(backup: Path, problems: Iterable[str] | str) -> None:
    found = [problems] if isinstance(problems, str) and problems else list(problems)
    if found:
        raise BadInput("The backup {folder} is damaged: {problem}", folder=backup, problem=found[0])
