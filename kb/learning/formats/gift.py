"""Moodle's GIFT format, read: choice with one or several right answers, missing word, short answer, true or
false, matching, numerical.

What Moodle keeps beside a question travels in its comment: `// [id:…] [tag:…]`. The feedback of a true-false
question becomes its explanation where it has no general feedback. Essays and descriptions have no score and are
refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kb.errors import BadInput, KbError
from kb.learning.formats.moodle_tags import BLANK, made_id, read_share, read_tags
from kb.learning.formats.question_file import MOST_PROBLEMS, Problem, QuestionFile
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SINGLE,
    TRUE_FALSE,
    Number,
    Option,
    Question,
    check,
)

_SPECIAL = "~=#{}:\\"
_HIDDEN = {char: chr(0xE000 + place) for place, char in enumerate(_SPECIAL)} | {"n": chr(0xE000 + len(_SPECIAL))}
_SHOWN = {hidden: "\n" if char == "n" else char for char, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_ANY_HIDDEN = re.compile(f"[{''.join(_SHOWN)}]")
_COMMENT_FIELD = re.compile(r"(?<!\\)\[(id|tag):((?:\\.|\[(?!id:|tag:)|[^\[\]\\]){0,1000})\]")
_TITLE = re.compile(r"\s*::(.*?)::", re.S)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_ANSWER = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%([^%]*)%")
_TRUTH = re.compile(r"(TRUE|T|FALSE|F)\s*((?:#[^#]*){0,2})", re.S | re.I)


class _WrongAt(Exception):
    """A problem at a place of a block's text."""

    def __init__(self, place: int, error: KbError) -> None:
        super().__init__(str(error))
        self.place, self.error = place, error


@dataclass(frozen=True)
class _Block:
    """The lines of one question, comments apart."""

    lines: tuple[int, ...]
    text: str
    comment: str

    def line_at(self, place: int) -> int:
        return self.lines[self.text.count("\n", 0, place)]


@dataclass(frozen=True)
class _Written:
    """An answer as it is written: its sign, share, text, feedback, and where it stands."""

    sign: str
    share: float | None
    text: str
    feedback: str
    place: int


def read_gift(text: str) -> QuestionFile:
    """Read a GIFT file: its questions, and every problem with its line."""
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    for block in _blocks(text):
        if len(problems) == MOST_PROBLEMS:
            break
        try:
            question = _read_block(block)
            if question.id in questions:
                raise BadInput("The id “{id}” is there twice.", id=question.id)
        except _WrongAt as wrong:
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
            lines.append(_ESCAPED.sub(lambda match: _HIDDEN[match[1]], line))
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
        raise _WrongAt(max(opening, 0), BadInput("The braces around the answers do not match."))
    second = text.find("{", opening + 1)
    if second >= 0 or text.find("}", opening) < closing:
        raise _WrongAt(max(second, 0), BadInput("A question can have answers in one place only."))
    before, after = _shown(text[start:opening]), _shown(text[closing + 1 :])
    markup = form is not None and form[1] == "html"
    stem = f"{before} {BLANK} {after}".strip() if after else before
    body, general = _split_general(text[opening + 1 : closing])
    fields = _read_answers(body, opening + 1)
    if general:
        fields["explanation"] = _shown(general)
    if markup:
        stem = _without_markup(stem)
        fields["options"] = tuple(
            replace(option, text=_without_markup(option.text)) for option in fields.get("options", ())
        )
    fields |= _read_comment(block.comment)
    name = _shown(title[1]) if title else ""
    question = Question(**{"id": made_id(name, stem), "stem": stem, **fields})
    check(question)
    return question


def _read_answers(body: str, place: int) -> dict[str, Any]:
    bare = body.strip()
    if not bare:
        raise BadInput("An essay has no score: it cannot be a question here.")
    truth = _TRUTH.fullmatch(bare)
    if truth:
        feedback = [_shown(part) for part in truth[2].split("#")[1:]]
        return {
            "type": TRUE_FALSE,
            "truth": truth[1][0] in "Tt",
            "explanation": next((part for part in feedback if part), ""),
        }
    if bare.startswith("#"):
        hash_at = body.index("#")
        return _read_numbers(body[hash_at + 1 :], place + hash_at + 1)
    answers = _split_answers(body, place)
    if all(answer.sign == "=" for answer in answers):
        if all("->" in answer.text for answer in answers):
            pairs = (answer.text.split("->", 1) for answer in answers)
            return {"type": MATCHING, "pairs": tuple((left.strip(), right.strip()) for left, right in pairs)}
        return {"type": CLOZE, "options": tuple(_option(answer, 1.0) for answer in answers)}
    kind = SINGLE if any(answer.sign == "=" for answer in answers) else MULTIPLE
    return {
        "type": kind,
        "options": tuple(_option(answer, 1.0 if answer.sign == "=" else 0.0) for answer in answers),
    }


def _read_numbers(body: str, place: int) -> dict[str, Any]:
    if "=" in body:
        answers = [answer for answer in _split_answers(body, place) if answer.sign == "="]
    else:
        text, _mark, feedback = body.partition("#")
        answers = [_Written("=", None, _shown(text), _shown(feedback), place)]
    return {"type": NUMERICAL, "numbers": tuple(_number(answer) for answer in answers)}


def _number(answer: _Written) -> Number:
    share = 1.0 if answer.share is None else answer.share
    try:
        if ".." in answer.text:
            low, high = map(float, answer.text.split(".."))
            return Number(_round((low + high) / 2), _round((high - low) / 2), share, answer.feedback)
        value, _mark, tolerance = answer.text.partition(":")
        return Number(float(value), float(tolerance or 0), share, answer.feedback)
    except ValueError as error:
        raise _WrongAt(answer.place, BadInput("“{text}” is not a number.", text=answer.text)) from error


def _round(value: float) -> float:
    """Without the noise of halving: 3.1415, not 3.1414999999999997."""
    return float(f"{value:.12g}")


def _split_answers(body: str, place: int) -> list[_Written]:
    first = re.search("[=~]", body)
    lead = body[: first.start()] if first else body
    if lead.strip():
        at = place + len(body) - len(body.lstrip())
        raise _WrongAt(at, BadInput("An answer starts with = or ~, not with “{text}”.", text=_shown(lead)))
    answers = []
    for match in _ANSWER.finditer(body):
        text, share, at = match[2], None, place + match.start()
        weight = _WEIGHT.match(text)
        if weight:
            text = text[weight.end() :]
            share = _share(weight[1], at)
        text, _mark, feedback = text.partition("#")
        answers.append(_Written(match[1], share, _shown(_FORMAT.sub("", text)), _shown(feedback), at))
    return answers


def _share(percent: str, place: int) -> float:
    try:
        return read_share(percent)
    except BadInput as error:
        raise _WrongAt(place, error) from error


def _option(answer: _Written, share: float) -> Option:
    return Option(answer.text, share if answer.share is None else answer.share, answer.feedback)


def _split_general(body: str) -> tuple[str, str]:
    answers, _mark, general = body.partition("####")
    return answers, general


def _read_comment(comment: str) -> dict[str, Any]:
    written = [(kind, re.sub(r"\\(.)", r"\1", value).strip()) for kind, value in _COMMENT_FIELD.findall(comment)]
    ids = {kind: value for kind, value in written if kind == "id"}
    return read_tags(value for kind, value in written if kind == "tag") | ids


def _shown(text: str) -> str:
    """Text with its line ends as blanks and escaped characters as they are meant."""
    return _ANY_HIDDEN.sub(lambda match: _SHOWN[match[0]], " ".join(text.split())).strip()


def _without_markup(text: str) -> str:
    return html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text)).strip()
