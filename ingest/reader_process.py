"""Read files in a resource-limited child process, restarted after a file has crashed it."""

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


class ReaderProcess:
    """Reads untrusted files as `read_file` does. Use it in a `with` block, from one thread at a time."""

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
        """Return the document read from a file's bytes. Raises BadInput if it cannot be read or crashes the reader."""
        if len(content) > self.limits.max_bytes:
            raise refusals.too_large(self.limits.max_file_mb)
        if not content.startswith(b"PK"):
            # Unsupported types are refused by their first bytes, and small plain text is safe to read in this process.
            family = family_of(path, content)
            if family in _HARMLESS and len(content) <= _HARMLESS_SIZE:
                return read_file(path, content, self.limits)
        process = self._started()
        head = json.dumps({"name": path.name, "size": len(content)}).encode() + b"\n"
        reply = self._ask(process, head + content, self.limits.seconds)
        if "refused" in reply:
            template, values = reply["refused"]
            if reply["trace"]:
                _log.info("%s: %s\n%s", path.name, template, reply["trace"])
            raise BadInput(template, **values)
        return ReadDocument(
            text=reply["text"],
            media_type=reply["media_type"],
            marks=tuple((offset, place) for offset, place in reply["marks"]),
            title=reply["title"],
            meta=reply["meta"],
        )

    def close(self) -> None:
        """Kill the child process, if one was started."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # the child died before reading everything
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # Not multiprocessing: its child re-imports the parent's main script, here a page or a test.
            root = str(Path(__file__).parent.parent)
            search_path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": search_path},
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
