"""Word's styles, followed to what they are based on: headings, the title, numbering, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.word.names import VAL, W
from kb.office_files.package import Element, is_on, whole_number

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLES = frozenset({"title", "文档标题", "标题"})
_BODY_LEVEL = 9
_MAX_CHAIN = 30


@dataclass(frozen=True)
class Style:
    """A style: its element, its name in lower case, and the id of the one it is based on."""

    id: str
    name: str
    based_on: str
    element: Element


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        for element in () if root is None else root.findall(f"{W}style"):
            style = Style(
                id=element.get(f"{W}styleId", ""),
                name=_value(element, "name").strip().lower(),
                based_on=_value(element, "basedOn"),
                element=element,
            )
            self._styles[style.id] = style
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
                self._default = style.id

    def chain(self, style_id: str | None) -> Iterator[Style]:
        """A style and what it is based on, the nearest first; the default paragraph style for None."""
        current = self._default if style_id is None else style_id
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(current)
            if style is None:
                return
            yield style
            current = style.based_on

    def of_paragraph(self, paragraph: Element) -> list[Style]:
        """The styles that a paragraph has, the nearest first."""
        return list(self.chain(_style_id(paragraph.find(f"{W}pPr"), "pStyle")))

    def heading_level(self, paragraph: Element, styles: list[Style]) -> int:
        """1 to 9 for a heading by its own outline level, its style's or its style's name; 0 for text."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return _level(own)
        for style in styles:
            outline = style.element.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _level(outline)
            named = _HEADING.fullmatch(style.name)
            if named:
                return int(named[1])
        return 0

    def is_title(self, styles: list[Style]) -> bool:
        """Whether a paragraph has the style of titles or one that is based on it."""
        for style in styles:
            if style.name in _TITLES:
                return True
            if _HEADING.fullmatch(style.name):  # headings may be based on the style that titles have
                return False
        return False

    def run_property(self, run: Element, paragraph_styles: list[Style], name: str) -> Element | None:
        """A property of a run: its own, else that of its character style, else that of its paragraph's style."""
        properties = run.find(f"{W}rPr")
        if properties is not None:
            own = properties.find(f"{W}{name}")
            if own is not None:
                return own
            style_id = _style_id(properties, "rStyle")
            if style_id:
                for style in self.chain(style_id):
                    found = style.element.find(f"{W}rPr/{W}{name}")
                    if found is not None:
                        return found
        for style in paragraph_styles:
            found = style.element.find(f"{W}rPr/{W}{name}")
            if found is not None:
                return found
        return None

    def has(self, run: Element, paragraph_styles: list[Style], name: str) -> bool:
        """Whether a property that is on or off is on for a run."""
        return is_on(self.run_property(run, paragraph_styles, name))

    def numbering_of(self, style_id: str) -> tuple[str, int | None]:
        """The list and level (None: not said) that a style gives its paragraphs; "" for no list."""
        for style in self.chain(style_id):
            found = style.element.find(f"{W}pPr/{W}numPr")
            if found is not None:
                level = found.find(f"{W}ilvl")
                return _value(found, "numId"), None if level is None else whole_number(level.get(VAL))
        return "", None


def paragraph_style_id(paragraph: Element) -> str | None:
    """The id of the style that a paragraph names."""
    return _style_id(paragraph.find(f"{W}pPr"), "pStyle")


def _style_id(properties: Element | None, kind: str) -> str | None:
    found = None if properties is None else properties.find(f"{W}{kind}")
    return None if found is None else found.get(VAL)


def _value(element: Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(VAL, ""))


def _level(outline: Element) -> int:
    level = whole_number(outline.get(VAL), _BODY_LEVEL)
    return level + 1 if 0 <= level < _BODY_LEVEL else 0
