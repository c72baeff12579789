"""Lock a data folder: the app and the commands share it, a restore needs exclusive access.

The lock is the operating system's own (flock): it ends with its process, however that ends. Windows has no such
lock; there, the operator who restores makes sure that nothing runs.
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
def working_on(data_dir: Path, *, exclusive: bool = False) -> Iterator[None]:
    """Lock the data folder, shared with other processes or, with `exclusive`, exclusively. Makes the folder.

    Raise NotReady while another process holds a conflicting lock.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / _NAME
    handle = try_lock(path, shared=not exclusive)
    # A restore may have moved the folder away between opening the file and locking it.
    while handle is not None and not _is_still(path, handle):
        os.close(handle)
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = try_lock(path, shared=not exclusive)
    if handle is None and exclusive:
        raise NotReady("The app or a command is using {folder}. Stop it first.", folder=data_dir)
    if handle is None:
        raise NotReady("{folder} is being restored. Try again when that is done.", folder=data_dir)
    try:
        yield
    finally:
        os.close(handle)


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Lock a file without waiting, creating it if missing; return the open handle, None if it is locked elsewhere."""
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
