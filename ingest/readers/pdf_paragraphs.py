"""Lines of PDF pages to paragraphs and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.joining import join_lines
from ingest.readers.pdf_lines import Line

_PAGE_NUMBER = re.compile(
    r"^[\s\-—–~·|]*(?:第\s*)?(?:page\s*)?\d{1,4}\s*(?:页)?(?:\s*(?:[/／,，]|of|共)?\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–~·|]*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[。！？!?；;：:.…][”’」』）)》]*$")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]+[编章节]")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条[\s\u3000]")
_MARGIN_LINES = 2
_HEADING_RATIO = 1.12
_HEADING_CHARACTERS = 80
_HEADING_SHARE = 0.3
_HEADING_LEVELS = 4


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without page numbers and the lines that head or foot most of them."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("#", page[index].text) for index in _margin(page)})
    often = max(3, len(pages) // 2)
    kept = []
    for page in pages:
        running = {
            index
            for index in _margin(page)
            if _PAGE_NUMBER.match(page[index].text) or seen[_DIGITS.sub("#", page[index].text)] >= often
        }
        kept.append([line for index, line in enumerate(page) if index not in running])
    return kept


def _margin(page: Sequence[Line]) -> set[int]:
    """The highest and lowest lines of a page, whatever their order in the file."""
    by_height = sorted(range(len(page)), key=lambda index: page[index].bottom)
    return {*by_height[:_MARGIN_LINES], *by_height[-_MARGIN_LINES:]}


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[list[str]]:
    """The paragraphs that begin on each page; larger letters become Markdown headings."""
    lines = [line for page in pages for line in page]
    edge = _right_edge(lines)
    levels = _heading_levels(lines)
    found: list[list[list[str]]] = []
    current: list[str] = []
    before: Line | None = None
    for page in pages:
        found.append([])
        for line in page:
            level = levels.get(_rounded(line), 0)
            if before is not None and _continues(before, line, edge, is_heading=level > 0):
                current.append(line.text)
            else:
                current = ["#" * level + " " * (level > 0) + line.text]
                found[-1].append(current)
            before = line
    return [[join_lines(lines) for lines in paragraphs] for paragraphs in found]


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
    """Where full lines end; the few that reach further do not count."""
    rights = sorted(line.right for line in lines)
    return rights[min(int(len(rights) * 0.95), len(rights) - 1)] if rights else 0.0


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
    if not larger or len(larger) > _HEADING_SHARE * len(lines):
        return {}
    sizes = sorted({_rounded(line) for line in larger if len(line.text) <= _HEADING_CHARACTERS}, reverse=True)
    return {size: min(level, _HEADING_LEVELS) for level, size in enumerate(sizes, start=1)}
