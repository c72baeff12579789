"""What lies over the cells of a sheet: the words of text boxes; pictures, charts and embedded files as counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kb.office_files.package import Package, local_name

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_COUNTED = {"pic": "picture", "chart": "chart", "relIds": "diagram"}


@dataclass(frozen=True)
class Drawn:
    """The paragraphs of text boxes, and what was not read by kind."""

    words: list[str] = field(default_factory=list)
    not_read: Counter[str] = field(default_factory=Counter)


def read_drawing(package: Package, sheet: str) -> Drawn:
    """Return what lies over a sheet."""
    drawn = Drawn()
    for name in package.related(sheet, "drawing"):
        root = package.xml(name)
        if root is None:
            drawn.not_read["part"] += 1
            continue
        for element in root.iter():
            kind = local_name(element)
            if kind in _COUNTED and not any(local_name(above) == "Fallback" for above in element.iterancestors()):
                drawn.not_read[_COUNTED[kind]] += 1
            elif kind == "txBody":
                for paragraph in element.iterchildren(f"{_A}p"):
                    words = "".join(text.text or "" for text in paragraph.iter(f"{_A}t")).strip()
                    if words:
                        drawn.words.append(words)
    drawn.not_read["embedded"] += len(package.related(sheet, "oleObject")) + len(package.related(sheet, "package"))
    return drawn
