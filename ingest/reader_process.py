"""Reads files in a child process with limits, started once, and again when a file brings it down."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.readers import Limits, ReadDocument, read_file, refusals
from ingest.readers.file_type import family_of
from kb.errors import BadInput, NotReady

_log = logging.getLogger(__name__)

_HARMLESS = ("text", "markdown")
_HARMLESS_SIZE = 1024 * 1024
_START_SECONDS = 120.0
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")


class ReaderProcess:
    """Reads files as `read_file` does, whatever they contain. Use it in a with-block; one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, content: bytes) -> ReadDocument:
        """The text of a file's bytes. Raises BadInput where it cannot be read or brings the reader down."""
        if len(content) > self.limits.max_bytes:
            raise refusals.too_large(self.limits.max_file_mb)
        if not content.startswith(b"PK"):
            # A look at the first bytes is enough to refuse, and small plain text can do no harm.
            family = family_of(path, content)
            if family in _HARMLESS and len(content) <= _HARMLESS_SIZE:
                return read_file(path, content, self.limits)
        reply = self._answered({"name": path.name}, content)
        return ReadDocument(
            text=reply["text"],
            media_type=reply["media_type"],
            marks=tuple((offset, place) for offset, place in reply["marks"]),
            title=reply["title"],
            meta=reply["meta"],
        )

    def ask_for_lines(self, kind: str, path: Path, content: bytes) -> dict[str, Any]:
        """The `rows` of a workbook of a kind ("people" or "questions"), and its `problems`. Raises BadInput."""
        if len(content) > self.limits.max_bytes:
            raise refusals.too_large(self.limits.max_file_mb)
        return self._answered({"name": path.name, "lines": kind}, content)

    def _answered(self, request: dict[str, Any], content: bytes) -> dict[str, Any]:
        process = self._started()
        head = json.dumps({**request, "size": len(content)}).encode() + b"\n"
        reply = self._ask(process, head + content, self.limits.seconds)
        if "refused" in reply:
            template, values = reply["refused"]
            if reply["trace"]:
                _log.info("%s: %s\n%s", request["name"], template, reply["trace"])
            raise BadInput(template, **values)
        return reply

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
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.worker"],
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
                self._ask(self._process, json.dumps(asdict(self.limits)).encode() + b"\n", _START_SECONDS)
            except BadInput as error:
                raise NotReady("The process that reads files cannot be started on this computer.") from error
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], message: bytes, seconds: float) -> dict[str, Any]:
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
