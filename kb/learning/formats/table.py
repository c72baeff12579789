"""Questions as a table, a row each: for people who write them in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.question_file import MOST_PROBLEMS, Problem, QuestionFile, question_from
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Question,
    check,
    same,
)
from kb.learning.questions.scenario import write_point
from kb.spreadsheets import Table

COLUMNS = (
    "id", "type", "competency", "difficulty", "source", "section", "stem", "answer", "wrong", "unit", "tolerance",
    "explanation",
)  # fmt: skip
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_SEPARATOR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ESCAPED = re.compile(r"\\([\\|>])")
_MASKED_FORMULA = re.compile(r"'(?=[=+\-@])")

Row = tuple[int, Sequence[str]]
"""A line number and the cells in it."""


def read_table(text: str) -> QuestionFile:
    """Read a CSV table with the columns of the template; several answers in a cell are set apart by `|`."""
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            rows.append((line, [_MASKED_FORMULA.sub("", cell, count=1) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        return QuestionFile((), (Problem(line, BadInput("The table cannot be read from here on.")),))
    return read_rows(rows)


def read_rows(rows: Iterable[Row]) -> QuestionFile:
    """The questions of a table, its first row being the heading."""
    waiting = iter(rows)
    first, cells = next(waiting, (1, ()))
    heading = [name.strip().lower() for name in cells]
    missing = [name for name in ("id", "type", "stem", "answer") if name not in heading]
    if missing:
        error = BadInput("The table lacks these columns: {columns}", columns=", ".join(missing))
        return QuestionFile((), (Problem(first, error),))
    questions: dict[str, Question] = {}
    problems = []
    for line, row in _filled(heading, waiting):
        try:
            question = _read_row(row)
            if question.id in questions:
                raise BadInput("The id “{id}” is there twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(line, error))
            if len(problems) == MOST_PROBLEMS:
                break
        else:
            questions[question.id] = question
    return QuestionFile(tuple(questions.values()), tuple(problems))


def write_table(questions: Sequence[Question]) -> Table:
    """The questions as a table that `read_rows` reads the same; those that `fits_row` says no to lose something."""
    return Table(COLUMNS, [_row(question) for question in questions])


def fits_row(question: Question) -> bool:
    """Whether a row holds all of the question. Shares of one's own and feedback on single answers do not fit."""
    try:
        cells = [cell.strip() for cell in _row(question)]
        if any(_MASKED_FORMULA.match(cell) for cell in cells):
            return False
        return same(_read_row(dict(zip(COLUMNS, cells, strict=True))), question)
    except KbError:
        return False


POINT = "[2] what the money is for => use of funds; purpose"
"""A key point as a table has it: its weight, what is to be found, phrases that count."""


def template_table() -> Table:
    """An empty table with an example of each type."""
    examples = [
        ("example-1", SINGLE, "Which one is right?", "this one", "not this one | nor this one", "", ""),
        ("example-2", MULTIPLE, "Which ones are right?", "this one | this one too", "not this one", "", ""),
        ("example-3", TRUE_FALSE, "Is this so?", "true", "", "", ""),
        ("example-4", CLOZE, "The word is ____.", "word | same word", "", "", ""),
        ("example-5", MATCHING, "Match.", "a -> first | b -> second", "", "", ""),
        ("example-6", NUMERICAL, "How many years?", "10", "", "years", "0"),
        ("example-7", ORDERING, "Put in order.", "first | second | third", "", "", ""),
        ("example-8", SCENARIO, "What do you find out?", f"{POINT} | when => until when; how long", "", "", ""),
    ]
    rows = [
        (name, kind, "", "easy", "", "", stem, answer, wrong, unit, tolerance, "Because …")
        for name, kind, stem, answer, wrong, unit, tolerance in examples
    ]
    return Table(COLUMNS, rows)


def _filled(heading: Sequence[str], rows: Iterable[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in rows:
        row = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
        if any(row.values()):
            yield line, row


def _read_row(row: Mapping[str, str]) -> Question:
    question = replace(question_from(_record(row), ""), sources=tuple(_parts(row.get("source", ""))))
    check(question)
    return question


def _row(question: Question) -> tuple[str, ...]:
    """The cells of a question, in the order of the columns."""
    right, wrong, tolerance = "", "", ""
    if question.type in (SINGLE, MULTIPLE):
        right = _joined(option.text for option in question.options if option.share > 0)
        wrong = _joined(option.text for option in question.options if option.share <= 0)
    elif question.type == TRUE_FALSE:
        right = str(question.truth).lower()
    elif question.type == CLOZE:
        right = _joined(option.text for option in question.options)
    elif question.type == MATCHING:
        right = " | ".join(f"{_escaped(left)} -> {_escaped(right)}" for left, right in question.pairs)
    elif question.type == NUMERICAL:
        right, tolerance = f"{question.numbers[0].value:.15g}", f"{question.numbers[0].tolerance:.15g}"
    elif question.type == ORDERING:
        right = _joined(question.order)
    elif question.type == SCENARIO:
        right = _joined(write_point(point) for point in question.points)
    return (
        *(question.id, question.type, _joined(question.competencies), question.difficulty, _joined(question.sources)),
        *(question.section, question.stem, right, wrong, question.unit, tolerance, question.explanation),
    )


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    """The row as the starter library would write the question."""
    kind, answers, wrong = row.get("type", "").lower(), _parts(row.get("answer", "")), _parts(row.get("wrong", ""))
    record: dict[str, Any] = {**row, "type": kind, "competencies": _parts(row.get("competency", ""))}
    record.pop("competency", None)
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
        pairs = (pair.partition("->") for pair in _split(row.get("answer", "")))
        record["answer"] = [[_unescaped(left), _unescaped(right)] for left, _mark, right in pairs]
    else:
        record["answer"] = answers
    return record


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(_escaped(text) for text in texts)


def _parts(cell: str) -> list[str]:
    return [_unescaped(part) for part in _split(cell)]


def _split(cell: str) -> list[str]:
    r"""The parts of a cell, still escaped; `\|` sets nothing apart."""
    parts, start = [], 0
    for mark in _SEPARATOR.finditer(cell):
        parts.append(cell[start : mark.end() - 1])
        start = mark.end()
    return [part for part in (*parts, cell[start:]) if part.strip()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("->", "-\\>")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text.strip())
