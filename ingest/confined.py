"""Starts another program with limits: `python -m ingest.confined MEMORY FILE_BYTES CPU_SECONDS PROGRAM…`.

A launcher of its own, as limits must be set between fork and exec, which a process with threads must not do itself.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def main() -> None:
    """Lower this process's limits, leave the network, and become the program."""
    memory, file_bytes, seconds = map(int, sys.argv[1:4])
    program = sys.argv[4:]
    _limit(memory, file_bytes, seconds)
    _leave_network()
    os.execvp(program[0], program)  # noqa: S606 - the caller names the program, never a file's content


def _limit(memory: int, file_bytes: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the time limit of the caller alone holds
        return
    wanted = (("RLIMIT_AS", memory), ("RLIMIT_FSIZE", file_bytes), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0))
    for name, value in wanted:
        with suppress(ValueError, OSError):  # a lower limit holds already
            resource.setrlimit(getattr(resource, name), (value, value))


def _leave_network() -> None:
    """Move into a network namespace with nothing in it, where the system lets us; settings forbid fetching anyway."""
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK) != 0:
            unshare(_NEW_USER | _NEW_NETWORK)


if __name__ == "__main__":
    main()
