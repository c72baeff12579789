"""Read files of questions, with every problem and its line, so that a file can be fixed in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from kb.errors import BadInput, KbError
from kb.i18n import translate as _
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question
from kb.learning.questions.rules import check
from kb.plain_yaml import LOADER, UNREADABLE, HasAliases, LimitExceeded, load_yaml

MAX_PROBLEMS = 100
"""After this many problems the rest of a file is skipped: no one reads more, and each takes memory."""

_MAX_DEPTH = 30


@dataclass(frozen=True)
class Problem:
    """Say what is wrong in which line of a file."""

    line: int
    error: KbError

    @property
    def message(self) -> str:
        """Return the sentence to show, with its line."""
        return _("Line {line}: {problem}").format(line=self.line, problem=self.error.message)


@dataclass(frozen=True)
class QuestionFile:
    """Hold what was read. If there are problems, nothing of it may be stored."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = ()


def read_yaml(text: str) -> QuestionFile:
    """Read questions in the format of the starter library."""
    try:
        content = load_yaml(text, _MAX_DEPTH)
        lines = _lines_of_questions(text)
    except HasAliases:
        return QuestionFile((), (Problem(1, BadInput("A file of questions must not use YAML aliases.")),))
    except LimitExceeded:
        return QuestionFile((), (Problem(1, BadInput("The elements of the file are nested too deeply.")),))
    except UNREADABLE as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1
        return QuestionFile((), (Problem(line, BadInput("This YAML cannot be read.")),))
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list) or lines is None:
        return QuestionFile((), (Problem(1, BadInput("The file has no list of questions.")),))
    source = str(content.get("source") or "")
    questions, problems, seen = [], [], set[str]()
    for line, record in zip(lines, content["questions"], strict=True):
        try:
            question = question_from(record, source)
            check(question)
            if question.id in seen:
                raise BadInput("The id “{id}” occurs twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(line, error))
            if len(problems) == MAX_PROBLEMS:
                break
        else:
            seen.add(question.id)
            questions.append(question)
    return QuestionFile(tuple(questions), tuple(problems))


def _lines_of_questions(text: str) -> list[int] | None:
    """Return the line of each question; None if the list is not written under its own name."""
    node = yaml.compose(text, Loader=LOADER)
    if not isinstance(node, yaml.MappingNode):
        return None
    lists = [value for key, value in node.value if key.value == "questions" and isinstance(value, yaml.SequenceNode)]
    return [item.start_mark.line + 1 for item in lists[-1].value] if lists else None


def question_from(record: Any, source: str) -> Question:
    """Return a question from fields as the starter library writes them. Raise BadInput if they do not fit."""
    if not isinstance(record, dict):
        raise BadInput("A question needs fields such as id, type and stem.")
    competencies = record.get("competencies") or [record.get("competency") or ""]
    kind = str(record.get("type") or "")
    try:
        # An unknown type has no answer here; `check` reports it with the known types.
        answer = KINDS[kind].parse(record) if kind in KINDS else {}
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
