"""Write Moodle's GIFT format, such that reading it gives the same questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.errors import BadInput
from kb.learning.formats.gift_body import escape_gift
from kb.learning.formats.moodle_tags import write_tags
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question


def write_gift(questions: Sequence[Question]) -> str:
    """Return the questions as a GIFT file. Raise BadInput for those of a kind that GIFT does not have."""
    return "\n\n".join(_block(question) for question in questions) + "\n"


def can_write(question: Question) -> bool:
    """Return whether GIFT has this kind of question."""
    return KINDS[question.type].to_gift(question) is not None


def _block(question: Question) -> str:
    answers = KINDS[question.type].to_gift(question)
    if answers is None:
        raise BadInput("GIFT has no questions of the type “{type}” ({id}).", type=question.type, id=question.id)
    fields = [("id", question.id), *(("tag", tag) for tag in write_tags(question))]
    comment = "// " + " ".join(f"[{kind}:{_in_comment(value)}]" for kind, value in fields)
    general = f"\n\t####{escape_gift(question.explanation)}" if question.explanation else ""
    return f"{comment}\n{escape_gift(question.stem)} {{{answers}{general}\n}}"


def _in_comment(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", " ".join(text.split()))
