"""Presentations to Markdown, by markitdown's converters."""

from __future__ import annotations

import io
import re
from typing import Any

from markitdown import DocumentConverter, StreamInfo
from markitdown.converters import PptxConverter

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, first_heading
from kb.search.places import place_code

PLAIN_MARKDOWN: dict[str, Any] = {
    # Emphasis and links would be cut apart by passages; a picture would be fetched when the text is shown.
    "strip": ["a", "b", "strong", "em", "i", "u", "s", "del", "img", "sup", "sub"],
    "escape_underscores": False,
    "escape_asterisks": False,
    "table_infer_header": True,  # Word's tables seldom say which row is their head; it is the first
}
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SLIDE_START = re.compile(r"^<!-- Slide number: (\d+) -->$", re.MULTILINE)
_NOTES_START = "\n\n### Notes:\n"
_PICTURE = re.compile(r"^!\[[^\n]*\]\([^()\n]*\)$", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"(?<!\|)\n(?!\|)")
_LINE_BREAK = "\x0b"


def read_pptx(content: bytes) -> ReadDocument:
    """A presentation slide by slide, each slide's speaker notes at a place of their own."""
    markdown = _convert(PptxConverter(), content)  # type: ignore[no-untyped-call]
    document = DocumentBuilder()
    _, *parts = _SLIDE_START.split(markdown)
    for number, slide in zip(parts[::2], parts[1::2], strict=True):
        body, _, notes = slide.partition(_NOTES_START)
        document.add(_paragraphs(_PICTURE.sub("", body)), place_code("slide", number))
        document.add(_paragraphs(notes), place_code("notes", number))
    return _some(document.build(_SLIDES, first_heading(markdown)))


def _paragraphs(text: str) -> str:
    """Text with blank lines between paragraphs as Markdown wants them; rows of tables stay together."""
    return _PARAGRAPH_END.sub("\n\n", text).replace(_LINE_BREAK, "\n")


def _convert(converter: DocumentConverter, content: bytes) -> str:
    return converter.convert(io.BytesIO(content), StreamInfo(), **PLAIN_MARKDOWN).markdown


def _some(document: ReadDocument) -> ReadDocument:
    if not document.text.strip():
        raise refusals.empty()
    return document
