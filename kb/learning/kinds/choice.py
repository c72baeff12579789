"""Ask for one right answer out of several; also what multiple choice shares with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells, join_texts, split_texts
from kb.learning.formats.gift_body import GiftBody, write_lines, write_option
from kb.learning.formats.moodle_parts import options_of, write_answer
from kb.learning.formats.moodle_tags import write_share
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Gap, Kind, check_texts
from kb.learning.questions.question import Answer, Option, Question


class Choice(Kind):
    """Show a question's options. Texts of options are unique, so no key can give the right one away."""

    moodle_type = "multichoice"
    moodle_single: bool
    """Whether Moodle lets people choose one option only."""

    @abstractmethod
    def shares(self, right: int) -> tuple[float, float]:
        """Return the shares of a right and of a wrong option where `right` options are right."""

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `options`, each with its `text` and whether it is `correct`."""
        rows = [(str(row["text"]), row["correct"] is True) for row in record["options"]]
        share, penalty = self.shares(sum(correct for _text, correct in rows) or 1)
        return {"options": tuple(Option(text, share if correct else penalty) for text, correct in rows)}

    def check(self, question: Question) -> None:
        """Refuse fewer than two options, empty ones, and equal ones."""
        texts = [option.text for option in question.options]
        if len(texts) < 2:
            raise BadInput("A question with options needs at least two of them.")
        check_texts(texts)

    def choices(self, question: Question) -> Sequence[str]:
        """Return the options."""
        return [option.text for option in question.options]

    def to_cells(self, question: Question) -> Cells:
        """Write right options and wrong ones; shares of one's own are lost."""
        return Cells(
            answer=join_texts(option.text for option in question.options if option.share > 0),
            wrong=join_texts(option.text for option in question.options if option.share <= 0),
        )

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read right options and wrong ones."""
        right = [{"text": text, "correct": True} for text in split_texts(cells.answer)]
        return {"options": right + [{"text": text, "correct": False} for text in split_texts(cells.wrong)]}

    def reads_moodle(self, element: Element) -> bool:
        """Return whether it is a choice of as many options as this kind wants."""
        one = element.value("single", "true").lower() not in ("false", "0")
        return super().reads_moodle(element) and one is self.moodle_single

    def to_moodle(self, question: Question) -> list[str]:
        """Write the options with their shares."""
        return [
            f"  <single>{str(self.moodle_single).lower()}</single>",
            "  <shuffleanswers>true</shuffleanswers>",
            "  <answernumbering>abc</answernumbering>",
            *(write_answer(write_share(option.share), option.text, option.feedback) for option in question.options),
        ]

    def from_moodle(self, element: Element) -> Fields:
        """Read the options with their shares."""
        return {"options": tuple(options_of(element))}

    def from_gap(self, answers: Sequence[Gap]) -> Fields:
        """Read the options of a gap."""
        return {"options": tuple(Option(*answer) for answer in answers)}


class Single(Choice):
    """Ask for the one right option."""

    name = "single"
    title = marked("One right answer")
    example = Example("Which one is right?", Cells("this one", "not this one | nor this one"))
    moodle_single = True
    gap_names = (
        *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
        *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
    )

    def shares(self, right: int) -> tuple[float, float]:  # noqa: ARG002 - the same for any number of right ones
        """Return 1 for a right option and 0 for a wrong one."""
        return 1.0, 0.0

    def check(self, question: Question) -> None:
        """Refuse also any number of right options but one."""
        super().check(question)
        if sum(option.share == 1 for option in question.options) != 1:
            raise BadInput("A question with one right answer needs exactly one option that is right.")

    def score(self, question: Question, answer: Answer) -> float:
        """Return the share of the chosen option."""
        return next((option.share for option in question.options if option.text == answer), 0.0)

    def right_answer(self, question: Question) -> Answer:
        """Return the option with the greatest share."""
        return max(question.options, key=lambda option: option.share).text

    def chosen(self, answer: Any) -> tuple[str, ...]:
        """Return the one option."""
        return (answer,) if isinstance(answer, str) else ()

    def to_gift(self, question: Question) -> str:
        """Write the right option with =, the others with ~."""
        return write_lines([write_option(option, right=option.share == 1) for option in question.options])

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read answers of which some begin with = and some with ~."""
        answers = body.answers
        if not answers or {answer.sign for answer in answers} != {"=", "~"}:
            return None
        return {"options": tuple(answer.option(1.0 if answer.sign == "=" else 0.0) for answer in answers)}
