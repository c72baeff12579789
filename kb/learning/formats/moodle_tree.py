"""Parse XML into a tree of elements with line numbers, refusing what makes XML dangerous."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import Any
from xml.sax import ContentHandler, SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from kb.errors import BadInput

MAX_BYTES = 10_000_000
_MAX_DEPTH = 30


@dataclass
class Element:
    """Hold an element with its attributes, its own text and its child elements."""

    name: str
    line: int
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text that stands directly in the element."""
        return "".join(self.texts)

    def all(self, name: str) -> list[Element]:
        """Return the elements of this name right below."""
        return [child for child in self.children if child.name == name]

    def get(self, name: str) -> Element | None:
        """Return the first element of this name right below."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str, otherwise: str = "") -> str:
        """Return the text of the first element of this name, or of the `text` in it."""
        child = self.get(name)
        if child is None:
            return otherwise
        inner = child.get("text")
        return (inner or child).text.strip()


class Unreadable(Exception):
    """Report a file that is not acceptable XML; `line` says where."""

    def __init__(self, line: int, error: BadInput) -> None:
        super().__init__(str(error))
        self.line, self.error = line, error


def read_tree(content: bytes) -> Element:
    """Return the root of an XML file. Raise Unreadable for damage, document types, entities and oversized files."""
    if len(content) > MAX_BYTES:
        raise Unreadable(1, BadInput("The file is larger than {limit} MB.", limit=MAX_BYTES // 1_000_000))
    builder = _Builder()
    try:
        parseString(content.removeprefix(codecs.BOM_UTF8), builder, forbid_dtd=True)
    except DefusedXmlException as error:
        refused = BadInput("The file declares a document type or entities. Such XML is not read, for safety.")
        raise Unreadable(builder.line, refused) from error
    except SAXParseException as error:
        raise Unreadable(error.getLineNumber() or 1, BadInput("This XML cannot be read.")) from error
    except (ValueError, LookupError) as error:  # an encoding that the parser does not know
        raise Unreadable(1, BadInput("This XML cannot be read.")) from error
    if builder.root is None:
        raise Unreadable(1, BadInput("This XML cannot be read."))
    return builder.root


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._locator: Any = None

    @property
    def line(self) -> int:
        return int(self._locator.getLineNumber() or 1) if self._locator else 1

    def startElement(self, name: str, attrs: Any) -> None:
        if len(self._open) >= _MAX_DEPTH:
            raise Unreadable(self.line, BadInput("The elements of the file are nested too deeply."))
        element = Element(name, self.line, dict(attrs.items()))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, _name: str) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].texts.append(content)
