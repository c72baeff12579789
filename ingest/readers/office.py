"""Word documents and presentations to Markdown, by markitdown's converters."""

from __future__ import annotations

import io
import re

from markitdown import DocumentConverter, StreamInfo
from markitdown.converters import DocxConverter, PptxConverter

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, first_heading
from ingest.readers.html import PLAIN_MARKDOWN
from kb.search.places import place_code

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SLIDE_START = re.compile(r"^<!-- Slide number: (\d+) -->$", re.MULTILINE)
_NOTES_START = "\n\n### Notes:\n"
_PICTURE = re.compile(r"^!\[[^\n]*\]\([^()\n]*\)$", re.MULTILINE)
_LINE_BREAK = re.compile(r"\x0b")


def read_docx(content: bytes) -> ReadDocument:
    """A Word document with its headings, lists and tables."""
    markdown = _convert(DocxConverter(), content)  # type: ignore[no-untyped-call]
    document = DocumentBuilder()
    document.add(markdown)
    return _some(document.build(_WORD, first_heading(markdown)))


def read_pptx(content: bytes) -> ReadDocument:
    """A presentation slide by slide, each slide's speaker notes at a place of their own."""
    markdown = _convert(PptxConverter(), content)  # type: ignore[no-untyped-call]
    document = DocumentBuilder()
    _, *parts = _SLIDE_START.split(markdown)
    for number, slide in zip(parts[::2], parts[1::2], strict=True):
        body, _, notes = slide.partition(_NOTES_START)
        document.add(_PICTURE.sub("", _LINE_BREAK.sub("\n", body)), place_code("slide", number))
        document.add(notes, place_code("notes", number))
    return _some(document.build(_SLIDES, first_heading(markdown)))


def _convert(converter: DocumentConverter, content: bytes) -> str:
    return converter.convert(io.BytesIO(content), StreamInfo(), **PLAIN_MARKDOWN).markdown


def _some(document: ReadDocument) -> ReadDocument:
    if not document.text.strip():
        raise refusals.empty()
    return document
