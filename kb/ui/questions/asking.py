"""Draw questions to answer, and feedback on the answers."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.practice.service import Feedback, plan_today
from kb.learning.questions.question import Answer, Presented, Question
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.markdown import plain
from kb.ui.questions.widgets import WIDGETS


def show_stem(stem: str, kind: str) -> None:
    """Draw the stem: a heading, or the paragraphs of a scenario."""
    WIDGETS[kind].show_stem(stem)


def ask(shown: Presented, key: str) -> Answer | None:
    """Draw the widgets that take an answer; return None until there is one."""
    return WIDGETS[shown.type].ask(shown, key)


def answer_text(answer: Answer, kind: str, unit: str) -> str:
    """Return an answer as Markdown."""
    return WIDGETS[kind].answer_text(answer, unit)


def show_due_questions(person: Person) -> None:
    """Draw a link to today's questions with their number; nothing once they are done."""
    left = len(plan_today(get_library().database, person, now=utc_now()).waiting)
    if left:
        st.page_link(
            "views/practice.py",
            label=_("Today {count} questions to practise").format(count=left),
            icon=":material/school:",
        )


def show_feedback(feedback: Feedback) -> None:
    """Draw whether the answer was right, the right answer, its explanation and its source."""
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
    """Draw the given answer (None for none), the right answer and its explanation."""
    WIDGETS[question.type].show_solution(given, right, question)
    if question.explanation:
        st.info(plain(question.explanation), icon=":material/lightbulb:")


def show_source(document_id: str, title: str, position: int | None = None) -> None:
    """Draw a link to the source document, at the passage if `position` is known."""
    st.page_link(
        DOCUMENT_PAGE,
        label=_("Read it again: {title}").format(title=plain(title)),
        icon=":material/menu_book:",
        query_params={"id": document_id} | ({} if position is None else {"at": str(position)}),
    )
