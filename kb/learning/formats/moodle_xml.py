"""Moodle's XML format, read: choice, true or false, short answer, one gap, matching, numerical, ordering.

Texts become plain text; pictures, files and several gaps in a text are refused, as are descriptions, which have no
score. An essay is a scenario where its notes for markers list key points (`kb.learning.questions.scenario`).
Categories are passed over: a question's tags say where it belongs (`kb.learning.formats.moodle_tags`). Moodle's fixed
words for right, partly right and wrong answers are dropped; the general feedback is the explanation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.moodle_cloze import read_gap
from kb.learning.formats.moodle_tags import made_id, read_share, read_tags
from kb.learning.formats.moodle_text import plain_text
from kb.learning.formats.moodle_tree import Element, Unreadable, read_tree
from kb.learning.formats.question_file import MOST_PROBLEMS, Problem, QuestionFile
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Number,
    Option,
    Question,
    check,
)
from kb.learning.questions.scenario import ARROW, read_point

ANYTHING = "*"
"""Moodle's answer that stands for every other one."""


def read_moodle_xml(content: bytes) -> QuestionFile:
    """Read a file of Moodle's XML format: its questions, and every problem with the line of its question."""
    try:
        root = read_tree(content)
    except Unreadable as error:
        return QuestionFile((), (Problem(error.line, error.error),))
    if root.name != "quiz":
        return QuestionFile((), (Problem(root.line, BadInput("The file has no list of questions.")),))
    questions: dict[str, Question] = {}
    problems = []
    for element in root.children:
        if element.name == "question" and element.attributes.get("type") == "category":
            continue
        try:
            question = _read_question(element)
            if question.id in questions:
                raise BadInput("The id “{id}” is there twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(element.line, error))
            if len(problems) == MOST_PROBLEMS:
                break
        else:
            questions[question.id] = question
    if not questions and not problems:
        problems.append(Problem(1, BadInput("The file has no list of questions.")))
    return QuestionFile(tuple(questions.values()), tuple(problems))


def _read_question(element: Element) -> Question:
    kind = element.attributes.get("type", "")
    if element.name != "question":
        raise BadInput("There is an element “{name}” where a question should be.", name=element.name)
    if kind == "description":
        raise BadInput("A description is not a question: take it out of the file.")
    if kind not in _READERS:
        raise BadInput("Questions of Moodle's type “{type}” are not taken in.", type=kind)
    fields: dict[str, Any] = {"stem": _text_of(element.get("questiontext"))}
    explanation = _text_of(element.get("generalfeedback"))
    found = _READERS[kind](element)
    fields |= found | read_tags(_tags(element))
    fields["explanation"] = explanation or found.get("explanation", "")
    number = element.value("idnumber") or made_id(element.value("name"), fields["stem"])
    question = Question(**{"id": number, **fields})
    check(question)
    return question


def _text_of(element: Element | None) -> str:
    if element is None:
        return ""
    if any(child.name == "file" for child in element.children):
        raise BadInput("Pictures, sound and formulas are not taken in: “{tag}”.", tag="file")
    inner = element.get("text")
    return plain_text((inner or element).text, element.attributes.get("format", ""))


def _tags(element: Element) -> list[str]:
    tags = element.get("tags")
    return [] if tags is None else [(tag.get("text") or tag).text.strip() for tag in tags.all("tag")]


def _share(answer: Element) -> float:
    return read_share(answer.attributes.get("fraction", "0"))


def _options(element: Element) -> list[Option]:
    return [
        Option(_text_of(answer), _share(answer), _text_of(answer.get("feedback"))) for answer in element.all("answer")
    ]


def _read_choice(element: Element) -> dict[str, Any]:
    one = element.value("single", "true").lower() not in ("false", "0")
    return {"type": SINGLE if one else MULTIPLE, "options": tuple(_options(element))}


def _read_truth(element: Element) -> dict[str, Any]:
    options = {option.text.lower(): option for option in _options(element)}
    if set(options) != {"true", "false"} or {option.share for option in options.values()} != {0.0, 1.0}:
        raise BadInput("Say whether the statement is right or wrong.")
    feedback = next((option.feedback for option in options.values() if option.feedback), "")
    return {"type": TRUE_FALSE, "truth": options["true"].share == 1, "explanation": feedback}


def _read_short(element: Element) -> dict[str, Any]:
    options = []
    for answer in element.all("answer"):
        # Moodle takes accepted texts as they stand, without markup.
        text, share = plain_text((answer.get("text") or answer).text, "plain_text"), _share(answer)
        if text == ANYTHING and share == 0:
            continue
        if ANYTHING in text.replace("\\*", ""):
            raise BadInput("An accepted answer with * for any text is not taken in: write the answers out.")
        options.append(Option(text.replace("\\*", ANYTHING), share, _text_of(answer.get("feedback"))))
    return {"type": CLOZE, "options": tuple(options)}


def _read_numbers(element: Element) -> dict[str, Any]:
    numbers = []
    for answer in element.all("answer"):
        text, share = _text_of(answer), _share(answer)
        if text == ANYTHING and share == 0:
            continue
        tolerance = answer.value("tolerance", "0") or "0"
        numbers.append(Number(_number(text), _number(tolerance), share, _text_of(answer.get("feedback"))))
    units = element.get("units")
    names = [unit.value("unit_name") for unit in units.all("unit")] if units else []
    if len(names) > 1:
        raise BadInput("A number has one unit here, not {count}.", count=len(names))
    return {"type": NUMERICAL, "numbers": tuple(numbers), "unit": "".join(names)}


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise BadInput("“{text}” is not a number.", text=text) from error
    if not math.isfinite(value):
        raise BadInput("“{text}” is not a number.", text=text)
    return value


def _read_pairs(element: Element) -> dict[str, Any]:
    pairs = tuple((_text_of(pair), _text_of(pair.get("answer"))) for pair in element.all("subquestion"))
    return {"type": MATCHING, "pairs": pairs}


def _read_order(element: Element) -> dict[str, Any]:
    """The steps in order. What Moodle writes as a fraction is the place; without places, the file's order counts."""
    answers = element.all("answer")
    places = [_number(answer.attributes.get("fraction", "0")) for answer in answers]
    steps = [_text_of(answer) for answer in answers]
    if len(set(places)) == len(places):
        steps = [step for _place, step in sorted(zip(places, steps, strict=True))]
    return {"type": ORDERING, "order": tuple(steps)}


def _read_cloze(element: Element) -> dict[str, Any]:
    return read_gap(_text_of(element.get("questiontext")))


def _read_essay(element: Element) -> dict[str, Any]:
    notes = [line for line in _text_of(element.get("graderinfo")).splitlines() if line.strip()]
    if not notes or not all(ARROW in line for line in notes):
        raise BadInput("An essay has no score: it cannot be a question here.")
    return {"type": SCENARIO, "points": tuple(read_point(line) for line in notes)}


_READERS: Mapping[str, Callable[[Element], dict[str, Any]]] = {
    "multichoice": _read_choice,
    "truefalse": _read_truth,
    "shortanswer": _read_short,
    "numerical": _read_numbers,
    "matching": _read_pairs,
    "match": _read_pairs,
    "ordering": _read_order,
    "essay": _read_essay,
    "cloze": _read_cloze,
    "multianswer": _read_cloze,
}
