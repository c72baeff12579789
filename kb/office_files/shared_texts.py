"""Texts of a workbook's cells, without phonetic guides and without what was struck out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.office_files.cell_styles import MAIN
from kb.office_files.package import Element, is_on
from kb.office_files.scripts import lowered, raised

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Shown:
    """The words of a text, and how many of its pieces were struck out."""

    words: str
    struck: int = 0


def shared_texts(root: Element | None) -> Sequence[Shown]:
    """Return the texts that cells refer to by number."""
    return () if root is None else [shown_text(element) for element in root.iterchildren(f"{MAIN}si")]


def shown_text(element: Element) -> Shown:
    """Return the words of a text that may be formatted piece by piece."""
    words, struck = "", 0
    for child in element:
        if child.tag == f"{MAIN}t":
            words += _decoded(child.text or "")
        elif child.tag == f"{MAIN}r":
            text = _decoded("".join(piece.text or "" for piece in child.iterchildren(f"{MAIN}t")))
            properties = child.find(f"{MAIN}rPr")
            if properties is not None and is_on(properties.find(f"{MAIN}strike")):
                struck += bool(text.strip())
                continue
            position = None if properties is None else properties.find(f"{MAIN}vertAlign")
            shift = "" if position is None else position.get("val", "")
            if shift == "superscript":
                text = raised(text, words)
            elif shift == "subscript":
                text = lowered(text, words)
            words += text
    return Shown(words, struck)


def _decoded(text: str) -> str:
    """Characters that XML does not allow are written as _x000D_ in workbooks."""
    return _CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
