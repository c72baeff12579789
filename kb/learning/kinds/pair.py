"""Ask for left sides to be matched with right sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells, escape_cell, split_escaped, unescape_cell
from kb.learning.formats.gift_body import GiftBody, escape_gift, write_lines
from kb.learning.formats.moodle_parts import escape_xml, guard_text, text_of
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Kind, check_texts
from kb.learning.questions.question import Answer, Question

_ARROW = "->"


class Matching(Kind):
    """Ask for pairs to be matched; a pair without a left side is a distractor."""

    name = "matching"
    title = marked("Match")
    example = Example("Match.", Cells("a -> first | b -> second"))
    moodle_type = "matching"

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, a list of left and right."""
        return {"pairs": tuple((str(left), str(right)) for left, right in record.get("answer") or ())}

    def check(self, question: Question) -> None:
        """Refuse fewer than two pairs, equal left sides, and empty sides."""
        left = [left for left, _right in question.pairs if left]
        if len(left) < 2:
            raise BadInput("Matching needs at least two pairs.")
        check_texts(left)
        if any(not right.strip() for _left, right in question.pairs):
            raise BadInput("An answer is empty.")

    def choices(self, question: Question) -> Sequence[str]:
        """Return the right sides, each once."""
        return list(dict.fromkeys(right for _left, right in question.pairs))

    def score(self, question: Question, answer: Answer) -> float:
        """Return the share of the left sides that were given their right side."""
        pairs = [(left, right) for left, right in question.pairs if left]
        given = answer if isinstance(answer, Mapping) else {}
        return sum(given.get(left) == right for left, right in pairs) / len(pairs)

    def right_answer(self, question: Question) -> Answer:
        """Return the right side of each left side."""
        return {left: right for left, right in question.pairs if left}

    def to_cells(self, question: Question) -> Cells:
        """Write the pairs, each with an arrow."""
        return Cells(" | ".join(f"{escape_cell(left)} {_ARROW} {escape_cell(right)}" for left, right in question.pairs))

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read the pairs."""
        pairs = (pair.partition(_ARROW) for pair in split_escaped(cells.answer))
        return {"answer": [[unescape_cell(left), unescape_cell(right)] for left, _mark, right in pairs]}

    def reads_moodle(self, element: Element) -> bool:
        """Return whether it is a matching question, under Moodle's new name or its old one."""
        return element.attributes.get("type") in (self.moodle_type, "match")

    def to_moodle(self, question: Question) -> list[str]:
        """Write the pairs as subquestions."""
        return [
            "  <shuffleanswers>true</shuffleanswers>",
            *(
                f'  <subquestion format="plain_text"><text>{escape_xml(left)}</text>'
                f"<answer><text>{guard_text(right)}</text></answer></subquestion>"
                for left, right in question.pairs
            ),
        ]

    def from_moodle(self, element: Element) -> Fields:
        """Read the pairs of the subquestions."""
        return {"pairs": tuple((text_of(pair), text_of(pair.get("answer"))) for pair in element.all("subquestion"))}

    def to_gift(self, question: Question) -> str:
        """Write the pairs, each with an arrow."""
        return write_lines([f"={escape_gift(left)} {_ARROW} {escape_gift(right)}" for left, right in question.pairs])

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read answers that all begin with = and have an arrow."""
        answers = body.answers
        if not answers or any(answer.sign != "=" or _ARROW not in answer.text for answer in answers):
            return None
        pairs = (answer.text.split(_ARROW, 1) for answer in answers)
        return {"pairs": tuple((left.strip(), right.strip()) for left, right in pairs)}
