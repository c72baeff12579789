"""Ask for a short text to be typed, as into a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells, join_texts, split_texts
from kb.learning.formats.gift_body import GiftBody, write_lines, write_option
from kb.learning.formats.moodle_parts import ANYTHING, share_of, text_of, write_answer
from kb.learning.formats.moodle_tags import write_share
from kb.learning.formats.moodle_text import plain_text
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Gap, Kind, check_full_share, check_texts
from kb.learning.questions.question import Answer, Option, Question
from kb.learning.questions.scenario import comparable


class Cloze(Kind):
    """Ask for a typed text; the options are the accepted texts, and are never shown."""

    name = "cloze"
    title = marked("Fill in")
    example = Example("The word is ____.", Cells("word | same word"))
    moodle_type = "shortanswer"
    gap_names = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC")

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, an accepted text or a list of them."""
        answer = record.get("answer")
        texts = [answer] if isinstance(answer, str) else list(answer or ())
        return {"options": tuple(Option(str(text), 1.0) for text in texts)}

    def check(self, question: Question) -> None:
        """Refuse empty and equal texts, and a question in which none gives full marks."""
        check_texts([option.text for option in question.options])
        check_full_share([option.share for option in question.options])

    def score(self, question: Question, answer: Answer) -> float:
        """Return the greatest share of the texts that are the same but for case, width, blanks and punctuation."""
        typed = answer if isinstance(answer, str) else ""
        exact = comparable(typed) or typed.strip()
        matches = [option.share for option in question.options if (comparable(option.text) or option.text) == exact]
        return max(matches, default=0.0)

    def right_answer(self, question: Question) -> Answer:
        """Return the text with the greatest share."""
        return max(question.options, key=lambda option: option.share).text

    def to_cells(self, question: Question) -> Cells:
        """Write the accepted texts."""
        return Cells(join_texts(option.text for option in question.options))

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read the accepted texts."""
        return {"answer": split_texts(cells.answer)}

    def to_moodle(self, question: Question) -> list[str]:
        """Write the accepted texts; an asterisk is escaped, as it matches any text in Moodle."""
        answers = [
            write_answer(write_share(option.share), option.text.replace(ANYTHING, "\\*"), option.feedback)
            for option in question.options
        ]
        return ["  <usecase>0</usecase>", *answers]

    def from_moodle(self, element: Element) -> Fields:
        """Read the accepted texts. Raise BadInput for one that accepts any text."""
        options = []
        for answer in element.all("answer"):
            # Moodle takes accepted texts as they stand, without markup.
            text, share = plain_text((answer.get("text") or answer).text, "plain_text"), share_of(answer)
            if text == ANYTHING and share == 0:
                continue
            if ANYTHING in text.replace("\\*", ""):
                raise BadInput("An accepted answer cannot use * for any text: write the answers out.")
            options.append(Option(text.replace("\\*", ANYTHING), share, text_of(answer.get("feedback"))))
        return {"options": tuple(options)}

    def from_gap(self, answers: Sequence[Gap]) -> Fields:
        """Read the accepted texts of a gap; what is said to any other text is left out."""
        return {"options": tuple(Option(*answer) for answer in answers if answer[0] != ANYTHING)}

    def to_gift(self, question: Question) -> str:
        """Write the accepted texts with =."""
        return write_lines([write_option(option, right=True) for option in question.options])

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read answers that all begin with = and are not all pairs."""
        answers = body.answers
        if not answers or any(answer.sign != "=" for answer in answers):
            return None
        if all("->" in answer.text for answer in answers):
            return None
        return {"options": tuple(answer.option(1.0) for answer in answers)}
