"""The part of the form that differs by type: the right answer of a question, as widgets and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from kb.errors import BadInput
from kb.i18n import translate as _
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Number,
    Option,
    Question,
)
from kb.learning.questions.scenario import read_point, write_point
from kb.learning.questions.scoring import read_number

Key = Callable[[str], str]


def draw_answer(question: Question, key: Key) -> dict[str, Any]:
    """Widgets for the answer, filled from the question; returns the fields of its type. Raises BadInput.

    Shares and feedback that a file brought along stay with the options whose words stay.
    """
    return _DRAW[question.type](question, key)


def _choice(question: Question, key: Key) -> dict[str, Any]:
    label = _("Right answer") if question.type == SINGLE else _("Right answers, one a line")
    right = _lines(label, _right_of(question), key("right"))
    others = [option.text for option in question.options if option.text not in _right_of(question)]
    wrong = _lines(_("Wrong answers, one a line"), others, key("wrong"))
    if question.type == SINGLE:
        shares = {**dict.fromkeys(wrong, 0.0), **dict.fromkeys(right, 1.0)}
    else:
        part = 1 / max(len(right), 1)
        shares = {**dict.fromkeys(wrong, -part), **dict.fromkeys(right, part)}
    texts = [*right, *wrong]
    known = {option.text: option for option in question.options}
    as_before = {option.text for option in question.options} == set(texts) and right == _right_of(question)
    return {
        "options": tuple(
            known[text] if as_before else Option(text, shares[text], known[text].feedback if text in known else "")
            for text in texts
        )
    }


def _right_of(question: Question) -> list[str]:
    """The right options; of a question with one right answer not those that are partly right."""
    least = 0.999 if question.type == SINGLE else 0
    return [option.text for option in question.options if option.share > least]


def _truth(question: Question, key: Key) -> dict[str, Any]:
    words = {True: _("Right"), False: _("Wrong")}
    place = None if question.truth is None else [True, False].index(question.truth)
    return {
        "truth": st.radio(
            _("The statement is"),
            [True, False],
            place,
            format_func=words.__getitem__,
            horizontal=True,
            key=key("truth"),
        )
    }


def _cloze(question: Question, key: Key) -> dict[str, Any]:
    known = {option.text: option for option in question.options}
    texts = _lines(_("Accepted answers, one a line"), list(known), key("accepted"))
    return {"options": tuple(known.get(text, Option(text, 1.0)) for text in texts)}


def _pairs(question: Question, key: Key) -> dict[str, Any]:
    written = [f"{left} -> {right}".strip() for left, right in question.pairs]
    lines = _lines(
        _("Pairs, one a line: left -> right. A line that begins with -> is a right side too many."),
        written,
        key("pairs"),
    )
    if lines == written:
        return {"pairs": question.pairs}
    for line in lines:
        if "->" not in line:
            raise BadInput("A pair is written as: left -> right. Not so: “{line}”", line=line)
    split = (line.split("->", 1) for line in lines)
    return {"pairs": tuple((left.strip(), right.strip()) for left, right in split)}


def _numbers(question: Question, key: Key) -> dict[str, Any]:
    first = question.numbers[0] if question.numbers else None
    with st.container(horizontal=True):
        value = st.text_input(_("Number"), f"{first.value:.15g}" if first else "", key=key("value"))
        tolerance = st.text_input(_("Give or take"), f"{first.tolerance:.15g}" if first else "0", key=key("tolerance"))
        unit = st.text_input(_("Unit of the number"), question.unit, key=key("unit"))
    if not value.strip():
        return {"numbers": (), "unit": unit.strip()}
    share, feedback = (first.share, first.feedback) if first else (1.0, "")
    typed = Number(_number(value), _number(tolerance or "0"), share, feedback)
    return {"numbers": (typed, *question.numbers[1:]), "unit": unit.strip()}


def _order(question: Question, key: Key) -> dict[str, Any]:
    return {"order": tuple(_lines(_("The steps in their order, one a line"), question.order, key("order")))}


def _points(question: Question, key: Key) -> dict[str, Any]:
    st.caption(
        _(
            "A key point a line: what is to be found => phrase; phrase. A number before it is its weight: "
            "[2] what the money is for => purpose; use+money. Parts joined by + must stand in one sentence."
        )
    )
    lines = _lines(_("Key points"), [write_point(point) for point in question.points], key("points"), height=260)
    return {"points": tuple(read_point(line) for line in lines)}


def _lines(label: str, texts: Sequence[str], key: str, height: int = 120) -> list[str]:
    text = "\n".join(" ".join(text.split()) for text in texts)
    typed = st.text_area(label, text, key=key, height=height)
    if typed == text:
        return list(texts)
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _number(text: str) -> float:
    value = read_number(text)
    if value is None:
        raise BadInput("“{text}” is not a number.", text=text)
    return value


_DRAW: dict[str, Callable[[Question, Key], dict[str, Any]]] = {
    SINGLE: _choice,
    MULTIPLE: _choice,
    TRUE_FALSE: _truth,
    CLOZE: _cloze,
    MATCHING: _pairs,
    NUMERICAL: _numbers,
    ORDERING: _order,
    SCENARIO: _points,
}
