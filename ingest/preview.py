"""What a file would become in the library, for the eye before it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.readers.markdown_text import unescape
from ingest.readers.notices import describe_notices
from kb.i18n import translate
from kb.search.documents import KINDS

_LINES = 3
_MAX_CHARACTERS = 80


@dataclass(frozen=True)
class Preview:
    """A file as it was read: its title and kind, how its text begins, and what was not read."""

    path: str
    title: str
    kind: str
    text: str
    passages: int
    notices: dict[str, int] = field(default_factory=dict)

    @property
    def first_lines(self) -> list[str]:
        """The first lines that are not empty, each cut to the width of a terminal."""
        lines = (" ".join(unescape(line).split()) for line in self.text.splitlines()[: 20 * _LINES])
        return [line[:_MAX_CHARACTERS] for line in lines if line][:_LINES]

    @property
    def not_read(self) -> str:
        """What was not read, in the language of the reader; "" where all was."""
        return describe_notices(self.notices)

    def as_json(self) -> dict[str, Any]:
        """The preview as plain data."""
        return {
            "path": self.path,
            "title": self.title,
            "kind": self.kind,
            "first_lines": self.first_lines,
            "passages": self.passages,
            "not_read": self.not_read,
        }

    def as_lines(self) -> list[str]:
        """The preview as a terminal shows it: the path, and what belongs to it indented."""
        kind = translate(KINDS[self.kind])
        about = translate("{kind} “{title}”, {count} passages").format(kind=kind, title=self.title, count=self.passages)
        return [self.path, f"  {about}", *(f"  | {line}" for line in self.first_lines), *self._last_line()]

    def _last_line(self) -> list[str]:
        return [f"  {self.not_read}"] if self.not_read else []
