"""Original files, kept once under the hash of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from kb.errors import NotFound


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
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def read(self, name: str) -> bytes:
        """The bytes of a hash. Raises NotFound where the file is gone."""
        try:
            return self.path_of(name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("The original file is no longer in the data folder.") from error

    def path_of(self, name: str) -> Path:
        """Where the file of a hash lies, whether or not it exists."""
        return self._folder / name[:2] / name
