"""Charts as tables, from the values that the file keeps for drawing them."""

from __future__ import annotations

from collections.abc import Iterator

from kb.office_files.number_format import NumberFormat
from kb.office_files.package import Element, whole_number

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_POINTS = 20_000


def chart_title(root: Element) -> str:
    """Return the words above a chart, "" where it has none of its own."""
    title = root.find(f"{CHART}chart/{CHART}title")
    if title is None:
        return ""
    words = "".join(text.text or "" for text in title.iter(f"{_DRAWING}t"))
    words = words or " ".join(value.text or "" for value in title.iter(f"{CHART}v"))
    return " ".join(words.split())


def chart_rows(root: Element) -> list[list[str]]:
    """Return a head of series names and a row for each category; a point without a value is empty.

    Empty where the file keeps no values. What only points to a workbook is not followed.
    """
    names = [""]
    columns: list[dict[int, str]] = []
    labels: dict[int, str] = {}
    for series in root.iter(f"{CHART}ser"):
        for found in ("cat", "xVal"):
            element = series.find(f"{CHART}{found}")
            if element is not None:
                for index, label in _labels(element):
                    labels.setdefault(index, label)
        values = next(
            (series.find(f"{CHART}{name}") for name in ("val", "yVal") if series.find(f"{CHART}{name}") is not None),
            None,
        )
        if values is None:
            continue
        names.append(_name(series))
        columns.append(dict(_points(values)))
        bubbles = series.find(f"{CHART}bubbleSize")
        if bubbles is not None and (sizes := dict(_points(bubbles))):
            names.append("")
            columns.append(sizes)
    indexes = sorted({*labels, *(index for column in columns for index in column)})
    if not columns or not indexes:
        return []
    return [names, *([labels.get(index, ""), *(column.get(index, "") for column in columns)] for index in indexes)]


def _name(series: Element) -> str:
    text = series.find(f"{CHART}tx")
    return "" if text is None else " ".join((value.text or "").strip() for value in text.iter(f"{CHART}v"))


def _labels(element: Element) -> Iterator[tuple[int, str]]:
    levels = element.findall(f".//{CHART}lvl")
    if not levels:
        yield from _points(element)
        return
    # The innermost level comes first and has every category; outer ones name where a group begins.
    names = [dict(_cached(level)) for level in levels]
    for index in sorted(names[0]):
        outer = (
            next((level[before] for before in range(index, -1, -1) if before in level), "")
            for level in reversed(names[1:])
        )
        yield index, " ".join(part for part in (*outer, names[0][index]) if part)


def _points(element: Element) -> Iterator[tuple[int, str]]:
    for kind in ("numCache", "numLit"):
        cache = element.find(f".//{CHART}{kind}")
        if cache is not None:
            code = cache.find(f"{CHART}formatCode")
            shown = NumberFormat("" if code is None else code.text or "")
            for index, text in _cached(cache):
                yield index, _number(text, shown)
            return
    yield from _cached(element)


def _cached(cache: Element) -> Iterator[tuple[int, str]]:
    for count, point in enumerate(cache.iter(f"{CHART}pt")):
        if count >= _MAX_POINTS:
            return
        value = point.find(f"{CHART}v")
        yield whole_number(point.get("idx")), "" if value is None else " ".join((value.text or "").split())


def _number(text: str, shown: NumberFormat) -> str:
    if text.startswith("#"):  # an error such as #N/A: Excel leaves the point out
        return ""
    try:
        return shown.show(float(text), text)
    except ValueError:
        return text
