"""How questions are asked and answers are told."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.practice.service import Feedback, plan_today
from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Answer,
    Presented,
    Question,
)
from kb.learning.questions.scenario import LONGEST_ANSWER, find_points
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.markdown import plain


def show_stem(stem: str, kind: str) -> None:
    """What is asked: a heading, or the paragraphs of a scenario."""
    if kind != SCENARIO:
        st.markdown(f"#### {plain(stem)}")
        return
    for paragraph in stem.splitlines():
        st.markdown(plain(paragraph))


def ask(shown: Presented, key: str) -> Answer | None:
    """The widgets that take an answer; None until there is one."""
    if shown.type == SINGLE:
        return st.radio(_("Your answer"), shown.options, index=None, key=key, format_func=plain)
    if shown.type == MULTIPLE:
        st.caption(_("Choose all that are right."))
        ticked = [st.checkbox(plain(text), key=f"{key}_{place}") for place, text in enumerate(shown.options)]
        return [text for text, yes in zip(shown.options, ticked, strict=True) if yes] or None
    if shown.type == TRUE_FALSE:
        words = {True: _("Right"), False: _("Wrong")}
        return st.radio(_("Your answer"), [True, False], index=None, key=key, format_func=words.get, horizontal=True)
    if shown.type == CLOZE:
        return st.text_input(_("Your answer"), key=key, max_chars=200).strip() or None
    if shown.type == SCENARIO:
        st.caption(_("{count} points count. Write freely, or one point a line.").format(count=shown.points))
        return st.text_area(_("What do you find out?"), key=key, height=180, max_chars=LONGEST_ANSWER).strip() or None
    if shown.type == NUMERICAL:
        label = _("Your answer ({unit})").format(unit=plain(shown.unit)) if shown.unit else _("Your answer")
        return st.text_input(label, key=key, max_chars=40).strip() or None
    if shown.type == MATCHING:
        pairs = {
            left: st.selectbox(plain(left), shown.options, index=None, key=f"{key}_{place}", placeholder=_("Choose"))
            for place, left in enumerate(shown.left)
        }
        given = {left: right for left, right in pairs.items() if right is not None}
        return given if len(given) == len(shown.left) else None
    order = st.multiselect(
        _("Choose them one after the other, the first one first"), shown.options, key=key, placeholder=_("Choose")
    )
    return order if len(order) == len(shown.options) else None


def show_left_today(person: Person) -> None:
    """On the first page: how many questions wait today, with the way to them; nothing when the day's work is done."""
    with get_library().database.read() as tx:
        left = len(plan_today(tx, person, utc_now()).waiting)
    if left:
        st.page_link(
            "views/practice.py",
            label=_("Today {count} questions to practise").format(count=left),
            icon=":material/school:",
        )


def show_feedback(feedback: Feedback) -> None:
    """Whether the answer was right, what is, why, and where it is written."""
    if feedback.score > 1 - 1e-6:
        st.success(_("Right."), icon=":material/check_circle:")
    elif feedback.score > 0:
        st.warning(_("Partly right: {share} %").format(share=round(feedback.score * 100)), icon=":material/adjust:")
    else:
        st.error(_("Not right yet. It will come up again soon."), icon=":material/replay:")
    show_solution(feedback.given, feedback.right, feedback.question)
    if feedback.source:
        show_source(feedback.source["id"], feedback.source["title"])


def show_solution(given: Answer | None, right: Answer, question: Question) -> None:
    """What was answered (None: nothing), what is right, and why."""
    if question.type == SCENARIO:
        _show_points(given, question)
    else:
        for label, answer in ((_("Your answer"), given), (_("Right answer"), right)):
            text = _("no answer") if answer is None else answer_text(answer, question.type, question.unit)
            st.markdown(f"**{label}**: {text}")
    if question.explanation:
        st.info(plain(question.explanation), icon=":material/lightbulb:")


def _show_points(given: Answer | None, question: Question) -> None:
    """The key points, found and missed, below what was written."""
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


def show_source(document_id: str, title: str, position: int | None = None) -> None:
    """A link to the document in which the answer is written, at its passage where that is known."""
    st.page_link(
        DOCUMENT_PAGE,
        label=_("Read it again: {title}").format(title=plain(title)),
        icon=":material/menu_book:",
        query_params={"id": document_id} | ({} if position is None else {"at": str(position)}),
    )


def answer_text(answer: Answer, kind: str, unit: str) -> str:
    """An answer as Markdown."""
    if isinstance(answer, bool):
        return _("Right") if answer else _("Wrong")
    if isinstance(answer, str):
        return plain(f"{answer} {unit}" if unit and not answer.endswith(unit) else answer)
    if isinstance(answer, Mapping):
        return "\n" + "".join(f"\n- {plain(left)} → {plain(right)}" for left, right in answer.items())
    mark = "\n1. " if kind == ORDERING else "\n- "
    return "\n" + "".join(mark + plain(text) for text in answer)
