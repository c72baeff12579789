"""Lines of PDF pages to paragraphs and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.joining import join_lines
from ingest.readers.markdown_text import escape, heading
from ingest.readers.pdf_lines import Line

_SENTENCE_END = re.compile(r"[。！？!?；;：:.…][”’」』）)》]*$")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]+[编章节]")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条[\s\u3000]")
_HEADING_RATIO = 1.12
_HEADING_CHARACTERS = 80
_HEADING_SHARE = 0.3
_WRAPPED_SHARE = 0.45
_HEADING_LEVELS = 4


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[list[str]]:
    """The paragraphs that begin on each page; larger letters become Markdown headings."""
    lines = [line for page in pages for line in page]
    edges = {column: _right_edge([line for line in lines if line.column == column]) for column in range(3)}
    levels = _heading_levels(lines)
    found: list[list[tuple[int, list[str]]]] = []
    current: list[str] = []
    before: Line | None = None
    for page in pages:
        found.append([])
        for line in page:
            level = levels.get(_rounded(line), 0)
            if before is not None and _continues(before, line, edges[before.column], is_heading=level > 0):
                current.append(line.text)
            else:
                current = [line.text]
                found[-1].append((level, current))
            before = line
    return [
        [heading(join_lines(lines), level) if level else escape(join_lines(lines)) for level, lines in paragraphs]
        for paragraphs in found
    ]


def _continues(before: Line, line: Line, edge: float, *, is_heading: bool) -> bool:
    """Whether a line belongs to the paragraph of the one before it: its first word would not have fitted there."""
    if before.has_columns or line.has_columns:
        return False
    size = max(before.size, line.size, 1.0)
    if abs(before.size - line.size) > 0.1 * size and _rounded(before) != _rounded(line):
        return False
    if before.right + line.first_width + 0.5 * size < edge and before.right + 2.5 * size < edge:
        return False
    if is_heading:
        return not _CHAPTER.match(line.text)
    if _SENTENCE_END.search(before.text):
        return False
    return not _ARTICLE.match(line.text)


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end; the few that reach further do not count.

    Lines that all end far from the page's edge were not wrapped there: then no line is full.
    """
    if not lines:
        return 0.0
    rights = sorted(line.right for line in lines)
    edge = rights[min(int(len(rights) * 0.95), len(rights) - 1)]
    width = edge - min(line.left for line in lines)
    column_share = _WRAPPED_SHARE / 2 if lines[0].column else _WRAPPED_SHARE
    return edge if width >= column_share * lines[0].page_width else float("inf")


def _rounded(line: Line) -> float:
    return round(line.size * 2) / 2


def _heading_levels(lines: Sequence[Line]) -> dict[float, int]:
    """Level of each size of letters that is clearly larger than most of the text."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[_rounded(line)] += len(line.text)
    if not weights:
        return {}
    body = weights.most_common(1)[0][0]
    larger = [line for line in lines if _rounded(line) >= body * _HEADING_RATIO]
    too_many = len(larger) > _HEADING_SHARE * len(lines)
    if too_many and sum(len(line.text) for line in larger) > _HEADING_SHARE * sum(weights.values()):
        return {}
    sizes = sorted({_rounded(line) for line in larger if len(line.text) <= _HEADING_CHARACTERS}, reverse=True)
    return {size: min(level, _HEADING_LEVELS) for level, size in enumerate(sizes, start=1)}
