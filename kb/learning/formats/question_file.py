"""Files of questions, read: every problem with its line, so that a file can be put right in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kb.errors import BadInput, KbError
from kb.i18n import translate as _
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
from kb.learning.questions.scenario import KeyPoint, read_point
from kb.plain_yaml import LOADER, UNREADABLE, HasAliases, TooMuch, load_yaml

MOST_PROBLEMS = 100
"""After so many the rest of a file is not looked at: nobody reads more, and each takes memory."""

_DEEPEST = 30


@dataclass(frozen=True)
class Problem:
    """What is wrong in which line of a file."""

    line: int
    error: KbError

    @property
    def message(self) -> str:
        """The sentence to show, with its line."""
        return _("Line {line}: {problem}").format(line=self.line, problem=self.error.message)


@dataclass(frozen=True)
class QuestionFile:
    """What was read. Where there are problems, nothing of it may be stored."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = ()


def read_yaml(text: str) -> QuestionFile:
    """Read questions in the format of the starter library."""
    try:
        content = load_yaml(text, _DEEPEST)
        lines = _lines_of_questions(text)
    except HasAliases:
        return QuestionFile((), (Problem(1, BadInput("A file of questions must not use YAML aliases.")),))
    except TooMuch:
        return QuestionFile((), (Problem(1, BadInput("The elements of the file are nested too deeply.")),))
    except UNREADABLE as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1
        return QuestionFile((), (Problem(line, BadInput("This is not YAML that can be read.")),))
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list) or lines is None:
        return QuestionFile((), (Problem(1, BadInput("The file has no list of questions.")),))
    source = str(content.get("source") or "")
    questions, problems, seen = [], [], set[str]()
    for line, record in zip(lines, content["questions"], strict=True):
        try:
            question = question_from(record, source)
            check(question)
            if question.id in seen:
                raise BadInput("The id “{id}” is there twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(line, error))
            if len(problems) == MOST_PROBLEMS:
                break
        else:
            seen.add(question.id)
            questions.append(question)
    return QuestionFile(tuple(questions), tuple(problems))


def _lines_of_questions(text: str) -> list[int] | None:
    """The line of each question; None where the list is not written under its own name."""
    node = yaml.compose(text, Loader=LOADER)
    if not isinstance(node, yaml.MappingNode):
        return None
    lists = [value for key, value in node.value if key.value == "questions" and isinstance(value, yaml.SequenceNode)]
    return [item.start_mark.line + 1 for item in lists[-1].value] if lists else None


def question_from(record: Any, source: str) -> Question:
    """A question from fields as the starter library writes them. Raises BadInput where they do not fit."""
    if not isinstance(record, dict):
        raise BadInput("A question needs fields such as id, type and stem.")
    competencies = record.get("competencies") or [record.get("competency") or ""]
    kind = str(record.get("type") or "")
    try:
        answer = _answer_of(kind, record)
        return Question(
            id=str(record.get("id") or ""),
            type=kind,
            stem=str(record.get("stem") or ""),
            competencies=tuple(str(name) for name in competencies if name),
            difficulty=str(record.get("band") or record.get("difficulty") or "medium"),
            sources=(source,) if source else (),
            section=str(record.get("section") or ""),
            explanation=str(record.get("explanation") or ""),
            **answer,
        )
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise BadInput("The answer does not have the form that the type “{type}” needs.", type=kind) from error


def _point(row: Any) -> KeyPoint:
    if isinstance(row, str):
        return read_point(row)
    phrases = row.get("phrases") or ()
    if isinstance(phrases, str):
        raise TypeError
    return KeyPoint(str(row["text"]), tuple(str(phrase) for phrase in phrases), float(row.get("weight") or 1))


def _answer_of(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    answer = record.get("answer")
    if kind in (SINGLE, MULTIPLE):
        rows = [(str(row["text"]), row["correct"] is True) for row in record["options"]]
        right = sum(correct for _text, correct in rows) or 1
        share, penalty = (1.0, 0.0) if kind == SINGLE else (1 / right, -1 / right)
        return {"options": tuple(Option(text, share if correct else penalty) for text, correct in rows)}
    if kind == TRUE_FALSE:
        if not isinstance(answer, bool):
            raise TypeError
        return {"truth": answer}
    if kind == CLOZE:
        texts = [answer] if isinstance(answer, str) else list(answer or ())
        return {"options": tuple(Option(str(text), 1.0) for text in texts)}
    if kind == NUMERICAL:
        fields: Mapping[str, Any] = answer if isinstance(answer, dict) else {"value": answer}
        number = Number(float(fields["value"]), float(fields.get("tolerance") or 0))
        return {"numbers": (number,), "unit": str(fields.get("unit") or "")}
    if kind == MATCHING:
        return {"pairs": tuple((str(left), str(right)) for left, right in answer or ())}
    if kind == SCENARIO:
        return {"points": tuple(_point(row) for row in answer or ())}
    if kind == ORDERING:
        if not isinstance(answer, list):
            raise TypeError
        return {"order": tuple(str(step) for step in answer)}
    return {}
