"""Ask whether a statement is right or wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells
from kb.learning.formats.gift_body import GiftBody, show_hidden
from kb.learning.formats.moodle_parts import options_of, write_answer
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Kind
from kb.learning.questions.question import Answer, Question

_WORDS = {"true": True, "1": True, "false": False, "0": False}
_GIFT = re.compile(r"(TRUE|T|FALSE|F)\s*((?:#[^#]*){0,2})", re.S | re.I)


class TrueFalse(Kind):
    """Ask whether a statement is right; `truth` is the key."""

    name = "true_false"
    title = marked("Right or wrong")
    example = Example("Is this so?", Cells("true"))
    moodle_type = "truefalse"

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, true or false."""
        answer = record.get("answer")
        if not isinstance(answer, bool):
            raise TypeError
        return {"truth": answer}

    def check(self, question: Question) -> None:
        """Refuse a statement without a judgement."""
        if question.truth is None:
            raise BadInput("State whether the statement is right or wrong.")

    def score(self, question: Question, answer: Answer) -> float:
        """Return 1 or 0."""
        return float(isinstance(answer, bool) and answer is question.truth)

    def right_answer(self, question: Question) -> Answer:
        """Return the judgement."""
        return bool(question.truth)

    def to_cells(self, question: Question) -> Cells:
        """Write true or false."""
        return Cells(str(question.truth).lower())

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read true, 1, false or 0."""
        return {"answer": _WORDS.get(cells.answer.lower())}

    def to_moodle(self, question: Question) -> list[str]:
        """Write both judgements, of which one is right."""
        return [write_answer(str(100 * (question.truth is truth)), str(truth).lower()) for truth in (True, False)]

    def from_moodle(self, element: Element) -> Fields:
        """Read which judgement is right, and what is said to either as the explanation."""
        options = {option.text.lower(): option for option in options_of(element)}
        if set(options) != {"true", "false"} or {option.share for option in options.values()} != {0.0, 1.0}:
            raise BadInput("State whether the statement is right or wrong.")
        # Everyone is shown it: who was right should not read what was meant for the wrong answer.
        by_right = sorted(options.values(), key=lambda option: -option.share)
        feedback = next((option.feedback for option in by_right if option.feedback), "")
        return {"truth": options["true"].share == 1, "explanation": feedback}

    def to_gift(self, question: Question) -> str:
        """Write TRUE or FALSE."""
        return "TRUE" if question.truth else "FALSE"

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read TRUE, T, FALSE or F, and as the explanation the feedback for the right answer, else the other."""
        found = _GIFT.fullmatch(body.bare)
        if found is None:
            return None
        feedback = [show_hidden(part) for part in found[2].split("#")[1:]]
        # The second is for the right answer. Everyone is shown it, so it comes before the one for the wrong.
        return {"truth": found[1][0] in "Tt", "explanation": next((part for part in reversed(feedback) if part), "")}
