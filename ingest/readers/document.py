"""What reading a file gives, and how readers put it together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.notices import KINDS
from kb.config import Settings
from kb.search.markdown_words import plain_words

Mark = tuple[int, str]
"""An offset in the text and the code of the place that begins there."""

_MB = 1024 * 1024
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Limits:
    """How much of the machine one file may take."""

    max_file_mb: int = 25
    max_unpacked_bytes: int = 200 * _MB
    max_memory_bytes: int = 1536 * _MB
    seconds: float = 30.0
    conversion_seconds: float = 120.0

    @property
    def max_bytes(self) -> int:
        """The largest file that is read."""
        return self.max_file_mb * _MB


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings ask for."""
    return Limits(max_file_mb=settings.max_file_mb)


@dataclass(frozen=True)
class ReadDocument:
    """The text of a file as Markdown or plain text, with the places in it.

    A mark `(offset, place)` means that from this offset on the text stands at this place, until the next mark.
    `notices` counts what was not taken in, by a kind of `ingest.readers.notices`.
    """

    text: str
    media_type: str
    marks: tuple[Mark, ...] = ()
    title: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    notices: Mapping[str, int] = field(default_factory=dict)


class DocumentBuilder:
    """Puts a document together part by part, each at its place; blank parts leave no trace."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks: list[Mark] = []
        self._length = 0
        self._notices: Counter[str] = Counter()

    def note(self, kind: str, count: int = 1) -> None:
        """Count things that were not taken in. Raises KeyError for a kind that has no words."""
        if kind not in KINDS:
            raise KeyError(kind)
        self._notices[kind] += count

    def add(self, text: str, place: str = "") -> None:
        """Append a part as paragraphs of their own."""
        text = normalise(text)
        if not text:
            return
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        if place:
            self._marks.append((self._length, place))
        self._parts.append(text)
        self._length += len(text)

    def build(self, media_type: str, title: str | None = None) -> ReadDocument:
        """The document of all parts so far."""
        notices = {kind: count for kind, count in self._notices.items() if count > 0}
        return ReadDocument("".join(self._parts), media_type, tuple(self._marks), title, notices=notices)


def normalise(text: str) -> str:
    """Text with plain newlines, without invisible characters, trailing blanks and runs of empty lines."""
    text = _NEWLINES.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SURROGATES.sub("\ufffd", text).replace("\u00a0", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).rstrip().lstrip("\n")


_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_MAX_TITLE = 200


def first_heading(text: str) -> str | None:
    """The words of the first Markdown heading, or None."""
    found = _HEADING.search(text)
    return plain_words(found.group(1)[: 2 * _MAX_TITLE])[:_MAX_TITLE] or None if found else None
