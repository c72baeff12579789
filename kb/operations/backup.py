"""Back up while the app runs: the database as of one moment, and every original file it refers to.

Originals are written before the rows that name them and never changed, so copying them after the database gets them
all. A file that the previous backup already has is linked from there, not from the data folder: damage to the library
does not reach the backups. The folder gets its final name only once all of it is on disk.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb import __version__
from kb.config import Settings
from kb.errors import Conflict, NotFound, NotReady
from kb.files import sync
from kb.i18n import translate as _
from kb.operations import operation_store as store
from kb.operations.manifest import (
    DATABASE,
    FILES,
    Manifest,
    StoredFile,
    backup_name,
    hash_of,
    list_backups,
)
from kb.operations.sealing import SUFFIX, seal
from kb.people.audit import head
from kb.running import try_lock
from kb.store import Database

_log = logging.getLogger("kb.backup")
_PARTIAL, _REMOVING = ".partial", ".removing"
_STALE_SECONDS = 24 * 3600.0  # an unfinished backup older than this was interrupted
DRILL_PREFIX = ".drill-"
"""Name of a drill's folder, next to the backups."""


def make_backup(settings: Settings, now: str, *, to: Path | None = None, keep: int | None = None) -> Path:
    """Back up the data folder; return the backup's folder. All but the newest `keep` are removed, 0 keeps all.

    Raise NotFound without a library, Conflict while another backup is being made, NotReady if it cannot be
    written or the database is damaged; then no earlier backup is removed.
    """
    root = to or settings.backups_dir
    database = Database(settings.database_path)
    if not settings.database_path.exists():
        raise NotFound("There is no library in {folder} yet.", folder=settings.data_dir)
    try:
        with _locked(root):
            _remove_remains(root, settings)
            partial = root / (backup_name(now) + _PARTIAL)
            made = root / backup_name(now)
            if made.exists():
                raise Conflict("A backup from this second already exists.")
            partial.mkdir(mode=0o700)
            try:
                _fill(partial, settings, database, now, list_backups(root))
                partial.rename(made)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
            sync(root)
            _remove_old(root, settings.backup_keep if keep is None else keep, made)
    except OSError as error:
        raise NotReady("The backup could not be written: {reason}", reason=error.strerror or error) from error
    finally:
        database.close()
    return made


def _fill(folder: Path, settings: Settings, database: Database, now: str, earlier: list[Path]) -> None:
    recipient = settings.backup_recipient
    copy = (settings.data_dir if recipient else folder) / (f"backup-{os.getpid()}.sqlite" if recipient else DATABASE)
    try:
        database.copy_to(copy)
        steps, counts, wanted, (number, audit_hash) = _examine(copy)
        problems = [
            _("Original file {name} is missing from the data folder.").format(name=name)
            for name in wanted
            if not (settings.files_dir / name[:2] / name).is_file()
        ]
        files = [_store(copy, folder, DATABASE, recipient) if recipient else _stored(copy, DATABASE)]
        previous = earlier[-1] if earlier else None
        for original in _originals(settings.files_dir):
            if hash_of(original) != original.name:
                problems.append(_("Original file {name} is damaged.").format(name=original.name))
            place = f"{FILES}/{original.name[:2]}/{original.name}"
            files.append(_link(previous, folder, place, recipient) or _store(original, folder, place, recipient))
    finally:
        if recipient:
            copy.unlink(missing_ok=True)
    Manifest(now, __version__, steps, counts, files, problems, bool(recipient), number, audit_hash).write(folder)
    _log.info("backed up with the audit log at entry %d, %s", number, audit_hash)
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync(path)


def _examine(copy: Path) -> tuple[list[str], dict[str, int], list[str], tuple[int, str]]:
    database = Database(copy)
    if trouble := database.problems():
        raise NotReady("The database is damaged; run: python -m kb doctor. {problem}", problem=trouble[0])
    with database.read() as tx:
        counts = store.count_rows(tx)
        # A database of an early version, backed up before its upgrade, has no audit log yet.
        sealed = head(tx) if "audit" in counts else (0, "")
        found = store.list_steps(tx), counts, store.list_named_files(tx), sealed
    database.close()
    return found


def _originals(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("??/*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _link(previous: Path | None, folder: Path, place: str, recipient: str) -> StoredFile | None:
    """Return the same file in the previous backup, under this name too; None if it is missing or damaged there.

    A sealed file cannot be checked against its name and may be for another key: it is written again.
    """
    if previous is None or recipient or not (previous / place).is_file():
        return None
    if hash_of(previous / place) != Path(place).name:
        return None
    target = folder / place
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(previous / place, target)
    except OSError:  # a file system without links
        return None
    return StoredFile(place, target.stat().st_size, target.name)


def _store(source: Path, folder: Path, place: str, recipient: str) -> StoredFile:
    if recipient:
        place += SUFFIX
    target = folder / place
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if recipient:
        seal(source, target, recipient)
    else:
        shutil.copyfile(source, target)
    target.chmod(0o600)
    sync(target)
    return _stored(target, place)


def _stored(path: Path, place: str) -> StoredFile:
    return StoredFile(place, path.stat().st_size, hash_of(path))


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = try_lock(root / ".lock")
    if handle is None:
        raise Conflict("A backup is already running.")
    try:
        yield
    finally:
        os.close(handle)


def _remove_remains(root: Path, settings: Settings) -> None:
    """Remove the remains of an interrupted backup, removal or drill."""
    for path in root.iterdir():
        cut_short = path.name.startswith("kb-") and path.suffix in (_PARTIAL, _REMOVING)
        if cut_short or (path.name.startswith(DRILL_PREFIX) and _is_old(path)):
            shutil.rmtree(path)
    for path in [*settings.data_dir.glob("backup-*.sqlite*"), *settings.files_dir.glob("??/.new-*")]:
        if _is_old(path):
            path.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > _STALE_SECONDS
    except FileNotFoundError:  # another process has just renamed or removed it
        return False


def _remove_old(root: Path, keep: int, made: Path) -> None:
    """Keep the newest ones, and the one just made even if a wrong clock dated others later."""
    others = [backup for backup in list_backups(root) if backup != made]
    for backup in others[: max(0, len(others) + 1 - keep)] if keep > 0 else []:
        doomed = backup.with_name(backup.name + _REMOVING)
        backup.rename(doomed)
        shutil.rmtree(doomed)
