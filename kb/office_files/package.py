"""Office Open XML packages: their parts, relations and XML.

A part that nothing depends on may be missing or broken: the office programs open such files without a word. XML
of the strict variant of the standard is given in the names of the usual one.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from kb.zip_files import UNREADABLE

Element = Any
"""An element of lxml, which comes without types."""

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = b"http://schemas.openxmlformats.org/"
_STRICT = b"http://purl.oclc.org/ooxml/"
STRICT_NAMES = tuple(
    (_STRICT + strict, _OFFICE + usual)
    for strict, usual in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/chart", b"drawingml/2006/chart"),
        (b"drawingml/diagram", b"drawingml/2006/diagram"),
        (b"drawingml/picture", b"drawingml/2006/picture"),
        (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
        (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
    )
)


@dataclass(frozen=True)
class Relation:
    """Where a part points: the last word of the relation's type, and the name of the other part."""

    kind: str
    target: str
    external: bool = False


class Package:
    """The parts of a file. Raises ValueError, or what `UNREADABLE` names, where it is no archive."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {_plain(name): name for name in self._archive.namelist()}
        self._relations: dict[str, Mapping[str, Relation]] = {}

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return _plain(name) in self._names

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, or None where it is missing or damaged."""
        stored = self._names.get(_plain(name))
        if stored is None:
            return None
        try:
            return self._archive.read(stored)
        except UNREADABLE:
            return None

    def xml(self, name: str) -> Element | None:
        """The root element of a part, or None where the part is missing or its XML is damaged."""
        content = self.part(name)
        if content is None:
            return None
        try:
            return parse_xml(content)
        except etree.XMLSyntaxError:
            return None

    def main_part(self, folder: str) -> str:
        """The name of the part that the file is about; where no relation says it, the usual one in `folder`."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        usual = {"word": "word/document.xml", "ppt": "ppt/presentation.xml", "xl": "xl/workbook.xml"}
        return usual[folder]

    def relations(self, name: str) -> Mapping[str, Relation]:
        """The relations of a part by their id; of the package itself for ""."""
        if name not in self._relations:
            self._relations[name] = self._read_relations(name)
        return self._relations[name]

    def related(self, name: str, kind: str) -> list[str]:
        """The names of the parts inside the file that a part points to by relations of a kind."""
        return [
            relation.target
            for relation in self.relations(name).values()
            if relation.kind == kind and not relation.external
        ]

    def target(self, name: str, relation_id: str | None) -> str:
        """The name of the part behind a relation's id, "" for one that is missing or points outside."""
        relation = self.relations(name).get(relation_id or "")
        return "" if relation is None or relation.external else relation.target

    def _read_relations(self, name: str) -> Mapping[str, Relation]:
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter(_RELATIONS):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join(folder, target)) if target[:1] != "/" else target[1:]
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found


def parse_xml(content: bytes) -> Element:
    """The root element of XML that loads nothing and expands nothing. Raises etree.XMLSyntaxError."""
    if _STRICT in content:
        for strict, usual in STRICT_NAMES:
            content = content.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(content, parser)


def is_on(element: Element | None) -> bool:
    """Whether a property that is there or not, such as `w:vanish`, is on."""
    if element is None:
        return False
    value = next((value for name, value in element.items() if name.rpartition("}")[2] == "val"), "1")
    return value.lower() not in ("0", "false", "off", "none")


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def whole_number(value: str | None, default: int = 0) -> int:
    """An attribute as a whole number; `default` where it is none."""
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
