"""Lines of the workbooks that people fill in, read in the child process: of people and of questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from kb.errors import BadInput
from kb.learning.formats.question_file import Problem
from kb.learning.formats.table import Row

PEOPLE, QUESTIONS = "people", "questions"
_SECONDS, _MEMORY = 20.0, 1024 * 1024 * 1024


def people_lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Return number and cells of each line of a list of people. Raises BadInput for what cannot be read."""
    return _lines(PEOPLE, content)[0]


def question_lines(content: bytes) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a table of questions and what is wrong by line. Raises BadInput for what cannot be read."""
    rows, problems = _lines(QUESTIONS, content)
    return list(rows), [Problem(line, BadInput(template, **values)) for line, template, values in problems]


def _lines(kind: str, content: bytes) -> tuple[list[tuple[int, list[str]]], list[Any]]:
    with ReaderProcess(Limits(seconds=_SECONDS, max_memory_bytes=_MEMORY)) as reader:
        reply = reader.ask_for_lines(kind, Path("table.xlsx"), content)
    return [(line, cells) for line, cells in reply["rows"]], reply["problems"]
