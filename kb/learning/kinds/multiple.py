"""Ask for several right answers, to be chosen together."""

from __future__ import annotations

from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells
from kb.learning.formats.gift_body import GiftBody, write_lines, write_option
from kb.learning.kinds.choice import Choice
from kb.learning.kinds.kind import Example, Fields, texts_of
from kb.learning.questions.question import Answer, Question

_ROUNDING = 0.01


class Multiple(Choice):
    """Ask for several right options; each adds its share, and a wrong one subtracts as much."""

    name = "multiple"
    title = marked("Several right answers")
    example = Example("Which ones are right?", Cells("this one | this one too", "not this one"))
    moodle_single = False
    gap_names = (
        *("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"),
    )

    def shares(self, right: int) -> tuple[float, float]:
        """Return the same share for each right option, and as much less for a wrong one."""
        return 1 / right, -1 / right

    def check(self, question: Question) -> None:
        """Refuse also right options that together do not give full marks."""
        super().check(question)
        if abs(sum(max(option.share, 0.0) for option in question.options) - 1) > _ROUNDING:
            raise BadInput("The right options together must give 100 %.")

    def score(self, question: Question, answer: Answer) -> float:
        """Return the sum of the shares of what was chosen."""
        chosen = set(texts_of(answer))
        return sum(option.share for option in question.options if option.text in chosen)

    def right_answer(self, question: Question) -> Answer:
        """Return the options that add to the score."""
        return tuple(option.text for option in question.options if option.share > 0)

    def chosen(self, answer: Any) -> tuple[str, ...]:
        """Return the options."""
        return tuple(answer) if isinstance(answer, list) else ()

    def to_gift(self, question: Question) -> str:
        """Write every option with ~ and its share."""
        return write_lines([write_option(option, right=False) for option in question.options])

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read answers that all begin with ~."""
        answers = body.answers
        if not answers or any(answer.sign == "=" for answer in answers):
            return None
        return {"options": tuple(answer.option(0.0) for answer in answers)}
