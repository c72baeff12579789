"""The blocks of a page in order: headings, paragraphs, items of lists, tables."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import Tag
from bs4.element import NavigableString

from ingest.readers.html_inline import BLOCKS, MEDIA, has_blocks, lines_of, rows_of, words
from ingest.readers.html_lists import LISTS, item_marks
from ingest.readers.html_table import is_layout, table_rows
from ingest.readers.markdown_text import escape, heading, table

_HEADING = re.compile(r"h([1-6])")
_PREFORMATTED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BULLET = "- "


class HtmlBlocks:
    """Gathers the Markdown blocks of an element; `read` may raise RecursionError for what is nested too deeply."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.notices: Counter[str] = Counter()
        self.first_heading = ""
        self._words: list[str] = []
        self._items: list[str] = []

    def read(self, element: Tag) -> None:
        """Append the blocks of an element, and count the pictures and the like in it."""
        for medium in element.find_all(list(MEDIA)):
            if not _is_spacer(medium):
                self.notices[MEDIA[medium.name]] += 1
        self._read_children(element)

    def _read_children(self, element: Tag) -> None:
        for child in element.children:
            if isinstance(child, NavigableString):
                self._words.append(str(child))
            elif isinstance(child, Tag):
                if child.name in BLOCKS or has_blocks(child):
                    self._end_paragraph()
                    self._read_block(child)
                else:
                    self._words.append(words(child))
        self._end_paragraph()

    def _read_block(self, node: Tag) -> None:
        level = _heading_level(node)
        if level:
            text = " ".join(lines_of(words(node)))
            self.first_heading = self.first_heading or text
            self.parts.append(heading(text, level))
        elif node.name == "table":
            self._read_table(node)
        elif node.name in LISTS:
            self._read_list(node, 0)
            self._end_list()
        elif node.name in ("pre", "listing", "xmp", "plaintext") or _PREFORMATTED.search(str(node.get("style", ""))):
            for mark in node.find_all("br"):
                mark.replace_with("\n")
            self.parts.append(escape(node.get_text().strip("\n")))
        else:
            self._read_children(node)

    def _read_table(self, node: Tag) -> None:
        if is_layout(node):
            for row in rows_of(node):
                self._read_children(row)
            return
        caption = node.find("caption", recursive=False)
        if isinstance(caption, Tag):
            self._words.append(words(caption))
            self._end_paragraph()
        self.parts.append(table(table_rows(node)))

    def _read_list(self, node: Tag, depth: int) -> None:
        marks = item_marks(node)
        for child in node.children:
            if isinstance(child, Tag) and child.name in LISTS:
                self._read_list(child, depth + 1)
            elif isinstance(child, Tag):
                self._read_item(child, next(marks) if child.name == "li" else "", depth)

    def _read_item(self, item: Tag, mark: str, depth: int) -> None:
        gathered = ""
        for child in item.children:
            if isinstance(child, Tag) and child.name in (*LISTS, "table"):
                mark = self._end_item(gathered, mark, depth)
                gathered = ""
                if child.name == "table":
                    self._end_list()
                    self._read_table(child)
                else:
                    self._read_list(child, depth + 1)
            else:
                gathered += words(child) if isinstance(child, Tag) else str(child)
        self._end_item(gathered, mark, depth)

    def _end_item(self, gathered: str, mark: str, depth: int) -> str:
        """Put gathered words down as lines of an item; returns the mark that is still to be written."""
        indent = "  " * depth
        for line in lines_of(gathered):
            self._items.append(indent + (mark + line if mark == _BULLET else escape(mark + line)))
            mark = ""
        return mark

    def _end_list(self) -> None:
        if self._items:
            self.parts.append("\n".join(self._items))
            self._items = []

    def _end_paragraph(self) -> None:
        lines = lines_of("".join(self._words))
        self._words.clear()
        if lines:
            self.parts.append(escape("\n".join(lines)))


def _heading_level(node: Tag) -> int:
    found = _HEADING.fullmatch(node.name)
    if found:
        return int(found[1])
    if "MsoTitle" in (node.get("class") or []):  # Word saves the title of a document so
        return 1
    level = str(node.get("aria-level", ""))
    return int(level) if node.get("role") == "heading" and level in tuple("123456") else 0


def _is_spacer(medium: Tag) -> bool:
    return any(str(medium.get(side, "")).removesuffix("px") in ("0", "1", "2") for side in ("width", "height"))
