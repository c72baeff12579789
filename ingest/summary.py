"""Summarise the results of an import run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kb.errors import KbError
from kb.search.documents import Outcome


@dataclass(frozen=True)
class Failure:
    """A file that was skipped, and why."""

    path: str
    error: KbError


@dataclass
class Summary:
    """Counts of files by outcome; `chunks` counts the passages of added and updated ones."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
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
        """Return the summary as plain data, with reasons in the current language."""
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": [{"path": failure.path, "reason": failure.error.message} for failure in self.failed],
            "chunks": self.chunks,
            "seconds": round(self.seconds, 2),
        }
