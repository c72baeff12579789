"""Reads the pages of a PDF that are pictures, in a child process with limits, and puts them into its text."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.child_process import ChildProcess
from ingest.readers import ReadDocument, refusals
from ingest.readers.document import DocumentBuilder, first_heading
from ingest.readers.markdown_text import unescape
from ingest.readers.pdf import MEDIA_TYPE
from ingest.readers.recognized import Piece, RecognizedPage, recognized_page
from kb.config import Settings
from kb.errors import BadInput
from kb.search.places import place_code

RECOGNIZED = "recognized"
"""The key under which a version's metadata keeps the confidence of each page that was recognized."""

_MB = 1024 * 1024


@dataclass(frozen=True)
class RecognitionLimits:
    """How much of the machine recognition may take, and how sure it must be of a page."""

    max_pages: int = 50
    seconds_a_page: float = 120.0
    max_memory_bytes: int = 6144 * _MB
    threads: int = 1
    dpi: int = 200
    floor: float = 0.8


def recognition_limits_of(settings: Settings) -> RecognitionLimits | None:
    """The limits that the settings ask for, None where scans are not to be recognized."""
    return RecognitionLimits(max_pages=settings.max_scanned_pages) if settings.recognize_scans else None


class RecognitionProcess(ChildProcess):
    """Recognizes pages with rapidocr's bundled models. Use it in a with-block; one thread at a time."""

    def __init__(self, limits: RecognitionLimits) -> None:
        super().__init__(
            "ingest.recognition_worker",
            {"threads": limits.threads, "max_memory_bytes": limits.max_memory_bytes},
        )
        self.limits = limits

    def unread_pages(self, content: bytes) -> tuple[int, Iterator[RecognizedPage]]:
        """Return how many pages of a PDF cannot be read as text, and what is recognized on them as it is done.

        Raises BadInput, also while the pages are taken, where one takes too long or too much.
        """
        process = self._started()
        head = {"size": len(content), "max_pages": self.limits.max_pages, "dpi": self.limits.dpi}
        reply = self._ask(process, json.dumps(head).encode() + b"\n" + content, self.limits.seconds_a_page)
        numbers = reply["pages"]
        return len(numbers), self._pages(process, numbers[: self.limits.max_pages])

    def _pages(self, process: subprocess.Popen[bytes], numbers: Sequence[int]) -> Iterator[RecognizedPage]:
        for number in numbers:
            reply = self._ask(process, b"", self.limits.seconds_a_page)
            pieces = [Piece(one["text"], one["confidence"], one["corners"]) for one in reply["pieces"]]
            yield recognized_page(number, pieces)


def with_recognized_pages(read: ReadDocument | None, content: bytes, recognizer: RecognitionProcess) -> ReadDocument:
    """Return a PDF's text with the pages that could not be read recognized, each at its place.

    `read` is what could be read without, None where nothing could. Pages below the floor of confidence, beyond the
    limit of pages or after one that took too long count as not read. Raises BadInput where no page has a text.
    """
    found: dict[int, RecognizedPage] = {}
    unread = 0
    try:
        unread, pages = recognizer.unread_pages(content)
        for page in pages:
            if page.text and page.confidence >= recognizer.limits.floor:
                found[page.number] = page
    except BadInput:
        if not found and read is None:
            raise
    if not found:
        if read is None:
            raise refusals.not_recognized()
        return read
    return _merged(read, found, unread - len(found))


def _merged(read: ReadDocument | None, found: dict[int, RecognizedPage], unread: int) -> ReadDocument:
    pages: dict[int, list[tuple[str, str]]] = {}
    if read is not None:
        stops = [*(offset for offset, _ in read.marks[1:]), len(read.text)]
        for (offset, place), stop in zip(read.marks, stops, strict=True):
            pages.setdefault(int(place.partition(":")[2]), []).append((read.text[offset:stop], place))
    for number, page in found.items():
        pages.setdefault(number, []).append((page.text, place_code("scan", f"{number}:{round(page.confidence * 100)}")))
    document = DocumentBuilder()
    for _, parts in sorted(pages.items()):
        for text, place in parts:
            document.add(text, place)
    notices = {} if read is None else dict(read.notices)
    title = None if read is None else read.title
    built = document.build(MEDIA_TYPE)
    heading = first_heading(built.text)
    return replace(
        built,
        title=title or (unescape(heading) if heading else None),
        meta={RECOGNIZED: {str(number): round(page.confidence, 3) for number, page in sorted(found.items())}},
        notices={kind: count for kind, count in (notices | {"page": unread}).items() if count},
    )
