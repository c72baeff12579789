"""Ask for steps to be put in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells, join_texts, split_texts
from kb.learning.formats.moodle_parts import read_finite, text_of, write_answer
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Kind, check_texts, texts_of
from kb.learning.questions.question import Answer, Question


class Ordering(Kind):
    """Ask for steps in the order `order`."""

    name = "ordering"
    title = marked("Put in order")
    example = Example("Put in order.", Cells("first | second | third"))
    moodle_type = "ordering"

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, the steps in order."""
        answer = record.get("answer")
        if not isinstance(answer, list):
            raise TypeError
        return {"order": tuple(str(step) for step in answer)}

    def check(self, question: Question) -> None:
        """Refuse fewer than two steps, empty ones, and equal ones."""
        if len(question.order) < 2:
            raise BadInput("Putting in order needs at least two steps.")
        check_texts(question.order)

    def choices(self, question: Question) -> Sequence[str]:
        """Return the steps."""
        return question.order

    def score(self, question: Question, answer: Answer) -> float:
        """Return pairs in order less pairs out of it, as a share of all: an order by chance scores near 0."""
        given = texts_of(answer)
        if sorted(given) != sorted(question.order):
            return 0.0
        places = [question.order.index(text) for text in given]
        pairs = list(combinations(places, 2))
        return sum(1 if first < second else -1 for first, second in pairs) / len(pairs)

    def right_answer(self, question: Question) -> Answer:
        """Return the steps in order."""
        return question.order

    def to_cells(self, question: Question) -> Cells:
        """Write the steps in order."""
        return Cells(join_texts(question.order))

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read the steps."""
        return {"answer": split_texts(cells.answer)}

    def to_moodle(self, question: Question) -> list[str]:
        """Write the steps, each with its place."""
        return [
            "  <layouttype>VERTICAL</layouttype>",
            "  <selecttype>ALL</selecttype>",
            "  <selectcount>0</selectcount>",
            "  <gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>",
            *(write_answer(str(place), step) for place, step in enumerate(question.order, 1)),
        ]

    def from_moodle(self, element: Element) -> Fields:
        """Read the steps. What Moodle writes as a fraction is the place; without places, the file's order counts."""
        answers = element.all("answer")
        places = [read_finite(answer.attributes.get("fraction", "0")) for answer in answers]
        steps = [text_of(answer) for answer in answers]
        if len(set(places)) == len(places):
            steps = [step for _place, step in sorted(zip(places, steps, strict=True))]
        return {"order": tuple(steps)}
