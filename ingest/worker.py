"""Run the child process that opens untrusted files: `python -m ingest.worker`, used by `reader_process`.

A request is a line of JSON and the file's bytes, a reply is a line of JSON, so that even a compromised child can
pass nothing but text to its parent.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ingest.readers import Limits, read_file
from ingest.readers.reading import load_readers
from kb.errors import BadInput


def main() -> None:
    """Serve requests until the parent closes its end."""
    requests = sys.stdin.buffer
    # Whatever a library prints must not be mistaken for a reply.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.dont_write_bytecode = True
    load_readers()
    limits = Limits(**json.loads(requests.readline()))
    confine(limits)
    _reply(replies, {"ready": True})
    while line := requests.readline():
        request = json.loads(line)
        _limit_time(limits)
        _reply(replies, _answer(Path(request["name"]), requests.read(request["size"]), limits))


def confine(limits: Limits) -> None:
    """Limit this process to the configured memory, and forbid it to write files."""
    _lower("RLIMIT_AS", limits.max_memory_bytes)
    _lower("RLIMIT_FSIZE", 0)
    _lower("RLIMIT_CORE", 0)


def _limit_time(limits: Limits) -> None:
    """Limit CPU time, in case the parent, which enforces the time limit, was killed while a file loops forever."""
    _lower("RLIMIT_CPU", int(time.process_time() + 2 * limits.seconds) + 1)


def _lower(name: str, value: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; only the parent's time limit applies there
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS defines RLIMIT_AS but rejects it
        resource.setrlimit(kind, (soft, hard))


def _answer(path: Path, content: bytes, limits: Limits) -> dict[str, Any]:
    try:
        document = read_file(path, content, limits)
    except BadInput as refusal:
        cause = refusal.__cause__
        trace = "".join(traceback.format_exception(cause)) if cause is not None else ""
        return {"refused": [refusal.template, refusal.values], "trace": trace}
    return {
        "text": document.text,
        "media_type": document.media_type,
        "marks": document.marks,
        "title": document.title,
        "meta": document.meta,
    }


def _reply(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
