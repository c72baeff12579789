"""May this version be let loose on the data folder? Looks, and changes nothing."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass

from kb.config import Settings
from kb.errors import KbError
from kb.i18n import translate as _
from kb.migrations import step_names
from kb.operations import operation_store as store
from kb.operations.manifest import latest_moment, list_backups
from kb.operations.service import BACKUP_OVERDUE_HOURS, database_bytes, is_older
from kb.running import working_on
from kb.search.embedding_store import get_spaces
from kb.search.encoder import load_encoder
from kb.store import Database
from kb.store.sqlite import MINIMUM_SQLITE, sqlite_version

LEAST_PYTHON = (3, 11)
_SPARE_BYTES = 500 * 1024 * 1024
OK, NOTE, STOP = "ok", "note", "stop"


@dataclass(frozen=True)
class Check:
    """One thing looked at: `ok`, `note` (worth knowing) or `stop` (mend it first)."""

    name: str
    state: str
    text: str


def check_readiness(settings: Settings, now: str) -> list[Check]:
    """Everything that stands in the way of this version, and what it will do to the data."""
    checks = [_python(), Check("sqlite", OK, f"{sqlite_version()} ≥ {'.'.join(map(str, MINIMUM_SQLITE))}")]
    if not settings.database_path.exists():
        return [*checks, Check("database", NOTE, _("There is no library yet; it is made at the first start."))]
    database = Database(settings.database_path)
    try:
        checks += [_running(settings), *_database(database), _backup(settings, now), _disk(settings)]
        if not any(check.name == "database" and check.state == STOP for check in checks):
            checks.append(_model(settings, database))
    finally:
        database.close()
    return checks


def _python() -> Check:
    found, needed = sys.version.split()[0], ".".join(map(str, LEAST_PYTHON))
    return Check("python", OK if sys.version_info >= LEAST_PYTHON else STOP, f"{found} ≥ {needed}")


def _running(settings: Settings) -> Check:
    try:
        with working_on(settings.data_dir, alone=True):
            return Check("running", OK, _("Nothing else works on the data folder."))
    except KbError:
        return Check("running", NOTE, _("The app or a command is at work; stop it before the upgrade."))


def _database(database: Database) -> list[Check]:
    if trouble := next(iter(database.problems()), ""):
        return [
            Check(
                "database",
                STOP,
                _("The database is damaged; run: python -m kb doctor. {problem}").format(problem=trouble),
            )
        ]
    with database.read() as tx:
        taken = store.list_steps(tx)
    unknown, waiting = sorted(set(taken) - set(step_names())), [name for name in step_names() if name not in taken]
    if unknown:
        text = _("The database went through steps that this version does not know: {names}")
        return [Check("database", STOP, text.format(names=", ".join(unknown)))]
    if waiting:
        text = _("Steps to come at the next start: {names}")
        return [Check("database", NOTE, text.format(names=", ".join(waiting)))]
    return [Check("database", OK, _("Up to date: {step}").format(step=taken[-1]))]


def _backup(settings: Settings, now: str) -> Check:
    backups = list_backups(settings.backups_dir)
    if is_older(latest_moment(settings.backups_dir, now), now, hours=BACKUP_OVERDUE_HOURS):
        text = _("There is no backup from the last {hours} hours.").format(hours=BACKUP_OVERDUE_HOURS)
        return Check("backup", STOP, f"{text} python -m kb backup")
    return Check("backup", OK, str(backups[-1]))


def _disk(settings: Settings) -> Check:
    free, needed = shutil.disk_usage(settings.data_dir).free, 2 * database_bytes(settings) + _SPARE_BYTES
    text = _("{free} MB free, {needed} MB needed").format(free=free >> 20, needed=needed >> 20)
    return Check("disk", OK if free >= needed else STOP, text)


def _model(settings: Settings, database: Database) -> Check:
    try:
        fingerprint = load_encoder(settings).fingerprint
    except KbError as error:
        return Check("model", NOTE, error.message)
    with database.read() as tx:
        active = [space["fingerprint"] for space in get_spaces(tx) if space["state"] == "active"]
    if active and active != [fingerprint]:
        return Check("model", NOTE, _("Another model than that of the vectors: they are made anew in the background."))
    return Check("model", OK, fingerprint)
