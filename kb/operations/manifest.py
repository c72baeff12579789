"""Describe a backup: its folder, its list of contents, and whether both agree."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from kb.errors import BadInput
from kb.i18n import translate as _

MANIFEST = "manifest.json"
DATABASE = "kb.sqlite"
FILES = "files"
_FORMAT = 1
_NAME = re.compile(r"kb-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d+)?")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """Describe a file of a backup, as stored there."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A backup's list of contents. `counts` has the rows of each table, `problems` what the library lacked.

    `audit_number` and `audit_hash` are of the newest entry of the audit log: kept elsewhere, they prove that nothing
    was cut off it. Backups of earlier versions have 0 and nothing.
    """

    made_at: str
    app_version: str
    steps: list[str]
    counts: dict[str, int]
    files: list[StoredFile]
    problems: list[str]
    encrypted: bool
    audit_number: int = 0
    audit_hash: str = ""

    def write(self, folder: Path) -> None:
        """Write the manifest into a backup's folder, on disk when this returns."""
        text = json.dumps({"format": _FORMAT} | asdict(self), ensure_ascii=False, indent=1)
        with (folder / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raise BadInput if there is none that can be read."""
    try:
        values = json.loads((folder / MANIFEST).read_text("utf-8"))
        if values.pop("format") != _FORMAT:
            raise BadInput("The backup {folder} was made by a newer version.", folder=folder)
        return Manifest(**values | {"files": [StoredFile(**file) for file in values["files"]]})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput("{folder} is not a backup, or it is damaged.", folder=folder) from error


def broken_files(folder: Path, manifest: Manifest) -> list[str]:
    """Return what of a backup is missing or not as it was written; empty when all is well."""
    found = []
    for file in manifest.files:
        path = folder / file.path
        if not _lies_within(file.path, folder) or not path.is_file():
            found.append(_("{file} is missing.").format(file=file.path))
        elif path.stat().st_size != file.size or hash_of(path) != file.sha256:
            found.append(_("{file} is damaged.").format(file=file.path))
    return found


def _lies_within(place: str, folder: Path) -> bool:
    """Whether a manifest names a plain file of the backup's own folder: no absolute path, no way up, no link."""
    path = PurePosixPath(place)
    if path.is_absolute() or PureWindowsPath(place).drive or "\\" in place or ".." in path.parts or not path.parts:
        return False
    steps = [folder.joinpath(*path.parts[: count + 1]) for count in range(len(path.parts))]
    return not any(step.is_symlink() for step in steps)


def list_backups(root: Path) -> list[Path]:
    """Return the whole backups in a folder, the oldest first."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if _NAME.fullmatch(path.name) and (path / MANIFEST).is_file())


def latest_moment(root: Path, now: str) -> str:
    """Return when the newest backup was made, empty without one.

    Backups dated in the future (wrong clock) are ignored.
    """
    moments = (moment_of(folder) for folder in list_backups(root))
    return max((moment for moment in moments if moment <= now), default="")


def backup_name(now: str) -> str:
    """Return the name of a backup made now."""
    return f"kb-{now[:19].replace('-', '').replace(':', '')}Z"


def moment_of(folder: Path) -> str:
    """Return when a backup was made, from its name."""
    match = _NAME.fullmatch(folder.name)
    if match is None:
        raise BadInput("{folder} is not a backup, or it is damaged.", folder=folder)
    year, month, day, hour, minute, second = match.groups()[:6]
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}.000Z"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
