"""Score scenario questions: a described client, and what has to be found out about them.

A key point is found where the answer says one of its phrases. Case, width, traditional forms, blanks and punctuation
make no difference; in a phrase such as `回款+账户` all parts have to stand in one sentence, in any order. Nothing is
judged by likeness of meaning: the same words always earn the same score, and people see which words count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import BadInput
from kb.search.text import fold

MAX_ANSWER = 2000
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_WRITTEN = re.compile(r"(?:\[([^\[\]]*)\])?(.*)", re.S)
ARROW, _ALL_OF = "=>", "+"
_MIN_CHARACTERS = 2


@dataclass(frozen=True)
class KeyPoint:
    """Hold something to find out: its wording in the feedback, phrases that count as found, and its weight."""

    text: str
    phrases: tuple[str, ...]
    weight: float = 1.0


def comparable(text: str) -> str:
    """Return a typed text without what does not matter: case, width, traditional forms, blanks, punctuation."""
    return _NOT_WORD.sub("", fold(text))


def find_points(points: Sequence[KeyPoint], answer: str | Sequence[str]) -> list[bool]:
    """Return which of the key points an answer names, in their order. An answer is a text, or a list of points."""
    told = answer if isinstance(answer, str) else "\n".join(answer)
    told = told[:MAX_ANSWER]
    sentences = [comparable(sentence) for sentence in _SENTENCE_END.split(told)]
    whole = comparable(told)
    return [
        comparable(point.text) in whole or any(_is_said(phrase, sentences) for phrase in point.phrases)
        for point in points
    ]


def score_points(points: Sequence[KeyPoint], answer: str | Sequence[str]) -> float:
    """Return the share of the weights whose points were found."""
    found = zip(points, find_points(points, answer), strict=True)
    return sum(point.weight for point, yes in found if yes) / sum(point.weight for point in points)


def check_points(points: Sequence[KeyPoint]) -> None:
    """Raise BadInput with a sentence about the first thing that is wrong."""
    if not points:
        raise BadInput("A scenario needs at least one key point.")
    texts = Counter(point.text for point in points)
    for point in points:
        if texts[point.text] > 1:
            raise BadInput("The answer “{text}” occurs twice.", text=point.text)
        if not point.phrases:
            raise BadInput("The key point “{text}” has no phrase that counts as found.", text=point.text)
        if not 0 < point.weight <= 100:
            raise BadInput("The weight of “{text}” is not between 0 and 100.", text=point.text)
        for phrase in point.phrases:
            parts = [comparable(part) for part in phrase.split(_ALL_OF)]
            if not all(parts) or len("".join(parts)) < _MIN_CHARACTERS:
                raise BadInput(
                    "The phrase “{phrase}” is too short to count: use two characters or more.", phrase=phrase
                )
        if _reread(point) != point:
            raise BadInput("The key point “{text}” must not use line ends, ;, | or => in its words.", text=point.text)


def write_point(point: KeyPoint) -> str:
    """Return a key point in a line, such as `[2] what the money is for => use of funds; purpose`."""
    weight = "" if point.weight == 1 else f"[{point.weight:.15g}] "
    return f"{weight}{point.text} {ARROW} {'; '.join(point.phrases)}"


def read_point(line: str) -> KeyPoint:
    """Return the key point of such a line; the weight is 1 where none is written. Raise BadInput."""
    head, arrow, rest = line.partition(ARROW)
    written = _WRITTEN.fullmatch(head.strip())
    weight, text = written.groups() if written else ("", "")
    phrases = tuple(phrase.strip() for phrase in re.split("[;；]", rest) if phrase.strip())
    if not arrow or not text.strip():
        raise BadInput("A key point is written as: what is to be found => phrase; phrase. Got: “{line}”", line=line)
    try:
        return KeyPoint(text.strip(), phrases, float(weight) if weight else 1.0)
    except ValueError as error:
        raise BadInput("“{text}” is not a number.", text=weight) from error


def _reread(point: KeyPoint) -> KeyPoint | None:
    line = write_point(point)
    return None if re.search(r"[\n\r|]", line) else read_point(line)


def _is_said(phrase: str, sentences: Sequence[str]) -> bool:
    parts = [comparable(part) for part in phrase.split(_ALL_OF)]
    return any(all(part in sentence for part in parts) for sentence in sentences)
