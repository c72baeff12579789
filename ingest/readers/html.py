"""HTML to Markdown, from the bytes alone: nothing it links to is ever fetched."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from bs4.dammit import EncodingDetector
from markitdown import StreamInfo
from markitdown.converters import HtmlConverter

from ingest.readers import refusals
from ingest.readers.decoding import decode
from ingest.readers.document import ReadDocument, first_heading, normalise
from ingest.readers.joining import join_lines

PLAIN_MARKDOWN: dict[str, Any] = {
    # Emphasis and links would be cut apart by passages; a picture would be fetched when the text is shown.
    "strip": ["a", "b", "strong", "em", "i", "u", "s", "del", "img", "sup", "sub"],
    "escape_underscores": False,
    "escape_asterisks": False,
    "table_infer_header": True,  # Word's tables seldom say which row is their head; it is the first
}
_BLOCK_START = re.compile(r"\s*(?:[#>|`~]|[-*+] |\d+[.)] |$)")


def read_html(content: bytes) -> ReadDocument:
    """A page's text with headings, lists and tables, without scripts and styles."""
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    source = decode(content, declared)
    with warnings.catch_warnings():
        # Beyond Python's recursion limit markitdown warns and gives the bare text, which is what we want.
        warnings.filterwarnings("ignore", "HTML document is too deeply nested")
        result = HtmlConverter().convert(
            io.BytesIO(source.encode("utf-8", "replace")), StreamInfo(charset="utf-8"), **PLAIN_MARKDOWN
        )
    text = normalise(unwrap(result.markdown))
    if not text.strip():
        raise refusals.empty()
    return ReadDocument(text, "text/html", title=first_heading(text) or _one_line(result.title))


def unwrap(markdown: str) -> str:
    """Markdown with wrapped lines joined; a line that ends in two spaces is a break that somebody wanted."""
    paragraphs: list[list[str]] = []
    is_open = False
    for line in markdown.split("\n"):
        words = line.strip()
        if is_open and not _BLOCK_START.match(line):
            paragraphs[-1].append(words)
        else:
            paragraphs.append([line.rstrip()])
        is_open = bool(words) and not line.endswith("  ") and not words.startswith(("#", "|"))
    return "\n".join(join_lines(lines) for lines in paragraphs)


def _one_line(title: str | None) -> str | None:
    return " ".join(title.split()) or None if title else None
