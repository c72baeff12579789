"""Summarise the results of an import run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.preview import Preview
from ingest.readers.notices import describe_notices
from kb.errors import KbError
from kb.search.documents import Outcome


@dataclass(frozen=True)
class Failure:
    """A file that was skipped, and why."""

    path: str
    error: KbError


@dataclass(frozen=True)
class PartlyRead:
    """A file that was taken in without some of what it holds; `notices` counts by kind what was not read."""

    path: str
    notices: Mapping[str, int]

    @property
    def message(self) -> str:
        """What was not read, in the language of the reader."""
        return describe_notices(self.notices)


@dataclass
class Summary:
    """Counts of files by outcome; `chunks` counts the passages of added and updated ones."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    partly_read: list[PartlyRead] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    """What a dry run would store."""
    not_embedded: KbError | None = None
    """Why search cannot go by meaning for now."""
    chunks: int = 0
    seconds: float = 0.0

    @property
    def usable(self) -> int:
        """Return the number of files that are in the library now."""
        return self.added + self.updated + self.unchanged

    def count(self, outcome: Outcome) -> None:
        """Count the outcome of one more file."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def as_json(self) -> dict[str, Any]:
        """The summary as plain data, reasons in the language of the reader."""
        told: dict[str, Any] = {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": [{"path": failure.path, "reason": failure.error.message} for failure in self.failed],
            "partly_read": [
                {"path": file.path, "not_read": dict(file.notices), "message": file.message}
                for file in self.partly_read
            ],
            "chunks": self.chunks,
            "seconds": round(self.seconds, 2),
        }
        if self.previews:
            told["previews"] = [preview.as_json() for preview in self.previews]
        if self.not_embedded is not None:
            told["not_embedded"] = self.not_embedded.message
        return told
