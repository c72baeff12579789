"""A story of a Word document, which is its body, a note, a header or a text box: blocks of Markdown in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ingest.readers.drawing.charts import chart_rows, chart_title
from ingest.readers.drawing.diagrams import diagram_points
from ingest.readers.markdown_text import escape, heading, table
from ingest.readers.word.context import Context
from ingest.readers.word.inline import Hanging, InlineReader, chosen
from ingest.readers.word.names import MC, VAL, A, R, W
from ingest.readers.word.numbering import BULLET
from ingest.readers.word.tables import only_cell, table_rows
from kb.office_files.package import Element, is_on, whole_number

_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "txbxContent", "body")
)
_MAX_HEADING = 80
_SENTENCE = re.compile(r"[。；;！？!?]$")
_DEFAULT_SIZE = 21  # half-points
_MAX_BOXES_DEEP = 20

Kind = Literal["text", "bullet", "heading", "title", "table", "embedded"]


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or a table: its Markdown and its plain words; `size` is the letters' of a centred line."""

    kind: Kind
    markdown: str
    words: str
    size: int = 0


@dataclass
class _Carried:
    """What a paragraph whose end was deleted gives to the next one."""

    text: str = ""
    hanging: list[Hanging] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)


class StoryReader:
    """Reads the blocks of one document's stories."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._inline = InlineReader(context)
        self._deep = 0

    def blocks(self, container: Element) -> Iterator[Block]:
        """Give the blocks of a story in order; text boxes and notes follow the paragraph that they hang on."""
        yield from self._blocks(container, _Carried())

    def plain(self, container: Element) -> str:
        """Return the words of a story, a line for each paragraph."""
        return "\n".join(block.words for block in self.blocks(container) if block.words.strip())

    def _blocks(self, container: Element, carried: _Carried) -> Iterator[Block]:
        for child in container:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, carried)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}altChunk":
                yield Block("embedded", self._context.package.target(self._context.part, child.get(f"{R}id")), "")
            elif child.tag == f"{MC}AlternateContent":
                yield from self._blocks(chosen(child), carried)
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child, carried)

    def _paragraph(self, paragraph: Element, carried: _Carried) -> Iterator[Block]:
        styles = self._context.styles.of_paragraph(paragraph)
        inline = self._inline.read(paragraph, styles)
        carried.text += inline.text
        carried.hanging += inline.hanging
        carried.notes += inline.notes
        if _goes_on(paragraph):
            return
        text = "\n".join(line.strip(" \t\u3000") for line in carried.text.split("\n")).strip()
        hanging, notes = carried.hanging, carried.notes
        carried.text, carried.hanging, carried.notes = "", [], []
        # A paragraph that is hidden as a whole is not counted; an empty one in a list has its number.
        label = "" if not text and _is_hidden(paragraph) else self._context.numbering.label(paragraph)
        if text or (label and self._deep):
            level = self._context.styles.heading_level(paragraph, styles)
            yield self._block(paragraph, f"{label}{text}".strip(), text, level, self._context.styles.is_title(styles))
        yield from self._beside(hanging)
        for mark, note in notes:
            words = self.plain(note)
            if words:
                yield Block("text", escape(f"{mark} {words}".strip()), f"{mark} {words}".strip())

    def _block(self, paragraph: Element, words: str, text: str, level: int, is_title: bool) -> Block:
        if is_title and len(words) <= 2 * _MAX_HEADING:
            return Block("title", heading(words, 1), words)
        if level and len(words) <= _MAX_HEADING and not (_SENTENCE.search(words) and len(words) > _MAX_HEADING // 4):
            return Block("heading", heading(words, level), words)
        if words.startswith(f"{BULLET} ") and words != text:
            return Block("bullet", f"{BULLET} {escape(words[2:])}", words)
        return Block("text", escape(words), words, self._size_if_centred(paragraph))

    def _size_if_centred(self, paragraph: Element) -> int:
        alignment = paragraph.find(f"{W}pPr/{W}jc")
        if alignment is None or alignment.get(VAL) != "center":
            return 0
        sizes = [whole_number(size.get(VAL)) for size in paragraph.findall(f"{W}r/{W}rPr/{W}sz")]
        return max(sizes, default=_DEFAULT_SIZE)

    def _beside(self, hanging: list[Hanging]) -> Iterator[Block]:
        if not hanging or self._deep >= _MAX_BOXES_DEEP:
            return
        self._deep += 1
        try:
            for kind, element in hanging:
                if kind == "box":
                    yield from list(self._blocks(element, _Carried()))
                elif kind == "text":
                    for line in element.iter(f"{A}p"):
                        words = "".join(text.text or "" for text in line.iter(f"{A}t")).strip()
                        if words:
                            yield Block("text", escape(words), words)
                elif kind == "chart":
                    yield from self._chart(element)
                else:
                    yield from self._diagram(element)
        finally:
            self._deep -= 1

    def _chart(self, reference: Element) -> Iterator[Block]:
        root = self._context.package.xml(self._context.package.target(self._context.part, reference.get(f"{R}id")))
        rows = [] if root is None else chart_rows(root)
        if root is None or not rows:
            self._context.notices["chart"] += 1
            return
        if title := chart_title(root):
            yield Block("text", escape(title), title)
        yield Block("table", table(rows), _flat(rows))

    def _diagram(self, reference: Element) -> Iterator[Block]:
        root = self._context.package.xml(self._context.package.target(self._context.part, reference.get(f"{R}dm")))
        points = [] if root is None else diagram_points(root)
        if not points:
            self._context.notices["diagram"] += 1
        for point in points:
            yield Block("bullet", f"{BULLET} {escape(point)}", point)

    def _table(self, element: Element) -> Iterator[Block]:
        framed = only_cell(element)
        if framed is not None:
            yield from self._blocks(framed, _Carried())
            return
        rows = table_rows(element, self._cell)
        if rows:
            yield Block("table", table(rows), _flat(rows))

    def _cell(self, cell: Element) -> str:
        """The words of a cell on one line; a table inside is written row by row."""
        if self._deep >= _MAX_BOXES_DEEP:
            self._context.notices["table"] += 1
            return ""
        self._deep += 1
        try:
            return " ".join(block.words for block in self.blocks(cell) if block.words.strip())
        finally:
            self._deep -= 1


def _flat(rows: list[list[str]]) -> str:
    return "；".join(" ".join(cell for cell in row if cell.strip()) for row in rows)


def _goes_on(paragraph: Element) -> bool:
    """Whether a paragraph is one with the next: its end was deleted, or it is the large first letter of it."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return False
    if properties.find(f"{W}rPr/{W}del") is not None or properties.find(f"{W}rPr/{W}moveFrom") is not None:
        return True
    frame = properties.find(f"{W}framePr")
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def _is_hidden(paragraph: Element) -> bool:
    return is_on(paragraph.find(f"{W}pPr/{W}rPr/{W}vanish"))
