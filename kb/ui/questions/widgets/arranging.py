"""Draw questions whose answer is an arrangement: pairs, or ordered steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kb.errors import BadInput
from kb.i18n import translate as _
from kb.learning.questions.question import Answer, Presented, Question
from kb.ui.parts.markdown import plain
from kb.ui.questions.widgets.widget import Key, Widget, edit_lines, list_text


class Pair(Widget):
    """Matching: choose a right side for each left side."""

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw a list to choose from for each left side."""
        pairs = {
            left: st.selectbox(plain(left), shown.options, index=None, key=f"{key}_{place}", placeholder=_("Choose"))
            for place, left in enumerate(shown.left)
        }
        given = {left: right for left, right in pairs.items() if right is not None}
        return given if len(given) == len(shown.left) else None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the pairs as lines with an arrow."""
        written = [f"{left} -> {right}".strip() for left, right in question.pairs]
        lines = edit_lines(
            _("Pairs, one per line: left -> right. A line that begins with -> is an extra right side."),
            written,
            key("pairs"),
        )
        if lines == written:
            return {"pairs": question.pairs}
        for line in lines:
            if "->" not in line:
                raise BadInput("A pair is written as: left -> right. Got: “{line}”", line=line)
        split = (line.split("->", 1) for line in lines)
        return {"pairs": tuple((left.strip(), right.strip()) for left, right in split)}

    def answer_text(self, answer: Answer, unit: str) -> str:
        """Return the pairs as a list with arrows."""
        if not isinstance(answer, Mapping):
            return super().answer_text(answer, unit)
        return "\n" + "".join(f"\n- {plain(left)} → {plain(right)}" for left, right in answer.items())


class PutInOrder(Widget):
    """Ordering: choose the steps in order."""

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw a field that keeps the steps in the order they are chosen."""
        order = st.multiselect(
            _("Select the steps in order, the first step first"), shown.options, key=key, placeholder=_("Choose")
        )
        return order if len(order) == len(shown.options) else None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the steps in order."""
        return {"order": tuple(edit_lines(_("The steps in order, one per line"), question.order, key("order")))}

    def answer_text(self, answer: Answer, unit: str) -> str:
        """Return the steps as a numbered list."""
        return list_text(answer, "1.") if isinstance(answer, list | tuple) else super().answer_text(answer, unit)
