"""Read Moodle's GIFT format: choice with one or several right answers, missing word, short answer, true or
false, matching, numerical.

What Moodle keeps outside a question travels in its comment: `// [id:…] [tag:…]`. The feedback of a true-false
question becomes its explanation if it has no general feedback. Essays and descriptions have no score and are
refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.gift_body import GiftBody, WrongAt, hide_escaped, show_hidden
from kb.learning.formats.moodle_tags import BLANK, made_id, read_tags
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
    markup = form is not None and form[1] == "html"
    stem = f"{before} {BLANK} {after}".strip() if after else before
    body, general = _split_general(text[opening + 1 : closing])
    fields = _read_answers(body, opening + 1)
    if general:
        fields["explanation"] = show_hidden(general)
    if markup:
        stem = _without_markup(stem)
        fields["options"] = tuple(
            replace(option, text=_without_markup(option.text)) for option in fields.get("options", ())
        )
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


def _without_markup(text: str) -> str:
    return html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text)).strip()
