"""Draw questions whose answer is chosen: one option, several, or whether a statement is right."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kb.i18n import translate as _
from kb.learning.questions.question import Answer, Option, Presented, Question
from kb.ui.parts.markdown import plain
from kb.ui.questions.widgets.widget import Key, Widget, edit_lines

_ALL_OF_IT = 0.999


class ChooseOne(Widget):
    """Single choice."""

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw the options, none of them chosen."""
        return st.radio(_("Your answer"), shown.options, index=None, key=key, format_func=plain)

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the right option and the wrong ones; an option that is partly right counts as wrong here."""
        right = edit_lines(_("Right answer"), _right_of(question, _ALL_OF_IT), key("right"))
        wrong = _edit_wrong(question, _right_of(question, _ALL_OF_IT), key)
        shares = {**dict.fromkeys(wrong, 0.0), **dict.fromkeys(right, 1.0)}
        return _options(question, right, wrong, shares, unchanged=right == _right_of(question, _ALL_OF_IT))


class ChooseSeveral(Widget):
    """Multiple choice."""

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw a checkbox for each option."""
        st.caption(_("Choose all that are right."))
        ticked = [st.checkbox(plain(text), key=f"{key}_{place}") for place, text in enumerate(shown.options)]
        return [text for text, yes in zip(shown.options, ticked, strict=True) if yes] or None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the right options and the wrong ones; each right one gets the same share."""
        right = edit_lines(_("Right answers, one per line"), _right_of(question, 0), key("right"))
        wrong = _edit_wrong(question, _right_of(question, 0), key)
        part = 1 / max(len(right), 1)
        shares = {**dict.fromkeys(wrong, -part), **dict.fromkeys(right, part)}
        return _options(question, right, wrong, shares, unchanged=right == _right_of(question, 0))


class Judge(Widget):
    """True or false."""

    def ask(self, shown: Presented, key: str) -> Answer | None:  # noqa: ARG002 - both judgements are always shown
        """Draw both judgements, none of them chosen."""
        words = {True: _("Right"), False: _("Wrong")}
        return st.radio(_("Your answer"), [True, False], index=None, key=key, format_func=words.get, horizontal=True)

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw both judgements."""
        words = {True: _("Right"), False: _("Wrong")}
        place = None if question.truth is None else [True, False].index(question.truth)
        truth = st.radio(
            _("The statement is"),
            [True, False],
            place,
            format_func=words.__getitem__,
            horizontal=True,
            key=key("truth"),
        )
        return {"truth": truth}

    def answer_text(self, answer: Answer, unit: str) -> str:
        """Return the judgement in a word."""
        return (_("Right") if answer else _("Wrong")) if isinstance(answer, bool) else super().answer_text(answer, unit)


def _right_of(question: Question, more_than: float) -> list[str]:
    return [option.text for option in question.options if option.share > more_than]


def _edit_wrong(question: Question, right: list[str], key: Key) -> list[str]:
    others = [option.text for option in question.options if option.text not in right]
    return edit_lines(_("Wrong answers, one per line"), others, key("wrong"))


def _options(
    question: Question, right: list[str], wrong: list[str], shares: dict[str, float], *, unchanged: bool
) -> dict[str, Any]:
    """Return the edited options; if no text changed, with their previous shares."""
    texts = [*right, *wrong]
    known = {option.text: option for option in question.options}
    as_before = unchanged and set(known) == set(texts)
    return {
        "options": tuple(
            known[text] if as_before else Option(text, shares[text], known[text].feedback if text in known else "")
            for text in texts
        )
    }
