"""Moodle's embedded answers, such as `{1:SHORTANSWER:=Berlin~%50%Bonn}`: a text with one gap becomes one question."""

from __future__ import annotations

import re
from typing import Any

from kb.errors import BadInput
from kb.learning.formats.moodle_tags import BLANK, read_share
from kb.learning.questions.question import CLOZE, MULTIPLE, NUMERICAL, SINGLE, Number, Option

_GAP = re.compile(r"\{\s*(?:\d+\s*)?:\s*([A-Z_]+)\s*:((?:\\.|[^{}\\])*)\}", re.S)
_ANSWERS = re.compile(r"(?<!\\)~")
_ANSWER = re.compile(r"\s*(=|%(-?[\d.]+)%)?(.*)", re.S)
_FEEDBACK = re.compile(r"(?<!\\)#")
_ESCAPED = re.compile(r"\\([}#~/\"\\=&])")
_NAMES = {
    CLOZE: ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"),
    NUMERICAL: ("NUMERICAL", "NM"),
    SINGLE: (
        *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
        *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
    ),
    MULTIPLE: (
        *("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"),
    ),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}


def read_gap(text: str) -> dict[str, Any]:
    """Stem, type and answers of a text with one gap. Raises BadInput for none, for several, and for odd ones."""
    gaps = list(_GAP.finditer(text))
    if not gaps:
        raise BadInput("The text has no gap with answers in it.")
    if len(gaps) > 1:
        raise BadInput("A text with {count} gaps is {count} questions here: split it.", count=len(gaps))
    gap = gaps[0]
    kind = _KINDS.get(gap[1])
    if kind is None:
        raise BadInput("Gaps of the type “{type}” are not known here.", type=gap[1])
    answers = [_read_answer(part) for part in _ANSWERS.split(gap[2]) if part.strip()]
    before, after = text[: gap.start()].rstrip(), text[gap.end() :].lstrip()
    fields: dict[str, Any] = {"type": kind, "stem": f"{before} {BLANK} {after}".strip()}
    if kind == NUMERICAL:
        return fields | {"numbers": tuple(_number(*answer) for answer in answers if answer[0] != "*")}
    return fields | {"options": tuple(Option(*answer) for answer in answers if kind != CLOZE or answer[0] != "*")}


def _read_answer(written: str) -> tuple[str, float, str]:
    match = _ANSWER.fullmatch(written)
    sign, percent, rest = match.groups() if match else (None, None, written)
    text, *feedback = _FEEDBACK.split(rest, maxsplit=1)
    share = read_share(percent) if percent else 1.0 if sign else 0.0
    return _unescaped(text), share, _unescaped("".join(feedback))


def _number(text: str, share: float, feedback: str) -> Number:
    value, _mark, tolerance = text.partition(":")
    try:
        return Number(float(value), float(tolerance or 0), share, feedback)
    except ValueError as error:
        raise BadInput("“{text}” is not a number.", text=text) from error


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
