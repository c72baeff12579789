"""Define how pages ask, show and edit a kind of question."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.questions.question import Answer, Presented, Question
from kb.ui.parts.markdown import plain

Key = Callable[[str], str]
"""Return a widget's key for its name."""


class Widget(ABC):
    """Base class of the widgets of a kind of question. Its class attributes with text are msgids."""

    stem_label: str = marked("Question")
    stem_height: int = 100
    stem_placeholder: str | None = None

    @abstractmethod
    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw the widgets that take an answer; return None until there is one."""

    @abstractmethod
    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the right answer for editing; return the fields of the question. Raises BadInput.

        Options whose text is unchanged keep their imported shares and feedback.
        """

    def show_stem(self, stem: str) -> None:
        """Draw the stem."""
        st.markdown(f"#### {plain(stem)}")

    def answer_text(self, answer: Answer, unit: str) -> str:
        """Return an answer as Markdown."""
        if isinstance(answer, str):
            return plain(f"{answer} {unit}" if unit and not answer.endswith(unit) else answer)
        return list_text(answer) if isinstance(answer, list | tuple) else plain(str(answer))

    def show_solution(self, given: Answer | None, right: Answer, question: Question) -> None:
        """Draw the given answer (None for none) and the right one."""
        for label, answer in ((_("Your answer"), given), (_("Right answer"), right)):
            text = _("no answer") if answer is None else self.answer_text(answer, question.unit)
            st.markdown(f"**{label}**: {text}")


def list_text(texts: Sequence[str], mark: str = "-") -> str:
    """Return texts as a Markdown list."""
    return "\n" + "".join(f"\n{mark} {plain(text)}" for text in texts)


def edit_lines(label: str, texts: Sequence[str], key: str, height: int = 120) -> list[str]:
    """Draw texts for editing, one per line, and return them; unchanged texts keep their whitespace."""
    text = "\n".join(" ".join(text.split()) for text in texts)
    typed = st.text_area(label, text, key=key, height=height)
    if typed == text:
        return list(texts)
    return [line.strip() for line in typed.splitlines() if line.strip()]
