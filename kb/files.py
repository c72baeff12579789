"""Store original files once, under the hash of their content."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kb.errors import NotFound, NotReady

_log = logging.getLogger("kb.files")

_PIECE = 1024 * 1024
_ABANDONED_SECONDS = 3600  # no upload is inspected for so long: an older staged file is a killed process's


class Readable(Protocol):
    """Provide bytes piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


@dataclass(frozen=True)
class StagedFile:
    """Hold a file that is in the folder but not kept yet; `hash` is the name it would have."""

    path: Path
    hash: str
    size: int
    target: Path

    def keep(self) -> None:
        """Move the file to its final name, durably."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(self.target)


class FileStore:
    """Store files named by their SHA-256. A file is there whole or not at all, even after a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, content: bytes) -> str:
        """Store bytes and return their hash. Storing the same bytes again does nothing."""
        name = hashlib.sha256(content).hexdigest()
        target = self.path_of(name)
        if target.exists():
            return name
        try:
            self._write(content, target)
        except OSError as error:
            _log.error("a file could not be kept: %s", error.strerror)
            raise NotReady(
                "The file could not be saved: {reason}. Tell your administrator.", reason=error.strerror
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

    @contextmanager
    def staging(self, stream: Readable) -> Iterator[StagedFile]:
        """Yield a stream written to the folder, for inspection; the file is deleted unless kept inside the block."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._forget_abandoned()
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        name, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as file:
                while piece := stream.read(_PIECE):
                    file.write(piece)
                    name.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
            yield StagedFile(Path(temporary), name.hexdigest(), size, self.path_of(name.hexdigest()))
        finally:
            Path(temporary).unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        """Return the bytes of the file with this hash. Raise NotFound if the file is missing."""
        try:
            return self.path_of(name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("The original file is no longer in the data folder.") from error

    def _forget_abandoned(self) -> None:
        """Delete files a killed process left in staging: none of them was accepted."""
        for left in self._folder.glob(".new-*"):
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                    left.unlink()

    def path_of(self, name: str) -> Path:
        """Return the path of the file with this hash, whether or not it exists."""
        return self._folder / name[:2] / name


def sync(path: Path) -> None:
    """Flush a file or folder to disk. (Windows cannot do this for folders.)"""
    windows = sys.platform == "win32"
    if windows and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def close_to_others(folder: Path) -> None:
    """Take a folder away from other users of this computer; what lies in it can then not be reached by them either.

    A folder that belongs to another user stays as it is.
    """
    if is_open_to_others(folder):
        try:
            folder.chmod(0o700)
        except PermissionError:
            _log.warning("the data folder is open to other users and cannot be closed to them")


def is_open_to_others(folder: Path) -> bool:
    """Whether other users of this computer may look into a folder. False on Windows, which has other rights."""
    return os.name == "posix" and bool(folder.stat().st_mode & 0o077)
