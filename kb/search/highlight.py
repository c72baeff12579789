"""Choose the part of a passage to show, and mark what in it matched."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.search.text import fold, is_chinese, with_plain_numbers

SNIPPET_CHARACTERS = 140
_GROUP = 3
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LIST_MARK = re.compile(r"(?m)^([ \t]*)([-*+] )")
_TABLE_RULE = re.compile(r"^\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*\n?", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")
_SENTENCE_ENDS = "。！？；!?;\n"


@dataclass(frozen=True)
class Snippet:
    """Hold a stretch of text and the spans in it that matched."""

    text: str
    marks: tuple[tuple[int, int], ...]


def find_marks(text: str, tokens: Collection[str]) -> list[tuple[int, int]]:
    """Return spans of `text` that match tokens in any of their written forms; overlapping ones are joined."""
    if not tokens:
        return []
    folded, origin = _fold_with_origin(text)
    spans: list[tuple[int, int]] = []
    for match in _overlapping(tokens).finditer(folded):
        at, end = match.start(1), match.end(1)
        if is_chinese(match.group(1)) or _stands_alone(folded, at, end):
            spans.append((origin[at], origin[end - 1] + 1))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def make_snippet(text: str, tokens: Collection[str], length: int = SNIPPET_CHARACTERS) -> Snippet:
    """The stretch of about `length` characters with the most matches, begun at a sentence where possible."""
    text = _LIST_MARK.sub(lambda match: match[1] + "·".ljust(len(match[2])), text)
    text = _ESCAPED.sub(r"\1", _BAR.sub(" ", _TABLE_RULE.sub("", text)))
    marks = find_marks(text, tokens)
    start = _best_start(text, marks, length)
    end = min(len(text), start + length)
    shown = text[start:end]
    leading = len(shown) - len(shown.lstrip())
    start, shown = start + leading, shown.strip()
    end = start + len(shown)
    prefix = "…" if start > 0 and text[:start].strip() else ""
    suffix = "…" if text[end:].strip() else ""
    inside = tuple(
        (max(a, start) - start + len(prefix), min(b, end) - start + len(prefix))
        for a, b in marks
        if a < end and b > start
    )
    return Snippet(prefix + shown + suffix, inside)


def _best_start(text: str, marks: list[tuple[int, int]], length: int) -> int:
    if len(text) <= length or not marks:
        return 0
    best, best_weight = 0, -1
    for first, (start, _) in enumerate(marks):
        weight = sum(end - begin for begin, end in marks[first:] if end <= start + length)
        if weight > best_weight:
            best, best_weight = start, weight
    sentence = max(text.rfind(mark, 0, best) for mark in _SENTENCE_ENDS) + 1
    start = sentence if best - sentence <= length // 2 else max(0, best - length // 5)
    return max(0, min(start, len(text) - length))


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Return whether a Latin word or number is whole at these positions: `ai` is not found inside `aida`."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return not any(char.isalnum() and not is_chinese(char) for char in (before, after) if char)


def _overlapping(tokens: Collection[str]) -> re.Pattern[str]:
    """Find every place where a token begins, also inside another one; the longest token wins a place."""
    longest_first = sorted(tokens, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(_written, longest_first))}))")


def _written(token: str) -> str:
    """The pattern of the ways in which a token may be written: 1,200,000 for 1200000, 金 融 for 金融."""
    if is_chinese(token):
        return r"[ \u3000\u00a0]{0,4}".join(token)
    whole, point, rest = token.partition(".")
    if whole.isdecimal() and len(whole) > _GROUP:
        first = len(whole) % _GROUP or _GROUP
        groups = [whole[:first], *(whole[at : at + _GROUP] for at in range(first, len(whole), _GROUP))]
        return ",?".join(groups) + re.escape(point + rest)
    return re.escape(token)


def _fold_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and, for each of its characters, the position it comes from."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    forms = [fold(char) for char in with_plain_numbers(text)]
    return "".join(forms), [position for position, form in enumerate(forms) for _ in form]
