"""Outline a text: which lines stand under which headings, at which place.

Headings are Markdown's and those of Chinese official writing: 第一编, 第一章, 第一节, 一、 and （一） on short
lines that do not end like a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.search.markdown_words import plain_words

SEPARATOR = " › "

_MARKDOWN = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_NUMBERED = (
    (7, re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}(?:编|部分)(?![^\s\u3000:：].{0,3}[的、])")),
    (8, re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}章(?![^\s\u3000:：].{0,3}[的、])")),
    (9, re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}节(?![^\s\u3000:：].{0,3}[的、])")),
    (10, re.compile(r"[一二三四五六七八九十]{1,3}、")),
    (11, re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")),
)
_NOT_A_HEADING = re.compile(r"[。；;，,、：:！!？?.…|][”’」』）)]*$|。")
_MAX_MARKDOWN_HEADING = 100
_MAX_NUMBERED_HEADING = 30
_FRESH_PLACES = ("slide", "sheet")


@dataclass(frozen=True)
class Line:
    """Hold a line that is not blank, `[start, end)` without the blanks around it."""

    start: int
    end: int
    after_blank: bool


@dataclass(frozen=True)
class Section:
    """Hold lines with the same headings above them at the same place."""

    heading: str
    place: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class _Heading:
    level: int
    words: str


def sections_of(text: str, marks: Sequence[tuple[int, str]], title: str = "") -> Iterator[Section]:
    """Return sections in order. A heading that heads nothing is text; one that repeats `title` is left out.

    A slide or sheet begins with no headings from the one before; pages and notes go on under theirs.
    """
    lines, places = _placed_lines(text, marks)
    begins_afresh = [
        place != before and place.partition(":")[0] in _FRESH_PLACES
        for before, place in zip(["", *places], places, strict=False)
    ]
    headings = _headings(text, lines)
    heads = _heads_something(headings, begins_afresh)
    path: list[_Heading] = []
    gathered: list[Line] = []
    under = gathered_under = ("", "")
    for index, line in enumerate(lines):
        heading, place = headings[index], places[index]
        if heading is not None or place != under[1]:
            if begins_afresh[index]:
                path = []
            if heading is not None:
                path = [above for above in path if above.level < heading.level]
            under = (_words(path, title), place)
        repeats = heading is not None and heading.words == title and len(lines) > 1
        if gathered and (heads[index] or repeats or under != gathered_under):
            yield Section(*gathered_under, gathered)
            gathered = []
        if heading is not None and (heads[index] or repeats):
            path.append(heading)
            under = (_words(path, title), place)
        else:
            gathered.append(line)
            gathered_under = under
    if gathered:
        yield Section(*gathered_under, gathered)


def _words(path: Sequence[_Heading], title: str) -> str:
    return SEPARATOR.join(heading.words for heading in path if heading.words and heading.words != title)


def _placed_lines(text: str, marks: Sequence[tuple[int, str]]) -> tuple[list[Line], list[str]]:
    """Return the lines that are not blank, and the place of each; a line that a mark stands in is two."""
    lines: list[Line] = []
    places: list[str] = []
    starts = [(0, ""), *marks]
    stops = [*(offset for offset, _ in marks), len(text)]
    for (start, place), stop in zip(starts, stops, strict=True):
        found = list(_lines(text, start, stop))
        lines += found
        places += [place] * len(found)
    return lines, places


def _lines(text: str, position: int, end: int) -> Iterator[Line]:
    after_blank = True
    while position < end:
        newline = text.find("\n", position, end)
        stop = end if newline < 0 else newline
        raw = text[position:stop]
        kept = raw.strip()
        if kept:
            start = position + len(raw) - len(raw.lstrip())
            yield Line(start, start + len(kept), after_blank)
        after_blank = not kept
        position = stop + 1


def _headings(text: str, lines: Sequence[Line]) -> list[_Heading | None]:
    found: list[_Heading | None] = []
    fence = ""
    for line in lines:
        words = text[line.start : min(line.end, line.start + 2 * _MAX_MARKDOWN_HEADING)]
        mark = _FENCE.match(words)
        if mark and (not fence or words.strip() == fence or words.startswith(fence)):
            fence = "" if fence else mark.group(1)
            found.append(None)
        else:
            short = line.end - line.start <= _MAX_MARKDOWN_HEADING
            found.append(_heading(words) if short and not fence else None)
    return found


def _heads_something(headings: Sequence[_Heading | None], begins_afresh: Sequence[bool]) -> list[bool]:
    """Return whether each heading has text or a deeper heading right below it; of a list of short lines none has."""
    found = [False] * len(headings)
    below: _Heading | None = None
    has_text = False
    for index in reversed(range(len(headings))):
        heading = headings[index]
        if heading is None:
            has_text = True
        else:
            found[index] = has_text or (below is not None and below.level > heading.level)
            below, has_text = heading, False
        if begins_afresh[index]:
            below, has_text = None, False
    return found


def _heading(words: str) -> _Heading | None:
    markdown = _MARKDOWN.match(words)
    if markdown:
        return _Heading(len(markdown.group(1)), " ".join(plain_words(markdown.group(2)).split()))
    words = plain_words(words)
    if len(words) > _MAX_NUMBERED_HEADING or _NOT_A_HEADING.search(words):
        return None
    for level, pattern in _NUMBERED:
        if pattern.match(words):
            return _Heading(level, " ".join(words.split()))
    return None
