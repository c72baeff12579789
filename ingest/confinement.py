"""What a process that opens strangers' files gives up for good before it opens one."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.readers import Limits

_ROOT = Path(__file__).resolve().parent.parent
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000

_REFUSED = (
    "socket.",
    "sqlite3.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "os.listxattr",
    "os.setxattr",
    "ftplib.",
    "http.client.",
    "smtplib.",
    "urllib.",
)
"""Events of Python's audit, by how their names begin."""
_DATABASES = frozenset({"pysqlite3", "sqlite3", "_sqlite3"})
"""Modules that cannot be imported any more; `pysqlite3` opens files without an event."""

_SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/dev", "/proc", "/sys")


def leave_the_network() -> None:
    """Move into a network of one's own that has no way out, where the system lets an ordinary user do that.

    Works only while the process has a single thread. Elsewhere `confine` alone refuses sockets.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def confine(limits: Limits) -> None:
    """Take from this process what no reader needs: memory beyond the limit, writing, sockets, databases, programs.

    Files can be read only where Python and the system keep theirs. A hook of Python's audit cannot be taken out
    again; it holds against everything written in Python, not against a library of C that is made to misbehave.
    """
    _lower("RLIMIT_AS", limits.max_memory_bytes)
    _lower("RLIMIT_FSIZE", 0)
    _lower("RLIMIT_CORE", 0)
    readable = _readable_folders()

    def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not _may_open(arguments[0], readable):
            raise PermissionError("a reader opens no files")
        if event in ("os.listdir", "os.scandir") and not _may_open(arguments[0], readable):
            raise PermissionError("a reader lists no folders")
        if event == "import" and str(arguments[0]).partition(".")[0] in _DATABASES:
            raise PermissionError("a reader opens no databases")
        if event.startswith(_REFUSED):
            raise PermissionError(f"a reader does not do that: {event}")

    sys.addaudithook(_refuse)


def limit_processor_seconds(seconds: int) -> None:
    """End this process after that many seconds of a processor, counted from its start."""
    _lower("RLIMIT_CPU", seconds)


def _readable_folders() -> tuple[str, ...]:
    own = (_ROOT / room for room in ("kb", "cases", "ingest"))
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, *map(str, own)}
    places |= {str(Path(place).resolve()) for place in [*places, *sys.path] if "site-packages" in place}
    places |= {str(Path(place).resolve()) for place in places}
    system = _SYSTEM if os.name == "posix" else (os.environ.get("SYSTEMROOT", "C:\\Windows"),)
    forbidden = {os.sep, str(_ROOT)}
    return tuple(place.rstrip(os.sep) + os.sep for place in {*places, *system} - forbidden)


def _may_open(path: object, readable: tuple[str, ...]) -> bool:
    if isinstance(path, int) or path is None:
        return True
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    # Not resolve(): it would ask the system and be audited itself; ".." and links of Python's own stay as written.
    found = os.path.abspath(os.fspath(path))  # type: ignore[call-overload]  # noqa: PTH100
    return (str(found) + os.sep).startswith(readable)


def _lower(name: str, value: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the time limit of the parent alone holds
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
        resource.setrlimit(kind, (soft, hard))
