"""Cut a text into passages: what search finds and people read.

Passages follow the text's own structure and are spans of it, so nothing is stored twice. 200 to 400 characters
hold one thought of Chinese business prose and fit a bundled model's window.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from kb.search.documents import Chunk
from kb.search.outline import Line, Section, sections_of

Span = tuple[int, int]

MIN_CHARACTERS = 200
TARGET = 400
MAX_CHARACTERS = 500

_ARTICLE = re.compile(
    r"[*_]{0,3}第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?(?=[\s\u3000*_：:【（(]|$)"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)")
_ITEM = re.compile(r"[-*+•●▪■◆] |[①-⑳]|\||>|#|```|~~~")
_TABLE_RULE = re.compile(r"\|[\s:|-]+")
_SENTENCE = re.compile(r"[。！？!?；;…]+[”’」』）)】》\"']*|[.](?=\s)|\n\n")
_SENTENCE_END = re.compile(r"[。！？!?；;：:….][”’」』）)】》\"']*$")
_CLAUSE = re.compile(r"[，,、：:|]|\n")
_SPACE = re.compile(r"\s+")
_WRAPPED_FROM = 20
_CAPTION_UNDER = 40


def chunk_text(text: str, marks: Sequence[tuple[int, str]] = (), title: str = "") -> list[Chunk]:
    """Return the passages of a text, in order; every character that is no blank and no heading is in exactly one.

    No passage crosses a heading or a place. Short neighbours are joined up to `TARGET` characters, long
    paragraphs are cut at sentences, long sentences at clauses, and nothing is longer than `MAX_CHARACTERS`.
    A heading that repeats `title` is left out, of heading paths too; the title is shown anyway.
    """
    chunks = []
    for section in sections_of(text, marks, title):
        chunks += [Chunk(start, end, section.heading, section.place) for start, end in _passages(text, section)]
    return chunks


def _passages(text: str, section: Section) -> Iterator[Span]:
    """Yield whole groups while they fit; a group that does not is replaced by its finer pieces."""
    lines = section.lines
    waiting: deque[tuple[Span, int]] = deque((span, 0) for span in _groups(text, lines))
    by_start = {line.start: index for index, line in enumerate(lines)}
    current: Span | None = None
    while waiting:
        span, depth = waiting.popleft()
        if current is None:
            if span[1] - span[0] <= MAX_CHARACTERS:
                current = span
                continue
        elif span[1] - current[0] <= (TARGET if current[1] - current[0] >= MIN_CHARACTERS else MAX_CHARACTERS):
            current = (current[0], span[1])
            continue
        elif current[1] - current[0] >= MIN_CHARACTERS or span[1] - span[0] <= MAX_CHARACTERS:
            yield current
            current = None
            waiting.appendleft((span, depth))
            continue
        # Too long as a whole, or a short start that should be filled up from what follows.
        if depth == 0:
            finer: Iterable[Span] = _paragraphs(text, lines, by_start[span[0]], span[1])
        else:
            finer = _CUTTERS[depth - 1](text, span)
        waiting.extendleft((piece, depth + 1) for piece in reversed(list(finer)))
    if current is not None:
        yield current


def _groups(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Return an article with all its paragraphs, or the paragraphs themselves if there are no articles."""
    starts = [index for index, line in enumerate(lines) if _ARTICLE.match(text, line.start, line.end)]
    if not starts:
        yield from _paragraphs(text, lines, 0, lines[-1].end)
        return
    if starts[0] > 0:
        yield from _paragraphs(text, lines, 0, lines[starts[0] - 1].end)
    for index, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[index].start, lines[following - 1].end


def _paragraphs(text: str, lines: Sequence[Line], first: int, stop: int) -> Iterator[Span]:
    """Return lines, joined where they are one paragraph that was wrapped, a table's head, or a lead-in to a list."""
    start = end = -1
    for index in range(first, len(lines)):
        line = lines[index]
        if line.start >= stop:
            break
        if start >= 0 and not _belongs(text, lines[index - 1], line):
            yield start, end
            start = -1
        if start < 0:
            start = line.start
        end = line.end
    if start >= 0:
        yield start, end


def _belongs(text: str, before: Line, line: Line) -> bool:
    last = text[max(before.start, before.end - 10) : before.end]
    if last.endswith(("：", ":")) or _is_caption(text, before, line):
        return True
    if line.after_blank:
        return False
    head = text[line.start : line.start + 20]
    if _is_rule(text, line) or _is_rule(text, before):
        return True
    if _ITEM.match(head) or _NUMBERED.match(head) or _ITEM.match(text, before.start):
        return False
    return before.end - before.start >= _WRAPPED_FROM and not _SENTENCE_END.search(last)


def _is_caption(text: str, before: Line, line: Line) -> bool:
    """Return whether a line such as `1. 客户反馈` introduces the paragraph after it."""
    words = text[before.start : before.start + _CAPTION_UNDER]
    return (
        before.end - before.start < _CAPTION_UNDER
        and line.end - line.start > _CAPTION_UNDER
        and (_NUMBERED.match(words) is not None or words.startswith(("**", "#")))
        and not _SENTENCE_END.search(words)
    )


def _is_rule(text: str, line: Line) -> bool:
    return line.end - line.start <= MAX_CHARACTERS and _TABLE_RULE.fullmatch(text, line.start, line.end) is not None


def _cut_after(pattern: re.Pattern[str]) -> Callable[[str, Span], Iterator[Span]]:
    def cut(text: str, span: Span) -> Iterator[Span]:
        start, stop = span
        for mark in pattern.finditer(text, start, stop):
            yield from _trimmed(text, start, mark.end())
            start = mark.end()
        yield from _trimmed(text, start, stop)

    return cut


def _cut_anywhere(text: str, span: Span) -> Iterator[Span]:
    for start in range(span[0], span[1], MAX_CHARACTERS):
        yield from _trimmed(text, start, min(start + MAX_CHARACTERS, span[1]))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        start += len(piece) - len(piece.lstrip())
        yield start, start + len(kept)


_CUTTERS = (_cut_after(_SENTENCE), _cut_after(_CLAUSE), _cut_after(_SPACE), _cut_anywhere)
