"""Read Moodle's GIFT format: choice with one or several right answers, missing word, short answer, true or
false, matching, numerical.

What Moodle keeps outside a question travels in its comment: `// [id:…] [tag:…]`. The feedback of a true-false
question becomes its explanation if it has no general feedback. Essays and descriptions have no score and are
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.gift_body import GiftBody, WrongAt, hide_escaped, show_hidden
from kb.learning.formats.moodle_tags import BLANK, made_id, read_tags
from kb.learning.formats.moodle_text import plain_text
from kb.learning.formats.question_file import MAX_PROBLEMS, Problem, QuestionFile
from kb.learning.kinds import KINDS
from kb.learning.questions.question import Question
from kb.learning.questions.rules import check

_COMMENT_FIELD = re.compile(r"(?<!\\)\[(id|tag):((?:\\.|\[(?!id:|tag:)|[^\[\]\\]){0,1000})\]")
_TITLE = re.compile(r"\s*::(.*?)::", re.S)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")


@dataclass(frozen=True)
class _Block:
    """Hold the lines of one question, without comments."""

    lines: tuple[int, ...]
    text: str
    comment: str

    def line_at(self, place: int) -> int:
        return self.lines[self.text.count("\n", 0, place)]


def read_gift(text: str) -> QuestionFile:
    """Read a GIFT file: its questions, and every problem with its line."""
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    for block in _blocks(text):
        if len(problems) == MAX_PROBLEMS:
            break
        try:
            question = _read_block(block)
            if question.id in questions:
                raise BadInput("The id “{id}” occurs twice.", id=question.id)
        except WrongAt as wrong:
            problems.append(Problem(block.line_at(wrong.place), wrong.error))
        except KbError as error:
            problems.append(Problem(block.lines[0], error))
        else:
            questions[question.id] = question
    if not questions and not problems:
        problems.append(Problem(1, BadInput("The file has no list of questions.")))
    return QuestionFile(tuple(questions.values()), tuple(problems))


def _blocks(text: str) -> Iterator[_Block]:
    numbers: list[int] = []
    lines: list[str] = []
    comment = ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            comment += bare
        elif bare.startswith("$CATEGORY:"):
            comment = ""
        elif bare:
            numbers.append(number)
            lines.append(hide_escaped(line))
        elif lines:
            yield _Block(tuple(numbers), "\n".join(lines), comment)
            numbers, lines, comment = [], [], ""


def _read_block(block: _Block) -> Question:
    text = block.text
    title = _TITLE.match(text)
    start = title.end() if title else 0
    form = _FORMAT.match(text, start)
    start = form.end() if form else start
    opening, closing = text.find("{", start), text.rfind("}")
    if opening < 0 and closing < 0:
        raise BadInput("A text without an answer in braces is a description, not a question.")
    if opening < 0 or closing < opening:
        raise WrongAt(max(opening, 0), BadInput("The braces around the answers do not match."))
    second = text.find("{", opening + 1)
    if second >= 0 or text.find("}", opening) < closing:
        raise WrongAt(max(second, 0), BadInput("A question can have answers in one place only."))
    before, after = show_hidden(text[start:opening]), show_hidden(text[closing + 1 :])
    markup = form[1] if form else ""
    stem = _plain(f"{before} {BLANK} {after}".strip() if after else before, markup)
    body, general = _split_general(text[opening + 1 : closing])
    fields = _in_plain_words(_read_answers(body, opening + 1), markup)
    if general:
        fields["explanation"] = _plain(show_hidden(general), markup)
    fields |= _read_comment(block.comment)
    name = show_hidden(title[1]) if title else ""
    question = Question(**{"id": made_id(name, stem), "stem": stem, **fields})
    check(question)
    return question


def _read_answers(text: str, place: int) -> dict[str, Any]:
    body = GiftBody(text, place)
    if not body.bare:
        raise BadInput("An essay has no score: it cannot be a question here.")
    for name, kind in KINDS.items():
        fields = kind.from_gift(body)
        if fields is not None:
            return {"type": name} | fields
    body.split()  # raises where the answers do not begin with = or ~
    raise WrongAt(place, BadInput("These answers match no known type of question."))


def _split_general(body: str) -> tuple[str, str]:
    answers, _mark, general = body.partition("####")
    return answers, general


def _read_comment(comment: str) -> dict[str, Any]:
    written = [(kind, re.sub(r"\\(.)", r"\1", value).strip()) for kind, value in _COMMENT_FIELD.findall(comment)]
    ids = {kind: value for kind, value in written if kind == "id"}
    return read_tags(value for kind, value in written if kind == "tag") | ids


def _in_plain_words(fields: dict[str, Any], markup: str) -> dict[str, Any]:
    """Return the fields of a question as plain text where its format, or that of the part itself, has markup."""
    made = dict(fields)
    if "options" in fields:
        made["options"] = tuple(
            replace(option, text=_plain(option.text, markup), feedback=_plain(option.feedback, markup))
            for option in fields["options"]
        )
    if "numbers" in fields:
        made["numbers"] = tuple(
            replace(number, feedback=_plain(number.feedback, markup)) for number in fields["numbers"]
        )
    if "pairs" in fields:
        made["pairs"] = tuple((_plain(left, markup), _plain(right, markup)) for left, right in fields["pairs"])
    if "explanation" in fields:
        made["explanation"] = _plain(fields["explanation"], markup)
    return made


def _plain(text: str, markup: str) -> str:
    """Return the words of a part; it has the format of the question unless it names its own."""
    own = _FORMAT.match(text)
    if own:
        text, markup = text[own.end() :].strip(), own[1]
    return plain_text(text, "html") if markup == "html" else text
