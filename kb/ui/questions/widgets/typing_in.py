"""Draw questions whose answer is typed: a short text, a number, or a description of a scenario."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kb.errors import BadInput
from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.kinds.number import read_number
from kb.learning.questions.question import Answer, Number, Option, Presented, Question
from kb.learning.questions.scenario import MAX_ANSWER, find_points, read_point, write_point
from kb.ui.parts.markdown import plain
from kb.ui.questions.widgets.widget import Key, Widget, edit_lines


class FillIn(Widget):
    """Cloze: a short text."""

    stem_placeholder = marked("Write ____ where the gap is")

    def ask(self, shown: Presented, key: str) -> Answer | None:  # noqa: ARG002 - nothing to choose from
        """Draw a line to type in."""
        return st.text_input(_("Your answer"), key=key, max_chars=200).strip() or None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the accepted texts."""
        known = {option.text: option for option in question.options}
        texts = edit_lines(_("Accepted answers, one per line"), list(known), key("accepted"))
        return {"options": tuple(known.get(text, Option(text, 1.0)) for text in texts)}


class EnterNumber(Widget):
    """Numerical: a number, with its unit in the label."""

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw a line to type in; text that is not a number is an answer too, and scores 0."""
        label = _("Your answer ({unit})").format(unit=plain(shown.unit)) if shown.unit else _("Your answer")
        return st.text_input(label, key=key, max_chars=40).strip() or None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the first accepted number, its tolerance and the unit; other numbers stay as they are."""
        first = question.numbers[0] if question.numbers else None
        with st.container(horizontal=True):
            value = st.text_input(_("Number"), f"{first.value:.15g}" if first else "", key=key("value"))
            tolerance = st.text_input(
                _("Tolerance (±)"), f"{first.tolerance:.15g}" if first else "0", key=key("tolerance")
            )
            unit = st.text_input(_("Unit of the number"), question.unit, key=key("unit"))
        if not value.strip():
            return {"numbers": (), "unit": unit.strip()}
        share, feedback = (first.share, first.feedback) if first else (1.0, "")
        typed = Number(_number(value), _number(tolerance or "0"), share, feedback)
        return {"numbers": (typed, *question.numbers[1:]), "unit": unit.strip()}


class DescribeClient(Widget):
    """Scenario: a free text scored by the key points it mentions."""

    stem_label = marked("Describe the client, and ask what is to be found out")
    stem_height = 200

    def show_stem(self, stem: str) -> None:
        """Draw the paragraphs of the scenario."""
        for paragraph in stem.splitlines():
            st.markdown(plain(paragraph))

    def ask(self, shown: Presented, key: str) -> Answer | None:
        """Draw a text area."""
        st.caption(_("{count} points count. Write freely, or one point per line.").format(count=shown.points))
        return st.text_area(_("What do you find out?"), key=key, height=180, max_chars=MAX_ANSWER).strip() or None

    def edit(self, question: Question, key: Key) -> dict[str, Any]:
        """Draw the key points with the phrases that count."""
        st.caption(
            _(
                "One key point per line: what is to be found => phrase; phrase. A number before it is its weight: "
                "[2] what the money is for => purpose; use+money. Parts joined by + must stand in one sentence."
            )
        )
        written = [write_point(point) for point in question.points]
        lines = edit_lines(_("Key points"), written, key("points"), height=260)
        return {"points": tuple(read_point(line) for line in lines)}

    def show_solution(self, given: Answer | None, right: Answer, question: Question) -> None:  # noqa: ARG002 - points say it
        """Draw the answer, then the key points found and missed."""
        written = given if isinstance(given, str | list) else ""
        found = find_points(question.points, written)
        st.markdown(f"**{_('Your answer')}**")
        for line in written.splitlines() if isinstance(written, str) else written:
            st.markdown(f"> {plain(line)}")
        for heading, yes, icon in ((_("Found"), True, "check_circle"), (_("Missed"), False, "radio_button_unchecked")):
            named = [point for point, hit in zip(question.points, found, strict=True) if hit is yes]
            if named:
                lines = "".join(f"\n- :material/{icon}: {plain(point.text)}" for point in named)
                st.markdown(f"**{heading}**\n{lines}")


def _number(text: str) -> float:
    value = read_number(text)
    if value is None:
        raise BadInput("“{text}” is not a number.", text=text)
    return value
