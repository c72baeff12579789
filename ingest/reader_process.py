"""Read files in a resource-limited child process, restarted after a file has crashed it."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ingest.child_process import ChildProcess
from ingest.conversion import convert
from ingest.readers import Limits, ReadDocument, read_file, refusals
from ingest.readers.file_type import family_of
from ingest.readers.refusals import OldOffice, old_office
from kb.errors import BadInput

_log = logging.getLogger(__name__)

_HARMLESS = ("text", "markdown")
_HARMLESS_SIZE = 1024 * 1024


class ReaderProcess(ChildProcess):
    """Reads files as `read_file` does, whatever they contain. Use it in a with-block; one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        super().__init__("ingest.worker", asdict(limits))
        self.limits = limits

    def read(self, path: Path, content: bytes) -> ReadDocument:
        """The text of a file's bytes. Raises BadInput where it cannot be read or brings the reader down.

        Older office formats are read by way of LibreOffice, where it is installed.
        """
        try:
            return self._read(path, content)
        except OldOffice:
            converted = convert(path, content, self.limits)
            if converted is None:
                raise
        return replace(
            self._read(path.with_suffix(converted.suffix), converted.content), media_type=converted.media_type
        )

    def _read(self, path: Path, content: bytes) -> ReadDocument:
        if len(content) > self.limits.max_bytes:
            raise refusals.too_large(self.limits.max_file_mb)
        if not content.startswith(b"PK"):
            # Unsupported types are refused by their first bytes, and small plain text is safe to read in this process.
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
            notices=reply["notices"],
        )

    def ask_for_lines(self, kind: str, path: Path, content: bytes) -> dict[str, Any]:
        """Return the `rows` of a workbook of a kind ("people" or "questions"), and its `problems`. Raises BadInput."""
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
            raise OldOffice(template) if template == old_office().template else BadInput(template, **values)
        return reply
