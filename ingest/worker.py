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
from pathlib import Path
from typing import Any, BinaryIO

from ingest.confinement import confine, leave_the_network, limit_processor_seconds
from ingest.readers import Limits, read_file
from ingest.readers.reading import load_readers
from kb.errors import BadInput
from kb.learning.formats.question_file import Problem
from kb.learning.formats.workbook import question_lines
from kb.people.roster_workbook import workbook_lines

_MOST_CHARACTERS = 20_000_000


def main() -> None:
    """Serve requests until the parent closes its end."""
    requests = sys.stdin.buffer
    # Whatever a library prints must not be mistaken for a reply.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.dont_write_bytecode = True
    leave_the_network()
    load_readers()
    limits = Limits(**json.loads(requests.readline()))
    confine(limits)
    _reply(replies, {"ready": True})
    while line := requests.readline():
        request = json.loads(line)
        _limit_time(limits)
        content = requests.read(request["size"])
        if request.get("lines"):
            _reply(replies, _answer_lines(request["lines"], content))
        else:
            _reply(replies, _answer(Path(request["name"]), content, limits))


def _limit_time(limits: Limits) -> None:
    """The parent watches the clock; this is for the case that the parent was killed and a file loops forever."""
    limit_processor_seconds(int(time.process_time() + 2 * limits.seconds) + 1)


def _answer(path: Path, content: bytes, limits: Limits) -> dict[str, Any]:
    try:
        document = read_file(path, content, limits)
    except BadInput as refusal:
        return _refusal(refusal)
    return {
        "text": document.text,
        "media_type": document.media_type,
        "marks": document.marks,
        "title": document.title,
        "meta": document.meta,
        "notices": document.notices,
    }


def _answer_lines(kind: str, content: bytes) -> dict[str, Any]:
    """The lines of a workbook that people fill in, and what is wrong in it by line."""
    problems: list[Problem] = []
    try:
        if kind == "people":
            rows = [(line, list(cells)) for line, cells in workbook_lines(content)]
        else:
            found, problems = question_lines(content)
            rows = [(line, list(cells)) for line, cells in found]
        if sum(len(cell) for _line, cells in rows for cell in cells) > _MOST_CHARACTERS:
            raise BadInput("The workbook holds more text than such a list needs.")
    except BadInput as refusal:
        return _refusal(refusal)
    return {
        "rows": rows,
        "problems": [(problem.line, problem.error.template, problem.error.values) for problem in problems],
    }


def _refusal(refusal: BadInput) -> dict[str, Any]:
    cause = refusal.__cause__
    trace = "".join(traceback.format_exception(cause)) if cause is not None else ""
    return {"refused": [refusal.template, refusal.values], "trace": trace}


def _reply(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
