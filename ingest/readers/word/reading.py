"""A Word document as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, normalise
from ingest.readers.html import read_html
from ingest.readers.joining import join_lines
from ingest.readers.word.context import Context, open_context
from ingest.readers.word.names import R, W
from ingest.readers.word.story import Block, StoryReader
from kb.errors import BadInput
from kb.office_files.package import Element, Package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGE_NUMBER = re.compile(r"[\s\d第页共/\-—–·.|,，]*|(?:page|of|[\s\d/])*", re.IGNORECASE)
_MAX_TITLE = 200
_CENTRED_LINES = 5
_MAX_TITLE_LINE = 60
_MAX_EMBEDDED_DEEP = 3


def read_docx(content: bytes) -> ReadDocument:
    """Return a Word document with its headings, numbers, tables, notes, boxes and diagrams.

    Raises BadInput for one that is damaged or holds no text.
    """
    document = DocumentBuilder()
    title = _read_into(document, content, 0)
    read = document.build(MEDIA_TYPE, title)
    if not read.text.strip():
        raise refusals.empty()
    return read


def _read_into(document: DocumentBuilder, content: bytes, deep: int) -> str | None:
    package = Package(content)
    context, root = open_context(package)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise refusals.damaged()
    story = StoryReader(context)
    blocks = list(story.blocks(body))
    for text, kind in _joined(blocks):
        if kind == "embedded":
            _embed(document, package, text, deep)
        else:
            document.add(text)
    for words in _running(context, story, root):
        document.add(words)
    for kind, count in context.notices.items():
        document.note(kind, count)
    return _title(blocks, package)


def _joined(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Markdown and kind of each block; bullets that follow each other are one list."""
    bullets: list[str] = []
    for block in blocks:
        if block.kind == "bullet":
            bullets.append(block.markdown)
            continue
        if bullets:
            yield "\n".join(bullets), "bullet"
            bullets = []
        yield block.markdown, block.kind
    if bullets:
        yield "\n".join(bullets), "bullet"


def _embed(document: DocumentBuilder, package: Package, name: str, deep: int) -> None:
    """Take in a document that was inserted as a file: Word itself merges it only when it next saves."""
    content = package.part(name) if name else None
    try:
        if content is not None and content.startswith(b"PK") and deep < _MAX_EMBEDDED_DEEP:
            _read_into(document, content, deep + 1)
            return
        if content is not None and b"<" in content[:200] and not content.startswith(b"{\\rtf"):
            document.add(read_html(content).text)
            return
    except (BadInput, ValueError, OSError):
        pass
    document.note("embedded")


def _running(context: Context, story: StoryReader, root: Element) -> Iterator[str]:
    """The words of headers and footers, each once; those that only number pages say nothing."""
    seen = set()
    names: dict[str, None] = {}
    for section in root.iter(f"{W}sectPr"):
        for reference in (*section.findall(f"{W}headerReference"), *section.findall(f"{W}footerReference")):
            names[context.package.target(context.main, reference.get(f"{R}id"))] = None
    for name in names:
        part = context.package.xml(name) if name else None
        if part is None:
            continue
        pictures = context.notices["picture"]
        context.part = name
        words = normalise(story.plain(part)).strip()
        context.part = context.main
        context.notices["picture"] = pictures  # a logo on every page is no content
        if words and words not in seen and not _PAGE_NUMBER.fullmatch(words):
            seen.add(words)
            yield words


def _title(blocks: list[Block], package: Package) -> str | None:
    """The title style's words, else a title on top that was only set large, else the first heading.

    The file's own title counts where it stands in the text: many files carry the title of what they were made from.
    """
    first = next((index for index, block in enumerate(blocks) if block.kind == "title"), None)
    if first is not None:
        lines = [block.words for block in takewhile(lambda block: block.kind == "title", blocks[first:])]
        return _line(join_lines(lines))
    own = _own_title(package)
    start = "".join("".join(block.words.split()) for block in blocks[:20])
    if own and len(own) > 3 and "".join(own.split()) in start:
        return own
    top: list[Block] = []
    for block in blocks[:_CENTRED_LINES]:
        if block.kind != "text" or not block.size or len(block.words) > _MAX_TITLE_LINE:
            break
        top.append(block)
    if top:
        return _line(max(top, key=lambda block: block.size).words)
    return next((_line(block.words) for block in blocks if block.kind == "heading"), None)


def _own_title(package: Package) -> str | None:
    for name in package.related("", "core-properties"):
        root = package.xml(name)
        for element in () if root is None else root.iter("{http://purl.org/dc/elements/1.1/}title"):
            return _line(element.text or "")
    return None


def _line(words: str) -> str | None:
    return " ".join(normalise(words).split())[:_MAX_TITLE] or None
