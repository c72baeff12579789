"""A child process that is spoken to line by line, started once, and again when a request brings it down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.readers import refusals
from kb.errors import BadInput, NotReady

_START_SECONDS = 120.0
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")


class ChildProcess:
    """A Python module run as a child. Use it in a with-block; one thread at a time."""

    def __init__(self, module: str, greeting: dict[str, Any]) -> None:
        self._module = module
        self._greeting = greeting
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if one was started."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what the child did not live to read
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # Not multiprocessing: its child runs the parent's main script again, here a page or a test.
            root = str(Path(__file__).parent.parent)
            search_path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(  # noqa: S603 - a module of our own
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Nothing of the parent's but its pipes: no settings, no secrets, no way to where the data lies.
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
                | {"PYTHONPATH": search_path},
                cwd=Path(root).anchor,
                close_fds=True,
            )
            try:
                self._ask(self._process, json.dumps(self._greeting).encode() + b"\n", _START_SECONDS)
            except BadInput as error:
                raise NotReady("The process that reads files cannot be started on this computer.") from error
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], message: bytes, seconds: float) -> dict[str, Any]:
        """The child's next line after a message. Raises BadInput where it takes too long or ends over it."""
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(message)
            process.stdin.flush()
            line = process.stdout.readline()
        except (BrokenPipeError, OSError):
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        self._process = process
        self.close()
        raise refusals.too_slow(seconds) if late.is_set() else refusals.reader_died()
