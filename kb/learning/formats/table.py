"""Read and write questions as a table, one row each, for people who write them in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.delimited import NotDelimited, read_delimited
from kb.errors import BadInput, KbError
from kb.learning.formats.cells import Cells, join_texts, split_texts
from kb.learning.formats.question_file import MAX_PROBLEMS, Problem, QuestionFile, question_from
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question, same
from kb.learning.questions.rules import check
from kb.spreadsheets import Table

COLUMNS = (
    "id", "type", "competency", "difficulty", "source", "section", "stem", "answer", "wrong", "unit", "tolerance",
    "explanation",
)  # fmt: skip
_MASKED_FORMULA = re.compile(r"\A'(?=[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠\n])")

Row = tuple[int, Sequence[str]]
"""A line number and the cells in it."""


def read_table(text: str) -> QuestionFile:
    """Read a CSV table with the columns of the template; several answers in a cell are set apart by `|`."""
    rows: list[Row] = []
    line = 1
    try:
        for last, cells in read_delimited(text):
            rows.append((line, [_MASKED_FORMULA.sub("", cell, count=1) for cell in cells]))
            line = last + 1
    except NotDelimited:
        return QuestionFile((), (Problem(line, BadInput("The table cannot be read from here on.")),))
    return read_rows(rows)


def read_rows(rows: Iterable[Row]) -> QuestionFile:
    """Return the questions of a table, its first row being the heading."""
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
                raise BadInput("The id “{id}” occurs twice.", id=question.id)
        except KbError as error:
            problems.append(Problem(line, error))
            if len(problems) == MAX_PROBLEMS:
                break
        else:
            questions[question.id] = question
    return QuestionFile(tuple(questions.values()), tuple(problems))


def write_table(questions: Sequence[Question]) -> Table:
    """Return the questions as a table that `read_rows` reads back; those that `fits_row` refuses lose something."""
    return Table(COLUMNS, [_row(question) for question in questions])


def fits_row(question: Question) -> bool:
    """Return whether a row holds all of the question. Shares of one's own and feedback on single answers do not fit."""
    try:
        cells = [cell.strip() for cell in _row(question)]
        if any(_MASKED_FORMULA.match(cell) for cell in cells):
            return False
        return same(_read_row(dict(zip(COLUMNS, cells, strict=True))), question)
    except KbError:
        return False


def template_table() -> Table:
    """Return a table with an example of each kind, to fill in."""
    rows = []
    for number, (name, kind) in enumerate(KINDS.items(), 1):
        stem, cells = kind.example.stem, kind.example.cells
        answer = (cells.answer, cells.wrong, cells.unit, cells.tolerance)
        rows.append((f"example-{number}", name, "", "easy", "", "", stem, *answer, "Because …"))
    return Table(COLUMNS, rows)


def _filled(heading: Sequence[str], rows: Iterable[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in rows:
        row = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
        if any(row.values()):
            yield line, row


def _read_row(row: Mapping[str, str]) -> Question:
    question = replace(question_from(_record(row), ""), sources=tuple(split_texts(row.get("source", ""))))
    check(question)
    return question


def _row(question: Question) -> tuple[str, ...]:
    """Return the cells of a question, in the order of the columns."""
    cells = KINDS[question.type].to_cells(question)
    return (
        *(question.id, question.type, join_texts(question.competencies), question.difficulty),
        *(join_texts(question.sources), question.section, question.stem, cells.answer, cells.wrong),
        *(cells.unit, cells.tolerance, question.explanation),
    )


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the row as the starter library would write the question."""
    kind = row.get("type", "").lower()
    record: dict[str, Any] = {**row, "type": kind, "competencies": split_texts(row.get("competency", ""))}
    record.pop("competency", None)
    if kind in KINDS:
        cells = Cells(*(row.get(name, "") for name in ("answer", "wrong", "unit", "tolerance")))
        record |= KINDS[kind].from_cells(cells)
    return record
