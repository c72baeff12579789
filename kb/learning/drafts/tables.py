"""Turn tables of a document into questions: match the first column with the second."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.i18n import translate as _
from kb.learning.formats.moodle_tags import made_id
from kb.learning.kinds.pair import Matching
from kb.learning.questions.question import Question

OTHER_SECTIONS = re.compile("目标|练习|讨论|案例|例子|示例|举例|错误|参考|附录|形式合规|怎么说|话术")
"""Headings of sections whose sentences say nothing that holds by itself."""

_RULE = re.compile(r"\|[\s:|-]+\|?")
_MARKUP = re.compile(r"\*\*|`")
_MIN_ROWS, _MAX_ROWS = 3, 6
_MAX_CELL = 60


@dataclass(frozen=True)
class Passage:
    """Hold a piece of a document with its heading."""

    heading: str
    text: str


def propose_matches(passages: Sequence[Passage]) -> list[Question]:
    """Return a question for each table with three to six rows whose first two columns tell the rows apart."""
    questions = []
    for passage in passages:
        if OTHER_SECTIONS.search(passage.heading):
            continue
        for heading, rows in _tables(passage.text):
            pairs = [(row[0], row[1]) for row in rows[:_MAX_ROWS]]
            left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            told_apart = len(set(left)) == len(left) and len(set(right)) == len(right) >= _MIN_ROWS
            if told_apart and all(cell and len(cell) <= _MAX_CELL for cell in (*left, *right)):
                stem = _("{section}. Match: {left} – {right}").format(
                    section=passage.heading.rsplit(" / ", 1)[-1], left=heading[0], right=heading[1]
                )
                section = passage.heading.rsplit(" / ", 1)[-1]
                questions.append(
                    Question(made_id("draft", stem), Matching.name, stem, pairs=tuple(pairs), section=section)
                )
    return questions


def _tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Return heading and rows of each table with at least two columns."""
    lines = [*text.splitlines(), ""]
    for place, line in enumerate(lines[:-1]):
        if line.startswith("|") and _RULE.fullmatch(lines[place + 1].strip()):
            heading, rows = _cells(line), []
            for row in lines[place + 2 :]:
                if not row.startswith("|"):
                    break
                rows.append(_cells(row))
            if len(heading) >= 2 and all(len(row) == len(heading) for row in rows):
                yield heading, rows


def _cells(line: str) -> list[str]:
    return [_MARKUP.sub("", cell).strip() for cell in line.strip().strip("|").split("|")]
