"""Read Moodle's XML format: choice, true or false, short answer, one gap, matching, numerical, ordering.

Texts become plain text; pictures, files and several gaps in a text are refused, as are descriptions, which have no
score. An essay is a scenario where its notes for markers list key points (`kb.learning.questions.scenario`).
Categories only tell equal id numbers apart: a question's tags say where it belongs
(`kb.learning.formats.moodle_tags`). Moodle's fixed words for right, partly right and wrong answers are dropped; the
general feedback is the explanation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.moodle_cloze import read_gap
from kb.learning.formats.moodle_parts import text_of
from kb.learning.formats.moodle_tags import made_id, read_tags
from kb.learning.formats.moodle_tree import Element, Unreadable, read_tree
from kb.learning.formats.question_file import MAX_PROBLEMS, Problem, QuestionFile
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question
from kb.learning.questions.rules import check

_WITH_GAP = ("cloze", "multianswer")
"""Moodle's types of a text with gaps in it; the gap says what kind of question it is."""


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
    category = ""
    category_of: dict[str, str] = {}
    for element in root.children:
        if element.name == "question" and element.attributes.get("type") == "category":
            category = element.value("category")
            continue
        try:
            question = _read_question(element)
            if category_of.get(question.id, category) != category:
                # An id number is unique in its category only; the first keeps it, so that it stays what it was.
                question = replace(question, id=made_id(f"{category}/{question.id}", question.stem))
            if question.id in questions:
                raise BadInput("The id “{id}” occurs twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(element.line, error))
            if len(problems) == MAX_PROBLEMS:
                break
        else:
            questions[question.id] = question
            category_of[question.id] = category
    if not questions and not problems:
        problems.append(Problem(1, BadInput("The file has no list of questions.")))
    return QuestionFile(tuple(questions.values()), tuple(problems))


def _read_question(element: Element) -> Question:
    kind = element.attributes.get("type", "")
    if element.name != "question":
        raise BadInput("There is an element “{name}” where a question should be.", name=element.name)
    if kind == "description":
        raise BadInput("A description is not a question: take it out of the file.")
    fields: dict[str, Any] = {"stem": text_of(element.get("questiontext"))}
    explanation = text_of(element.get("generalfeedback"))
    found = _read_answer(element)
    fields |= found | read_tags(_tags(element))
    fields["explanation"] = explanation or found.get("explanation", "")
    number = element.value("idnumber") or made_id(element.value("name"), fields["stem"])
    question = Question(**{"id": number, **fields})
    check(question)
    return question


def _read_answer(element: Element) -> dict[str, Any]:
    type_name = element.attributes.get("type", "")
    if type_name in _WITH_GAP:
        return read_gap(text_of(element.get("questiontext")))
    for name, kind in KINDS.items():
        if kind.reads_moodle(element):
            return {"type": name} | kind.from_moodle(element)
    raise BadInput("Questions of Moodle's type “{type}” cannot be imported.", type=type_name)


def _tags(element: Element) -> list[str]:
    tags = element.get("tags")
    return [] if tags is None else [(tag.get("text") or tag).text.strip() for tag in tags.all("tag")]
