"""Heads, feet and page numbers that run through a PDF, told from its figures and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.pdf_lines import Line

_NUMBER = re.compile(r"\d+")
_PAGE_WORDS = re.compile(
    r"第\s*(\d{1,4})\s*页(?:\s*[/／,，、(（]?\s*共\s*\d{1,4}\s*页\s*[)）]?)?"
    r"|\bpage\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|[-—–~·|]\s*(\d{1,4})\s*[-—–~·|]",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(\d{1,4})(?:\s*[/／]\s*\d{1,4})?\s*(?:页)?")
_FIGURE = re.compile(r"\d[.,]\d|\d\s*[%％元万亿]|[¥￥$]\s*\d")
_MARGIN_LINES = 2
_SAME_PLACE = 4.0


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers and without the same words at the same place of most pages.

    Lines that differ in a figure are no heads: 2026年1月对账单 and 本月余额：120,500.00 元 are what a page is about.
    """
    margins = [_margin(page) for page in pages]
    offsets = _number_offsets(pages, margins)
    seen: Counter[tuple[str, int]] = Counter()
    for page, margin in zip(pages, margins, strict=True):
        seen.update({key for index in margin for key in _keys(page[index])})
    often = max(3, len(pages) // 2)
    kept = []
    table_heads: set[str] = set()
    for number, (page, margin) in enumerate(zip(pages, margins, strict=True), start=1):
        running = set()
        for index in margin:
            line = page[index]
            if _is_page_number(line.text, number, offsets):
                running.add(index)
            elif not _FIGURE.search(line.text) and max(seen[key] for key in _keys(line)) >= often:
                if not line.has_columns or line.text in table_heads:
                    running.add(index)
                else:
                    table_heads.add(line.text)  # the head of a table that goes on is said once
        kept.append([line for index, line in enumerate(page) if index not in running])
    return kept


def _margin(page: Sequence[Line]) -> set[int]:
    """The highest and lowest lines of a page, whatever their order in the file."""
    by_height = sorted(range(len(page)), key=lambda index: page[index].bottom)
    return {*by_height[:_MARGIN_LINES], *by_height[-_MARGIN_LINES:]}


def _keys(line: Line) -> set[tuple[str, int]]:
    """A line's words, page numbers apart, with its height in two grids, so that no edge parts neighbours."""
    words = _PAGE_WORDS.sub("#", line.text)
    step = round(line.bottom / _SAME_PLACE), round(line.bottom / _SAME_PLACE + 0.5) + 100_000
    return {(words, place) for place in step}


def _number_offsets(pages: Sequence[Sequence[Line]], margins: Sequence[set[int]]) -> set[int]:
    """By how much the numbers that pages bear differ from their places, where most pages agree on it."""
    found: Counter[int] = Counter()
    for number, (page, margin) in enumerate(zip(pages, margins, strict=True), start=1):
        found.update({borne - number for index in margin if (borne := _page_number(page[index].text)) is not None})
    return {offset for offset, count in found.items() if count * 2 >= len(pages) and (count > 1 or offset == 0)}


def _page_number(text: str) -> int | None:
    words = _PAGE_WORDS.fullmatch(text) or _BARE_NUMBER.fullmatch(text)
    return int(next(filter(None, words.groups()))) if words else None


def _is_page_number(text: str, number: int, offsets: set[int]) -> bool:
    """Whether a line is the number of its page: one that goes up with the pages, not a year or a sum."""
    borne = _page_number(text)
    return borne is not None and (borne - number in offsets or (borne == number and bool(_PAGE_WORDS.fullmatch(text))))
