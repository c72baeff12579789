"""Watches a process that reads bad input: its folder on PYTHONPATH, a process tells of every way out that it takes.

With FUZZ_WATCH=exit the process ends with status 97 at the first one; with FUZZ_WATCH=log it writes a line.
"""

from __future__ import annotations

import os
import sys

_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "os.system", "os.exec", "subprocess.Popen"}
_NEAR = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "None")
_HOW = os.environ.get("FUZZ_WATCH", "")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    if _HOW == "exit":
        os._exit(97)
    if not any(near in str(arguments) for near in _NEAR):
        print(f"WAY OUT {event} {arguments!r}", file=sys.stderr, flush=True)


if _HOW:
    sys.addaudithook(_watch)
