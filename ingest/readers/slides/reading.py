"""A presentation as Markdown, slide by slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument
from ingest.readers.markdown_text import escape, heading
from ingest.readers.slides.names import P, R
from ingest.readers.slides.shapes import SlideReader
from ingest.readers.slides.text import paragraphs
from kb.office_files.package import Element, Package
from kb.search.places import place_code

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
NOTES_LABEL = "讲师备注："
"""Stands before speaker notes: they are for those who teach, and are never shown as part of the slide."""

_NOT_NOTES = ("sldImg", "sldNum", "dt", "hdr", "ftr")
_MAX_TITLE = 200


def read_pptx(content: bytes) -> ReadDocument:
    """Return a presentation, each slide and its speaker notes at places of their own. Hidden slides are left out.

    Raises BadInput for one that is damaged or holds no text.
    """
    package = Package(content)
    main = package.main_part("ppt")
    root = package.xml(main)
    if root is None:
        raise refusals.damaged()
    document = DocumentBuilder()
    notices: Counter[str] = Counter()
    title: str | None = None
    running: set[str] = set()
    for number, name in enumerate(_slides(package, main, root), start=1):
        slide_root = package.xml(name) if name else None
        if slide_root is None:
            notices["part"] += 1
            continue
        if slide_root.get("show") in ("0", "false"):
            notices["hidden_slide"] += 1
            continue
        slide = SlideReader(package, name, notices).read(slide_root)
        title = title or slide.title[:_MAX_TITLE] or None
        feet = [line for line in dict.fromkeys(slide.running) if line not in running]
        running.update(feet)
        parts = [heading(slide.title, 1), *slide.parts, *map(escape, feet)]
        document.add("\n\n".join(part for part in parts if part), place_code("slide", number))
        notes = _notes(package, name, notices)
        if notes:
            document.add(NOTES_LABEL + "\n\n".join(notes), place_code("notes", number))
    for kind, count in notices.items():
        document.note(kind, count)
    read = document.build(MEDIA_TYPE, title)
    if not read.text.strip():
        raise refusals.empty()
    return read


def _slides(package: Package, main: str, root: Element) -> Iterator[str]:
    """The names of the slides' parts in the order they are shown, "" for one that is missing."""
    for entry in root.iterfind(f"{P}sldIdLst/{P}sldId"):
        yield package.target(main, entry.get(f"{R}id"))


def _notes(package: Package, slide: str, notices: Counter[str]) -> list[str]:
    lines = []
    for name in package.related(slide, "notesSlide"):
        root = package.xml(name)
        for shape in () if root is None else root.iter(f"{P}sp"):
            placeholder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
            body = shape.find(f"{P}txBody")
            if body is not None and (placeholder is None or placeholder.get("type", "body") not in _NOT_NOTES):
                lines += [escape(line) for line in paragraphs(body, notices)]
    return lines
