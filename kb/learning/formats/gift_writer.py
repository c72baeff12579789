"""Moodle's GIFT format, written, such that reading it gives the same questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.errors import BadInput
from kb.learning.formats.moodle_tags import write_share, write_tags
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Option,
    Question,
)

_SPECIAL = re.compile(r"([~=#{}:\\])")


def write_gift(questions: Sequence[Question]) -> str:
    """The questions as a GIFT file. Raises BadInput for those to put in order and scenarios: GIFT has none."""
    return "\n\n".join(_block(question) for question in questions) + "\n"


def can_write(question: Question) -> bool:
    """Whether GIFT has this type of question."""
    return question.type not in (ORDERING, SCENARIO)


def _block(question: Question) -> str:
    if not can_write(question):
        raise BadInput("GIFT has no questions of the type “{type}” ({id}).", type=question.type, id=question.id)
    fields = [("id", question.id), *(("tag", tag) for tag in write_tags(question))]
    comment = "// " + " ".join(f"[{kind}:{_in_comment(value)}]" for kind, value in fields)
    general = f"\n\t####{_escape(question.explanation)}" if question.explanation else ""
    return f"{comment}\n{_escape(question.stem)} {{{_answers(question)}{general}\n}}"


def _answers(question: Question) -> str:
    if question.type == TRUE_FALSE:
        return "TRUE" if question.truth else "FALSE"
    if question.type == NUMERICAL:
        lines = [
            f"={_weight(number.share, 1)}{number.value:.15g}:{number.tolerance:.15g}{_feedback(number.feedback)}"
            for number in question.numbers
        ]
        return "#" + _lines(lines)
    if question.type == MATCHING:
        return _lines([f"={_escape(left)} -> {_escape(right)}" for left, right in question.pairs])
    return _lines([_option(question.type, option) for option in question.options])


def _option(kind: str, option: Option) -> str:
    right = kind == CLOZE or (kind == SINGLE and option.share == 1)
    sign, implied = ("=", 1.0) if right else ("~", 0.0)
    return f"{sign}{_weight(option.share, implied)}{_escape(option.text)}{_feedback(option.feedback)}"


def _weight(share: float, implied: float) -> str:
    return "" if share == implied else f"%{write_share(share)}%"


def _feedback(text: str) -> str:
    return f"#{_escape(text)}" if text else ""


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"\n\t{line}" for line in lines)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _in_comment(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", " ".join(text.split()))
