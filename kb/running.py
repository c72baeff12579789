"""Who works on a data folder now: the app and the commands share it, a restore needs it for itself alone.

The lock is the operating system's own (flock): it ends with its process, however that ends. Windows has no such
lock; there, whoever restores makes sure that nothing runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import NotReady

if sys.platform != "win32":
    import fcntl

_NAME = "running.lock"


@contextmanager
def working_on(data_dir: Path, *, alone: bool = False) -> Iterator[None]:
    """Keep the data folder to this process and its like, or, `alone`, to nobody else. Makes the folder.

    Raises NotReady while somebody else stands in the way.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / _NAME
    handle = try_lock(path, shared=not alone)
    # A restore may have moved the folder away between opening the file and locking it.
    while handle is not None and not _is_still(path, handle):
        os.close(handle)
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = try_lock(path, shared=not alone)
    if handle is None and alone:
        raise NotReady("The app or a command is at work on {folder}. Stop it first.", folder=data_dir)
    if handle is None:
        raise NotReady("{folder} is being restored. Try again when that is done.", folder=data_dir)
    try:
        yield
    finally:
        os.close(handle)


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Lock a file at once, making it where there is none; closing the handle unlocks. None where it is taken."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
    return handle


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
