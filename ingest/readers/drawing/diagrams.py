"""SmartArt: the words of its points in the order of its outline."""

from __future__ import annotations

from collections import defaultdict

from kb.office_files.package import Element, whole_number

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CONTENT = ("node", "asst")


def diagram_points(root: Element) -> list[str]:
    """Return the texts of a diagram's data part, parents before their children."""
    texts: dict[str, str] = {}
    tops = []
    for point in root.iter(f"{_DIAGRAM}pt"):
        kind = point.get("type", "node")
        if kind in _CONTENT:
            texts[point.get("modelId", "")] = _words(point)
        elif kind == "doc":
            tops.append(point.get("modelId", ""))
    children: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for link in root.iter(f"{_DIAGRAM}cxn"):
        if link.get("type", "parOf") == "parOf":
            children[link.get("srcId", "")].append((whole_number(link.get("srcOrd")), link.get("destId", "")))
    ordered: dict[str, None] = {}
    waiting = list(reversed(tops))
    seen = set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in texts:
            ordered[here] = None
        waiting += [child for _, child in sorted(children[here], reverse=True)]
    ordered |= dict.fromkeys(texts)
    return [texts[name] for name in ordered if texts[name]]


def _words(point: Element) -> str:
    lines = (
        "".join(text.text or "" for text in paragraph.iter(f"{_DRAWING}t")).strip()
        for paragraph in point.iter(f"{_DRAWING}p")
    )
    return " ".join(line for line in lines if line)
