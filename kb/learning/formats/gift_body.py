"""Read and write the braces of a GIFT question; `kb.learning.kinds` makes answers of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.errors import BadInput, KbError
from kb.learning.formats.moodle_tags import read_share, write_share
from kb.learning.questions.question import Option

_SPECIAL = "~=#{}:\\"
_HIDDEN = {char: chr(0xE000 + place) for place, char in enumerate(_SPECIAL)} | {"n": chr(0xE000 + len(_SPECIAL))}
_SHOWN = {hidden: "\n" if char == "n" else char for char, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TO_ESCAPE = re.compile(r"([~=#{}:\\])")
_ANY_HIDDEN = re.compile(f"[{''.join(_SHOWN)}]")
_ANSWER = re.compile(r"([=~])([^=~]*)")
_WEIGHT = re.compile(r"\s*%([^%]*)%")


class WrongAt(Exception):
    """Report a problem at a position of a block's text."""

    def __init__(self, place: int, error: KbError) -> None:
        super().__init__(str(error))
        self.place, self.error = place, error


@dataclass(frozen=True)
class Written:
    """Hold an answer as written: its sign, share (None: the sign's own), text, feedback, and position."""

    sign: str
    share: float | None
    text: str
    feedback: str
    place: int

    def option(self, implied: float) -> Option:
        """Return it as an option, with the share that its sign implies where none is written."""
        return Option(self.text, implied if self.share is None else self.share, self.feedback)


@dataclass(frozen=True)
class GiftBody:
    """Hold the text in the braces, its escaped characters hidden, and its offset in the block."""

    text: str
    place: int

    @property
    def bare(self) -> str:
        """Return the text without blanks at its ends."""
        return self.text.strip()

    @cached_property
    def answers(self) -> Sequence[Written] | None:
        """Return the answers, each begun by = or ~; None if the text is not a list of them (`split` says why)."""
        try:
            return self.split()
        except WrongAt:
            return None

    def split(self, start: int = 0) -> list[Written]:
        """Return the answers from a place of the text on. Raise WrongAt if it does not begin with = or ~."""
        body, place = self.text[start:], self.place + start
        first = re.search("[=~]", body)
        lead = body[: first.start()] if first else body
        if lead.strip():
            at = place + len(body) - len(body.lstrip())
            raise WrongAt(at, BadInput("An answer starts with = or ~, not with “{text}”.", text=show_hidden(lead)))
        answers = []
        for match in _ANSWER.finditer(body):
            text, share, at = match[2], None, place + match.start()
            weight = _WEIGHT.match(text)
            if weight:
                text = text[weight.end() :]
                share = _read_share(weight[1], at)
            text, _mark, feedback = text.partition("#")
            answers.append(Written(match[1], share, show_hidden(text), show_hidden(feedback), at))
        return answers


def hide_escaped(line: str) -> str:
    """Return a line with its escaped characters replaced by private ones, which mean nothing to GIFT."""
    return _ESCAPED.sub(lambda match: _HIDDEN[match[1]], line)


def show_hidden(text: str) -> str:
    """Return text with its line ends as blanks and hidden characters as they are meant."""
    return _ANY_HIDDEN.sub(lambda match: _SHOWN[match[0]], " ".join(text.split())).strip()


def escape_gift(text: str) -> str:
    """Return text as it is written in GIFT."""
    return _TO_ESCAPE.sub(r"\\\1", text).replace("\n", "\\n")


def write_option(option: Option, *, right: bool) -> str:
    """Return an option as an answer, with its share where that is not the one its sign implies."""
    sign, implied = ("=", 1.0) if right else ("~", 0.0)
    return f"{sign}{write_weight(option.share, implied)}{escape_gift(option.text)}{write_feedback(option.feedback)}"


def write_weight(share: float, implied: float) -> str:
    """Return a share as GIFT writes it; empty if it is implied."""
    return "" if share == implied else f"%{write_share(share)}%"


def write_feedback(text: str) -> str:
    """Return what is said to an answer, as GIFT writes it; empty if there is nothing."""
    return f"#{escape_gift(text)}" if text else ""


def write_lines(lines: Sequence[str]) -> str:
    """Return answers one below the other."""
    return "".join(f"\n\t{line}" for line in lines)


def _read_share(percent: str, place: int) -> float:
    try:
        return read_share(percent)
    except BadInput as error:
        raise WrongAt(place, error) from error
