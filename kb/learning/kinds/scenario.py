"""Describe a client and ask what has to be found out about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells, join_texts, split_texts
from kb.learning.formats.moodle_parts import text_of, write_text
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Kind, texts_of
from kb.learning.questions.question import Answer, Question
from kb.learning.questions.scenario import ARROW, KeyPoint, check_points, read_point, score_points, write_point

POINT = "[2] what the money is for => use of funds; purpose"
"""A key point as a table has it: its weight, what is to be found, phrases that count."""


class Scenario(Kind):
    """Ask for a free text that names key points (`kb.learning.questions.scenario`)."""

    name = "scenario"
    title = marked("Scenario")
    example = Example("What do you find out?", Cells(f"{POINT} | when => until when; how long"))
    moodle_type = "essay"

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, key points as lines, or each with its text, phrases and weight."""
        return {"points": tuple(_parse_point(row) for row in record.get("answer") or ())}

    def check(self, question: Question) -> None:
        """Refuse key points that could not be found or written to a file."""
        check_points(question.points)

    def score(self, question: Question, answer: Answer) -> float:
        """Return the share of the weights whose points the answer names."""
        return score_points(question.points, answer if isinstance(answer, str) else texts_of(answer))

    def right_answer(self, question: Question) -> Answer:
        """Return the key points."""
        return tuple(point.text for point in question.points)

    def to_cells(self, question: Question) -> Cells:
        """Write the key points as lines."""
        return Cells(join_texts(write_point(point) for point in question.points))

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read the key points."""
        return {"answer": split_texts(cells.answer)}

    def to_moodle(self, question: Question) -> list[str]:
        """Write an essay, which people mark in Moodle; the key points are its notes for them."""
        points = "\n".join(write_point(point) for point in question.points)
        return ["  <responseformat>plain</responseformat>", write_text("graderinfo", points)]

    def from_moodle(self, element: Element) -> Fields:
        """Read an essay whose notes are key points. Raise BadInput for others: they have no score."""
        notes = [line for line in text_of(element.get("graderinfo")).splitlines() if line.strip()]
        if not notes or not all(ARROW in line for line in notes):
            raise BadInput("An essay has no score: it cannot be a question here.")
        return {"points": tuple(read_point(line) for line in notes)}


def _parse_point(row: Any) -> KeyPoint:
    if isinstance(row, str):
        return read_point(row)
    phrases = row.get("phrases") or ()
    if isinstance(phrases, str):
        raise TypeError
    return KeyPoint(str(row["text"]), tuple(str(phrase) for phrase in phrases), float(row.get("weight") or 1))
