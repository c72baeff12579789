"""Plain text and Markdown."""

from __future__ import annotations

from ingest.readers import refusals
from ingest.readers.decoding import decode
from ingest.readers.document import ReadDocument, first_heading, normalise
from ingest.readers.front_matter import split_front_matter
from ingest.readers.markdown_text import escape
from kb.encodings.repair import DAMAGED


def read_text(content: bytes) -> ReadDocument:
    """Return a text file line by line as it is; damaged bytes are counted."""
    text = _some(normalise(decode(content)))
    return ReadDocument(escape(text), "text/plain", title=first_heading(text), notices=_damage(text))


def read_markdown(content: bytes) -> ReadDocument:
    """Return a Markdown file without its head and comments; the head's values become `meta`."""
    meta, body = split_front_matter(decode(content).lstrip("\ufeff").replace("\r\n", "\n"))
    text = _some(normalise(_without_comments(body)))
    title = meta.get("title")
    return ReadDocument(
        text,
        "text/markdown",
        title=str(title).strip() if title else first_heading(text),
        meta=meta,
        notices=_damage(text),
    )


def _damage(text: str) -> dict[str, int]:
    count = text.count(DAMAGED)
    return {"character": count} if count else {}


def _without_comments(text: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join(kept) + text[position:]


def _some(text: str) -> str:
    if not text.strip():
        raise refusals.empty()
    return text
