"""Questions as a CSV table, a row each: for people who write them in a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.question import CLOZE, MATCHING, MULTIPLE, NUMERICAL, ORDERING, SINGLE, TRUE_FALSE, Question, check
from kb.learning.question_file import Problem, QuestionFile, question_from
from kb.spreadsheets import Table, to_csv

COLUMNS = (
    "id", "type", "competency", "difficulty", "source", "section", "stem", "answer", "wrong", "unit", "tolerance",
    "explanation",
)  # fmt: skip
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def read_table(text: str) -> QuestionFile:
    """Read a CSV table with the columns of the template; several answers in a cell are set apart by `|`."""
    reader = csv.reader(io.StringIO(text, newline=""))
    questions: dict[str, Question] = {}
    problems = []
    heading = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in ("id", "type", "stem", "answer") if name not in heading]
    if missing:
        error = BadInput("The table lacks these columns: {columns}", columns=", ".join(missing))
        return QuestionFile((), (Problem(1, error),))
    line = reader.line_num + 1
    for cells in reader:
        row = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
        if any(row.values()):
            try:
                question = question_from(_record(row), row.get("source", ""))
                check(question)
                if question.id in questions:
                    raise BadInput("The id “{id}” is there twice.", id=question.id)
            except KbError as error:
                problems.append(Problem(line, error))
            else:
                questions[question.id] = question
        line = reader.line_num + 1
    return QuestionFile(tuple(questions.values()), tuple(problems))


def template() -> bytes:
    """An empty table with an example of each type, as CSV."""
    examples = [
        ("example-1", SINGLE, "Which one is right?", "this one", "not this one | nor this one", "", ""),
        ("example-2", MULTIPLE, "Which ones are right?", "this one | this one too", "not this one", "", ""),
        ("example-3", TRUE_FALSE, "Is this so?", "true", "", "", ""),
        ("example-4", CLOZE, "The word is ____.", "word | same word", "", "", ""),
        ("example-5", MATCHING, "Match.", "a -> first | b -> second", "", "", ""),
        ("example-6", NUMERICAL, "How many years?", "10", "", "years", "0"),
        ("example-7", ORDERING, "Put in order.", "first | second | third", "", "", ""),
    ]
    rows = [
        (name, kind, "", "easy", "", "", stem, answer, wrong, unit, tolerance, "Because …")
        for name, kind, stem, answer, wrong, unit, tolerance in examples
    ]
    return to_csv(Table(COLUMNS, rows))


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    """The row as the starter library would write the question."""
    kind, answers, wrong = row.get("type", "").lower(), _parts(row.get("answer", "")), _parts(row.get("wrong", ""))
    record: dict[str, Any] = {**row, "type": kind}
    if kind in (SINGLE, MULTIPLE):
        record["options"] = [{"text": text, "correct": True} for text in answers]
        record["options"] += [{"text": text, "correct": False} for text in wrong]
    elif kind == TRUE_FALSE:
        record["answer"] = _TRUTHS.get(row.get("answer", "").lower())
    elif kind == NUMERICAL:
        record["answer"] = {
            "value": row.get("answer", ""),
            "tolerance": row.get("tolerance") or 0,
            "unit": row.get("unit", ""),
        }
    elif kind == MATCHING:
        record["answer"] = [[part.strip() for part in pair.split("->", 1)] for pair in answers]
    else:
        record["answer"] = answers
    return record


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
