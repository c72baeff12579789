"""Original files, kept once under the hash of their content."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from kb.errors import NotFound, NotReady

_log = logging.getLogger("kb.files")


class FileStore:
    """A folder of files named by their SHA-256. A file is there whole or not at all, also after a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, content: bytes) -> str:
        """Keep these bytes; returns their hash. Saving the same bytes again does nothing."""
        name = hashlib.sha256(content).hexdigest()
        target = self.path_of(name)
        if target.exists():
            return name
        try:
            self._write(content, target)
        except OSError as error:
            _log.error("a file could not be kept: %s", error.strerror)
            raise NotReady(
                "The file could not be kept: {reason}. Tell your administrator.", reason=error.strerror
            ) from error
        return name

    def _write(self, content: bytes, target: Path) -> None:
        new_folder = not target.parent.is_dir()
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
            sync(target.parent)
            if new_folder:
                sync(self._folder)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes:
        """The bytes of a hash. Raises NotFound where the file is gone."""
        try:
            return self.path_of(name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("The original file is no longer in the data folder.") from error

    def path_of(self, name: str) -> Path:
        """Where the file of a hash lies, whether or not it exists."""
        return self._folder / name[:2] / name


def sync(path: Path) -> None:
    """Make sure that a file or folder is on disk. (Windows cannot say so of folders.)"""
    windows = sys.platform == "win32"
    if windows and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
