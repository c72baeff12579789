"""Read Moodle's embedded answers, such as `{1:SHORTANSWER:=Berlin~%50%Bonn}`: a text with one gap is one question."""

from __future__ import annotations

import re
from typing import Any

from kb.errors import BadInput
from kb.learning.formats.moodle_tags import BLANK, read_share
from kb.learning.kinds import KINDS
from kb.learning.kinds.kind import Gap

_GAP = re.compile(r"\{\s*(?:\d+\s*)?:\s*([A-Z_]+)\s*:((?:\\.|[^{}\\])*)\}", re.S)
_ANSWERS = re.compile(r"(?<!\\)~")
_ANSWER = re.compile(r"\s*(=|%(-?[\d.]+)%)?(.*)", re.S)
_FEEDBACK = re.compile(r"(?<!\\)#")
_ESCAPED = re.compile(r"\\([}#~/\"\\=&])")


def read_gap(text: str) -> dict[str, Any]:
    """Return stem, type and answers of a text with one gap. Raise BadInput for none, several, and unknown ones."""
    gaps = list(_GAP.finditer(text))
    if not gaps:
        raise BadInput("The text has no gap with answers in it.")
    if len(gaps) > 1:
        raise BadInput("A text with {count} gaps is {count} questions here: split it.", count=len(gaps))
    gap = gaps[0]
    kind = next((kind for kind in KINDS.values() if gap[1] in kind.gap_names), None)
    if kind is None:
        raise BadInput("Gaps of the type “{type}” are not known here.", type=gap[1])
    answers = [_read_answer(part) for part in _ANSWERS.split(gap[2]) if part.strip()]
    before, after = text[: gap.start()].rstrip(), text[gap.end() :].lstrip()
    return {"type": kind.name, "stem": f"{before} {BLANK} {after}".strip()} | kind.from_gap(answers)


def _read_answer(written: str) -> Gap:
    match = _ANSWER.fullmatch(written)
    sign, percent, rest = match.groups() if match else (None, None, written)
    text, *feedback = _FEEDBACK.split(rest, maxsplit=1)
    share = read_share(percent) if percent else 1.0 if sign else 0.0
    return _unescaped(text), share, _unescaped("".join(feedback))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
