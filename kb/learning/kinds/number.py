"""Ask for a number to be typed, with or without its unit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.formats.cells import Cells
from kb.learning.formats.gift_body import (
    GiftBody,
    Written,
    WrongAt,
    show_hidden,
    write_feedback,
    write_lines,
    write_weight,
)
from kb.learning.formats.moodle_parts import ANYTHING, escape_xml, read_finite, share_of, text_of, write_answer
from kb.learning.formats.moodle_tags import write_share
from kb.learning.formats.moodle_tree import Element
from kb.learning.kinds.kind import Example, Fields, Gap, Kind, check_full_share
from kb.learning.questions.question import Answer, Number, Question
from kb.learning.questions.scenario import comparable
from kb.search.text import fold

_MAX_CHARACTERS = 200
_NUMBER = re.compile(r"\s*([+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*", re.S)
_ROUNDING = 1e-9
_PERCENT = ("%", "％")


class Numerical(Kind):
    """Ask for a number within a tolerance; the first number is the one people see in the form."""

    name = "numerical"
    title = marked("Number")
    example = Example("How many years?", Cells("10", unit="years", tolerance="0"))
    moodle_type = "numerical"
    gap_names = ("NUMERICAL", "NM")

    def parse(self, record: Mapping[str, Any]) -> Fields:
        """Read `answer`, a number or its value, tolerance and unit."""
        answer = record.get("answer")
        fields: Mapping[str, Any] = answer if isinstance(answer, dict) else {"value": answer}
        number = Number(float(fields["value"]), float(fields.get("tolerance") or 0))
        return {"numbers": (number,), "unit": str(fields.get("unit") or "")}

    def check(self, question: Question) -> None:
        """Refuse infinity, a tolerance below zero, and a question in which no number gives full marks."""
        check_full_share([number.share for number in question.numbers])
        for value in (value for number in question.numbers for value in (number.value, number.tolerance)):
            if not math.isfinite(value):
                raise BadInput("“{text}” is not a number.", text=value)
        if any(number.tolerance < 0 for number in question.numbers):
            raise BadInput("A tolerance cannot be below zero.")

    def score(self, question: Question, answer: Answer) -> float:
        """Return the greatest share of the numbers that the typed one is near enough to."""
        value = read_number(answer, question.unit) if isinstance(answer, str) else None
        if value is None:
            return 0.0
        near = [
            number.share
            for number in question.numbers
            # The tolerance is widened slightly: 0.1 + 0.2 is not 0.3 in floating point.
            if abs(value - number.value) <= number.tolerance + _ROUNDING * max(1.0, abs(number.value))
        ]
        return max(near, default=0.0)

    def right_answer(self, question: Question) -> Answer:
        """Return the number with the greatest share, without its unit."""
        best = max(question.numbers, key=lambda number: number.share)
        return f"{best.value:.15g}"

    def to_cells(self, question: Question) -> Cells:
        """Write the first number; others are lost."""
        first = question.numbers[0]
        return Cells(f"{first.value:.15g}", unit=question.unit, tolerance=f"{first.tolerance:.15g}")

    def from_cells(self, cells: Cells) -> Mapping[str, Any]:
        """Read the number."""
        value, tolerance, unit = _percent(cells.answer, cells.tolerance, cells.unit)
        return {"answer": {"value": value, "tolerance": tolerance or 0, "unit": unit}}

    def to_moodle(self, question: Question) -> list[str]:
        """Write the numbers, and the unit as one that may be left out."""
        lines = [
            write_answer(
                write_share(number.share),
                f"{number.value:.15g}",
                number.feedback,
                f"<tolerance>{number.tolerance:.15g}</tolerance>",
            )
            for number in question.numbers
        ]
        if question.unit:
            unit = f"<unit><multiplier>1</multiplier><unit_name>{escape_xml(question.unit)}</unit_name></unit>"
            lines.append(f"  <units>{unit}</units>")
        showing = 0 if question.unit else 3
        return [*lines, f"  <unitgradingtype>0</unitgradingtype><showunits>{showing}</showunits>"]

    def from_moodle(self, element: Element) -> Fields:
        """Read the numbers and the unit. Raise BadInput for several units."""
        numbers = []
        for answer in element.all("answer"):
            text, share = text_of(answer), share_of(answer)
            if text == ANYTHING and share == 0:
                continue
            tolerance = answer.value("tolerance", "0") or "0"
            numbers.append(Number(read_finite(text), read_finite(tolerance), share, text_of(answer.get("feedback"))))
        units = element.get("units")
        names = [unit.value("unit_name") for unit in units.all("unit")] if units else []
        if len(names) > 1:
            raise BadInput("A number has one unit here, not {count}.", count=len(names))
        return {"numbers": tuple(numbers), "unit": "".join(names)}

    def from_gap(self, answers: Sequence[Gap]) -> Fields:
        """Read the numbers of a gap; what is said to any other number is left out."""
        return {"numbers": tuple(_number_of(*answer) for answer in answers if answer[0] != ANYTHING)}

    def to_gift(self, question: Question) -> str:
        """Write the numbers after #, each with its tolerance."""
        return "#" + write_lines(
            [
                f"={write_weight(number.share, 1)}{number.value:.15g}:{number.tolerance:.15g}"
                f"{write_feedback(number.feedback)}"
                for number in question.numbers
            ]
        )

    def from_gift(self, body: GiftBody) -> Fields | None:
        """Read what begins with #: numbers with their tolerances, or from where to where."""
        if not body.bare.startswith("#"):
            return None
        start = body.text.index("#") + 1
        if "=" in body.text[start:]:
            answers = [answer for answer in body.split(start) if answer.sign == "="]
        else:
            text, _mark, feedback = body.text[start:].partition("#")
            answers = [Written("=", None, show_hidden(text), show_hidden(feedback), body.place + start)]
        return {"numbers": tuple(_gift_number(answer) for answer in answers)}


def read_number(text: str, unit: str = "") -> float | None:
    """Return the number in a typed text, with or without its unit; None if there is none."""
    if len(text) > _MAX_CHARACTERS:
        return None
    found = _NUMBER.fullmatch(fold(text).replace("，", ",").replace("．", ".").replace("－", "-"))
    if found is None or comparable(found[2]) not in ("", comparable(unit)):
        return None
    value = float(found[1].replace(",", ""))
    return value if math.isfinite(value) else None


def _number_of(text: str, share: float, feedback: str) -> Number:
    value, _mark, tolerance = text.partition(":")
    try:
        return Number(float(value), float(tolerance or 0), share, feedback)
    except ValueError as error:
        raise BadInput("“{text}” is not a number.", text=text) from error


def _gift_number(answer: Written) -> Number:
    share = 1.0 if answer.share is None else answer.share
    try:
        if ".." in answer.text:
            low, high = map(float, answer.text.split(".."))
            return Number(_without_noise((low + high) / 2), _without_noise((high - low) / 2), share, answer.feedback)
        value, _mark, tolerance = answer.text.partition(":")
        return Number(float(value), float(tolerance or 0), share, answer.feedback)
    except ValueError as error:
        raise WrongAt(answer.place, BadInput("“{text}” is not a number.", text=answer.text)) from error


def _without_noise(value: float) -> float:
    """Return a halved number as people write it: 3.1415, not 3.1414999999999997."""
    return float(f"{value:.12g}")


def _percent(value: str, tolerance: str, unit: str) -> tuple[str, str, str]:
    """Return value, tolerance and unit of a number that a spreadsheet shows as 3.85 %: the sign counts once."""
    if not value.endswith(_PERCENT):
        return value, tolerance, unit
    if unit not in ("", *_PERCENT):
        raise BadInput("The answer is given in % and in “{unit}”: leave one of them out.", unit=unit)
    return value[:-1].strip(), tolerance.rstrip("".join(_PERCENT)).strip(), unit or _PERCENT[0]
