"""List the formats of question files; read by a file's ending and write by a format's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kb.encodings.decoding import decode_text
from kb.encodings.repair import DAMAGED
from kb.errors import BadInput, NotFound
from kb.i18n import translate as _
from kb.learning.formats.gift import read_gift
from kb.learning.formats.gift_writer import can_write, write_gift
from kb.learning.formats.moodle_xml import read_moodle_xml
from kb.learning.formats.moodle_xml_writer import write_moodle_xml
from kb.learning.formats.question_file import Problem, QuestionFile, read_yaml
from kb.learning.formats.table import fits_row, read_table, template_table, write_table
from kb.learning.formats.workbook import LinesReader, question_lines, read_workbook
from kb.learning.questions.question import Question
from kb.spreadsheets import CSV_TYPE, XLSX_TYPE, to_csv, to_xlsx

MAX_BYTES = 10_000_000
_TEXT_READERS: Mapping[str, Callable[[str], QuestionFile]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".gift": read_gift,
    ".txt": read_gift,
    ".csv": read_table,
}
_READERS: Mapping[str, Callable[[bytes], QuestionFile]] = {".xml": read_moodle_xml}
ENDINGS = (*_TEXT_READERS, *_READERS, ".xlsx")
"""Endings of files that questions are read from."""


@dataclass(frozen=True)
class Form:
    """Describe a file format for questions; `holds` says whether it can store one without loss."""

    media_type: str
    holds: Callable[[Question], bool]
    write: Callable[[Sequence[Question]], bytes]


def _fits_gift(question: Question) -> bool:
    """Return whether GIFT can hold a question: texts that read back differently, such as an arrow in a pair, cannot."""
    return can_write(question) and read_gift(write_gift([question])).questions == (question,)


FORMS: Mapping[str, Form] = {
    "xlsx": Form(XLSX_TYPE, fits_row, lambda questions: to_xlsx({_("Questions"): write_table(questions)})),
    "csv": Form(CSV_TYPE, fits_row, lambda questions: to_csv(write_table(questions))),
    "xml": Form("application/xml", lambda _question: True, write_moodle_xml),
    "gift": Form(
        "text/plain; charset=utf-8",
        _fits_gift,
        lambda questions: write_gift(questions).encode(),
    ),
}
"""By ending, without its point."""


def read_questions(name: str, content: bytes, *, workbook: LinesReader = question_lines) -> QuestionFile:
    """Read a file by the ending of its name. Raises BadInput for an ending that is not known.

    `workbook` opens workbooks; a page gives one that does so in a process of its own.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise BadInput("Questions are read from files that end in: {endings}", endings=", ".join(ENDINGS))
    if len(content) > MAX_BYTES:
        error = BadInput("The file is larger than {limit} MB.", limit=MAX_BYTES // 1_000_000)
        return QuestionFile((), (Problem(1, error),))
    if ending == ".xlsx":
        return read_workbook(content, workbook)
    if ending in _READERS:
        return _READERS[ending](content)
    text = decode_text(content, guess=False)
    if text is None or DAMAGED in text:
        shown = content.decode("utf-8", "replace") if text is None else text
        line = shown.partition(DAMAGED)[0].count("\n") + 1 if DAMAGED in shown else 1
        return QuestionFile((), (Problem(line, BadInput("{file} is not UTF-8 text. Save it as UTF-8.", file=name)),))
    return _TEXT_READERS[ending](text)


def write_questions(form: str, questions: Sequence[Question]) -> bytes:
    """Return those of the questions that a format holds without loss, as a file; `left_out` has the others."""
    if form not in FORMS:
        raise NotFound("There is no such file.")
    return FORMS[form].write([question for question in questions if FORMS[form].holds(question)])


def left_out(form: str, questions: Sequence[Question]) -> list[Question]:
    """Return the questions that a format cannot hold without loss."""
    return [question for question in questions if not FORMS[form].holds(question)]


def write_template(form: str) -> bytes:
    """Return a table with an example of each type, as `csv` or `xlsx`."""
    table = template_table()
    return to_xlsx({_("Questions"): table}) if form == "xlsx" else to_csv(table)
