"""Draw questions proposed from a document, to keep, edit or drop one by one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.drafts.drafting import Draft
from kb.learning.drafts.service import keep_draft, propose_questions
from kb.learning.kinds import KINDS
from kb.learning.questions.scoring import right_answer
from kb.people.person import Person
from kb.store import Row
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.questions.asking import answer_text
from kb.ui.questions.listing import QUESTION_PAGE

_PROPOSED = "questions_proposed"


def offer_drafts(person: Person, documents: Sequence[Row]) -> None:
    """Draw a choice of document and the questions proposed from its sentences."""
    st.markdown(
        _("Sentences of a document become proposals. They are made by rule and often miss the point: read each one.")
    )
    titles = {row["source"]: row["title"] for row in documents}
    ids = {row["source"]: row["id"] for row in documents}
    source = st.selectbox(
        _("Document"),
        list(titles),
        None,
        format_func=lambda name: titles.get(name, name),
        placeholder=_("Choose"),
        key="questions_draft_source",
    )
    if source is None:
        return
    if st.button(_("Propose questions"), key="questions_propose", icon=":material/lightbulb:"):
        library = get_library()
        drafts = propose_questions(library.database, person, ids[source], source, library.engine.encoder)
        st.session_state[_PROPOSED] = (source, drafts)
    proposed_for, waiting = st.session_state.get(_PROPOSED, ("", []))
    if proposed_for != source:
        return
    if not waiting:
        st.info(_("Nothing more to propose from this document."), icon=":material/task_alt:")
    for draft in waiting:
        _show(person, draft)


def _show(person: Person, draft: Draft) -> None:
    question = draft.question
    with st.container(border=True):
        st.markdown(f"**{plain(question.stem)}**")
        st.markdown(f"{_('Right answer')}: {answer_text(right_answer(question), question.type, question.unit)}")
        wrong = [option.text for option in question.options if option.share <= 0]
        if wrong:
            st.caption(_("Wrong answers: {answers}").format(answers=plain(_(", ").join(wrong))))
        st.caption(
            " · ".join(
                plain(fact) for fact in (_(KINDS[question.type].title), question.section, draft.sentence) if fact
            )
        )
        with show_errors(), st.container(horizontal=True):
            if st.button(_("Keep as a draft"), key=f"keep_{question.id}", icon=":material/check:"):
                keep_draft(get_library().database, person, question, now=utc_now())
                _forget(draft)
                st.toast(_("Kept as a draft."))
                st.rerun()
            if st.button(_("Keep and change"), key=f"change_{question.id}", icon=":material/edit:"):
                keep_draft(get_library().database, person, question, now=utc_now())
                _forget(draft)
                st.switch_page(QUESTION_PAGE, query_params={"id": question.id})
            if st.button(_("Drop"), key=f"drop_{question.id}", icon=":material/close:"):
                _forget(draft)
                st.rerun()


def _forget(draft: Draft) -> None:
    source, waiting = st.session_state[_PROPOSED]
    st.session_state[_PROPOSED] = (source, [other for other in waiting if other != draft])
