"""Draw the review of a question: possible steps, why it is back, its history."""

from __future__ import annotations

import streamlit as st

from kb.clock import shown_time, utc_now
from kb.i18n import translate as _
from kb.learning.questions.question import Question
from kb.learning.questions.scoring import right_answer
from kb.learning.questions.search import OpenedQuestion, is_back, open_version
from kb.learning.questions.service import confirm_sources, move_question, steps_for
from kb.learning.questions.states import STATES, STEP_NAMES, Step
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.questions.asking import answer_text, show_stem


def show_reasons_for_return(person: Person, opened: OpenedQuestion) -> None:
    """Draw why a question was returned or retired, which sources have changed, and a button to confirm it."""
    last = opened.steps[-1] if opened.steps else None
    if last and last["reason"] and last["state"] == opened.row["state"]:
        said = _("{state}, said {person}: {reason}").format(
            state=_(STATES[last["state"]]), person=plain(last["person"]), reason=plain(last["reason"])
        )
        st.warning(said, icon=":material/undo:")
    for source in opened.moved_sources:
        if source["status"] != "published":
            text = _("“{title}” was withdrawn.").format(title=plain(source["title"]))
        else:
            text = _("“{title}” has a newer version: {known} → {now}.").format(
                title=plain(source["title"]), known=source["known"], now=source["now"]
            )
        st.warning(text, icon=":material/history:")
        st.page_link(DOCUMENT_PAGE, label=_("Read the document"), query_params={"id": source["id"]})
    if not is_back(opened.row):
        return
    st.caption(_("This question is not asked until it has been compared with the document."))
    if st.button(_("Still valid"), key="question_confirm", icon=":material/verified:"):
        with show_errors():
            confirm_sources(get_library().database, person, opened.row["id"], now=utc_now())
            st.rerun()


_MAIN_STEPS = (Step.HAND_IN, Step.APPROVE, Step.GO_LIVE)
"""Steps towards practice, drawn as primary buttons."""


def offer_steps(person: Person, opened: OpenedQuestion, seen: int) -> None:
    """Draw buttons for the steps this person may take on the question now."""
    row = opened.row
    steps = steps_for(person, row)
    if row["state"] == "draft":
        # The page offers only submission for a draft, so that its author decides when it is ready.
        steps.pop(Step.APPROVE, None)
    if row["state"] == "waiting" and row["author_id"] == person.id:
        st.caption(_("It must be reviewed by someone other than its author."))
    reason = ""
    if any(found.needs_reason for found in steps.values()):
        reason = st.text_input(_("Reason (for sending back or retiring)"), key=f"question_reason_{row['id']}")
    with st.container(horizontal=True):
        for step, found in steps.items():
            kind = "primary" if step in _MAIN_STEPS else "secondary"
            if st.button(_(STEP_NAMES[step]), key=f"question_to_{found.to}", type=kind):  # type: ignore[arg-type]
                with show_errors():
                    move_question(
                        get_library().database, person, row["id"], found.to, now=utc_now(), reason=reason, version=seen
                    )
                    st.toast(_(STATES[found.to]))
                    st.rerun()


def show_history(person: Person, opened: OpenedQuestion) -> int | None:
    """Draw versions and steps; return the version to continue from, or None."""
    for step in opened.steps:
        facts = [
            shown_time(step["at"]),
            _("Version {number}").format(number=step["version"]),
            _(STATES[step["state"]]),
            step["person"],
            step["reason"],
        ]
        st.caption(" · ".join(plain(fact) for fact in facts if fact))
    numbers = [version["version"] for version in opened.versions]
    names = {
        version["version"]: " · ".join(
            part for part in (str(version["version"]), shown_time(version["at"]), version["person"]) if part
        )
        for version in opened.versions
    }
    number = st.selectbox(_("Version to view"), numbers, format_func=names.__getitem__, key="question_version")
    question = open_version(get_library().database, person, opened.row["id"], number)
    _show_version(question)
    if number != opened.row["version"] and st.button(_("Continue from this version"), key="question_go_on"):
        return int(number)
    return None


def _show_version(question: Question) -> None:
    with st.container(border=True):
        show_stem(question.stem, question.type)
        text = answer_text(right_answer(question), question.type, question.unit)
        st.markdown(f"**{_('Right answer')}**: {text}")
        if question.explanation:
            st.caption(plain(question.explanation))
