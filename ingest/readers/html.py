"""HTML to the product's Markdown, from the bytes alone: nothing it links to is ever fetched."""

from __future__ import annotations

import re
import warnings
from collections import Counter

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector

from ingest.readers import refusals
from ingest.readers.decoding import decode
from ingest.readers.document import DocumentBuilder, ReadDocument
from ingest.readers.html_blocks import HtmlBlocks
from ingest.readers.html_hidden import take_out_hidden
from ingest.readers.markdown_text import escape
from kb.encodings.repair import DAMAGED

_MAX_TITLE = 200


def read_html(content: bytes) -> ReadDocument:
    """Return a page's headings, lists, tables and paragraphs, without what its author hid or struck out."""
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    source = decode(content, declared)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        page = BeautifulSoup(source, "html.parser")
    notices = take_out_hidden(page)
    heading, parts = _parts(page, notices)
    document = DocumentBuilder()
    for part in parts:
        document.add(part)
    for kind, count in (notices + Counter(character=source.count(DAMAGED))).items():
        document.note(kind, count)
    read = document.build("text/html", heading or _title(page))
    if not read.text.strip():
        raise refusals.empty()
    return read


def _parts(page: BeautifulSoup, notices: Counter[str]) -> tuple[str, list[str]]:
    """The words of the first heading, and the blocks in Markdown."""
    blocks = HtmlBlocks()
    try:
        blocks.read(page.body or page)
    except RecursionError:  # nested deeper than any page that people wrote: its bare text is what can be had
        return "", [escape(line) for line in re.split(r"\s*\n\s*", page.get_text("\n")) if line]
    notices.update(blocks.notices)
    return blocks.first_heading[:_MAX_TITLE], blocks.parts


def _title(page: BeautifulSoup) -> str | None:
    title = page.find("title")
    words = " ".join(title.get_text().split()) if isinstance(title, Tag) else ""
    return words[:_MAX_TITLE] or None
