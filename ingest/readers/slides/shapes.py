"""What lies on a slide: texts, tables, charts and diagrams in reading order, the rest as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.drawing.charts import chart_rows, chart_title
from ingest.readers.drawing.diagrams import diagram_points
from ingest.readers.markdown_text import escape, table
from ingest.readers.slides.names import CHART, DIAGRAM, MC, A, P, R
from ingest.readers.slides.order import Box, reading_order
from ingest.readers.slides.text import paragraphs
from kb.office_files.merged import is_figure
from kb.office_files.package import Element, Package, whole_number

_TITLES = ("title", "ctrTitle")
_RUNNING = ("ftr", "hdr", "dt", "sldNum")
_SHAPES = frozenset(f"{P}{name}" for name in ("sp", "pic", "graphicFrame", "grpSp"))
_MAX_DEEP = 20
_MAX_COLUMNS = 100


@dataclass
class Slide:
    """The words of a slide: its title, the Markdown of its parts in order, and its running foot."""

    title: str = ""
    parts: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)


class SlideReader:
    """Reads one slide, whose part is called `name`."""

    def __init__(self, package: Package, name: str, notices: Counter[str]) -> None:
        self._package = package
        self._name = name
        self._notices = notices
        self._slide = Slide()
        self._boxes = _placeholder_boxes(package, name)

    def read(self, root: Element) -> Slide:
        """Return what a slide says."""
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is not None:
            self._slide.parts = self._ordered(tree, 0)
        return self._slide

    def _ordered(self, tree: Element, deep: int) -> list[str]:
        parts, boxes = [], []
        last = Box(0, 0, 0, 0)
        for shape in _shapes(tree):
            if _is_hidden(shape):
                self._notices["hidden_text"] += any((text.text or "").strip() for text in shape.iter(f"{A}t"))
                continue
            said = self._parts(shape, deep)
            if said:
                last = self._box(shape) or last
                parts.append(said)
                boxes.append(last)
        return [part for index in reading_order(boxes) for part in parts[index]]

    def _parts(self, shape: Element, deep: int) -> list[str]:
        if shape.tag == f"{P}grpSp":
            return self._ordered(shape, deep + 1) if deep < _MAX_DEEP else []
        if shape.tag == f"{P}pic":
            media = any(child.tag.endswith(("File", "Cd")) for child in shape.iterfind(f"{P}nvPicPr/{P}nvPr/*"))
            self._notices["media" if media else "picture"] += 1
            return []
        if shape.tag == f"{P}graphicFrame":
            return self._frame(shape)
        body = shape.find(f"{P}txBody")
        if body is None:
            return []
        kind = _placeholder(shape)[0]
        lines = paragraphs(body, self._notices)
        if kind in _TITLES and lines and not self._slide.title:
            self._slide.title = " ".join(" ".join(lines).split())
            return []
        if kind in _RUNNING:
            self._slide.running += lines if kind in ("ftr", "hdr") else []
            return []
        return [escape(line) for line in lines]

    def _frame(self, frame: Element) -> list[str]:
        data = frame.find(f"{A}graphic/{A}graphicData")
        if data is None:
            return []
        if (found := data.find(f"{A}tbl")) is not None:
            rows = self._table(found)
            return [table(rows)] if rows else []
        if (found := data.find(f"{CHART}chart")) is not None:
            return self._chart(found)
        if (found := data.find(f"{DIAGRAM}relIds")) is not None:
            return self._diagram(found)
        if (found := next(data.iter(f"{P}oleObj"), None)) is not None:
            is_formula = found.get("progId", "").startswith("Equation")
            self._notices["formula" if is_formula else "embedded"] += 1
        elif any(element.tag.endswith("}chart") for element in data.iter()):
            self._notices["chart"] += 1
        return []

    def _chart(self, reference: Element) -> list[str]:
        root = self._package.xml(self._package.target(self._name, reference.get(f"{R}id")))
        rows = [] if root is None else chart_rows(root)
        if root is None or not rows:
            self._notices["chart"] += 1
            return []
        title = chart_title(root)
        return [*([escape(title)] if title else []), table(rows)]

    def _diagram(self, reference: Element) -> list[str]:
        root = self._package.xml(self._package.target(self._name, reference.get(f"{R}dm")))
        points = [] if root is None else diagram_points(root)
        self._notices["diagram"] += not points
        return ["\n".join(f"- {escape(point)}" for point in points)] if points else []

    def _table(self, element: Element) -> list[list[str]]:
        rows = []
        above: dict[int, str] = {}
        for row in element.iterchildren(f"{A}tr"):
            cells: list[str] = []
            for cell in row.iterchildren(f"{A}tc"):
                at = len(cells)
                if at >= _MAX_COLUMNS:
                    break
                body = cell.find(f"{A}txBody")
                text = "" if body is None else " ".join(paragraphs(body, self._notices))
                if cell.get("vMerge") in ("1", "true"):
                    text = above.get(at, "")
                elif cell.get("hMerge") in ("1", "true"):
                    text = ""
                else:
                    merged = whole_number(cell.get("rowSpan"), 1) > 1
                    above[at] = text if merged and not is_figure(text) else ""
                cells.append(text)
            if any(cells):
                rows.append(cells)
        return rows

    def _box(self, shape: Element) -> Box | None:
        own = _own_box(shape)
        if own is not None:
            return own
        kind, index = _placeholder(shape)
        return self._boxes.get(f"#{index}") or self._boxes.get(kind)


def _shapes(tree: Element) -> Iterator[Element]:
    for child in tree:
        if child.tag in _SHAPES:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            choice = child.find(f"{MC}Choice")
            choice = child.find(f"{MC}Fallback") if choice is None else choice
            if choice is not None:
                yield from _shapes(choice)


def _is_hidden(shape: Element) -> bool:
    for child in shape:
        settings = child.find(f"{P}cNvPr")
        if settings is not None:
            return settings.get("hidden") in ("1", "true")
    return False


def _placeholder(shape: Element) -> tuple[str, str]:
    """The type and the index of the placeholder that a shape fills; ("", "") for a shape of its own."""
    for child in shape:
        found = child.find(f"{P}nvPr/{P}ph")
        if found is not None:
            return found.get("type", "body"), found.get("idx", "0")
    return "", ""


def _own_box(shape: Element) -> Box | None:
    for path in (f"{P}spPr/{A}xfrm", f"{P}xfrm", f"{P}grpSpPr/{A}xfrm"):
        place = shape.find(path)
        if place is None:
            continue
        offset, extent = place.find(f"{A}off"), place.find(f"{A}ext")
        if offset is not None and extent is not None:
            return Box(
                whole_number(offset.get("x")),
                whole_number(offset.get("y")),
                whole_number(extent.get("cx")),
                whole_number(extent.get("cy")),
            )
    return None


def _placeholder_boxes(package: Package, name: str) -> dict[str, Box]:
    """Where the slide's layout and its master put placeholders, by index ("#3") and by type; the layout's count."""
    found: dict[str, Box] = {}
    for layout in package.related(name, "slideLayout"):
        for part in (*package.related(layout, "slideMaster"), layout):
            root = package.xml(part)
            for shape in () if root is None else root.iter(f"{P}sp"):
                kind, index = _placeholder(shape)
                box = _own_box(shape) if kind else None
                if box is not None:
                    found[kind] = box
                    if part == layout:
                        found[f"#{index}"] = box
    return found
