"""The way of a question through review: what can be done now, why it is back, what happened to it."""

from __future__ import annotations

import streamlit as st

from kb.clock import shown_time, utc_now
from kb.i18n import translate as _
from kb.learning.questions.question import Question
from kb.learning.questions.scoring import right_answer
from kb.learning.questions.search import OpenedQuestion, is_back, open_version
from kb.learning.questions.service import (
    DRAFT,
    LIVE,
    RETIRED,
    REVIEWED,
    STATES,
    WAITING,
    confirm_sources,
    move_question,
    needs_reason,
    steps_for,
)
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.errors import errors_here
from kb.ui.parts.markdown import plain
from kb.ui.questions.asking import answer_text, show_stem


def show_why_back(person: Person, opened: OpenedQuestion) -> None:
    """Why a question was sent back or retired, or which sources moved on under it; and the word that it still holds."""
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
    st.caption(_("Nobody is asked this question until somebody has compared it with the document."))
    if st.button(_("It still holds"), key="question_confirm", icon=":material/verified:"):
        with errors_here():
            confirm_sources(get_library().database, person, opened.row["id"], utc_now())
            st.rerun()


def offer_steps(person: Person, opened: OpenedQuestion, seen: int) -> None:
    """Buttons for what this person may do with the question now."""
    row = opened.row
    steps = [step for step in steps_for(person, row) if (row["state"], step) != (DRAFT, REVIEWED)]
    if row["state"] == WAITING and row["author_id"] == person.id:
        st.caption(_("Somebody else than you has to review it."))
    reason = ""
    if any(needs_reason(person, row, step) for step in steps):
        reason = st.text_input(_("Reason (for sending back or retiring)"), key=f"question_reason_{row['id']}")
    with st.container(horizontal=True):
        for step in steps:
            main = step in (WAITING, REVIEWED) or (row["state"], step) == (REVIEWED, LIVE)
            if st.button(
                _label(person, opened, step), key=f"question_to_{step}", type="primary" if main else "secondary"
            ):
                with errors_here():
                    move_question(
                        get_library().database, person, row["id"], step, utc_now(), reason=reason, version=seen
                    )
                    st.toast(_(STATES[step]))
                    st.rerun()


def show_history(person: Person, opened: OpenedQuestion) -> int | None:
    """Versions and steps; returns the version that somebody wants to go on from."""
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
    number = st.selectbox(_("Version to look at"), numbers, format_func=names.__getitem__, key="question_version")
    with get_library().database.read() as tx:
        question = open_version(tx, person, opened.row["id"], number)
    _show_version(question)
    if number != opened.row["version"] and st.button(_("Go on from this version"), key="question_go_on"):
        return int(number)
    return None


def _show_version(question: Question) -> None:
    with st.container(border=True):
        show_stem(question.stem, question.type)
        text = answer_text(right_answer(question), question.type, question.unit)
        st.markdown(f"**{_('Right answer')}**: {text}")
        if question.explanation:
            st.caption(plain(question.explanation))


def _label(person: Person, opened: OpenedQuestion, step: str) -> str:
    now, own = opened.row["state"], opened.row["author_id"] == person.id
    if step == DRAFT and now in (WAITING, REVIEWED):
        return _("Take back") if own else _("Send back")
    if now == DRAFT and step == RETIRED:
        return _("Drop the draft")
    return {
        WAITING: _("Hand to review"),
        REVIEWED: _("It is right"),
        LIVE: _("Make it live"),
        RETIRED: _("Retire it"),
        DRAFT: _("Back to draft"),
    }[step]
