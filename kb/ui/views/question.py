"""Draw one question: its form and preview, its review, its history."""

from __future__ import annotations

import secrets

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.kinds import KINDS
from kb.learning.kinds.choice import Single
from kb.learning.questions.question import Question, same
from kb.learning.questions.search import list_documents, open_question, open_version
from kb.learning.questions.service import save_question
from kb.learning.questions.states import LIVE
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.competency_names import competency_names
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.questions.form import draw_question, show_preview
from kb.ui.questions.listing import show_state
from kb.ui.questions.review import offer_steps, show_history, show_reasons_for_return

person = current_person()
library = get_library()
competencies = competency_names()
question_id = st.query_params.get("id", "")
kind = st.query_params.get("type", Single.name)
opened = open_question(library.database, person, question_id) if question_id else None
documents = list_documents(library.database, person)
sources = {row["source"]: row["title"] for row in documents}

st.page_link("views/questions.py", label=_("Back to the questions"), icon=":material/arrow_back:")
if opened is None:
    new_id = st.session_state.setdefault("question_new_id", f"q-{secrets.token_hex(6)}")
    stored: Question | None = None
    base, seen = Question(new_id, kind if kind in KINDS else Single.name, ""), 0
    stamp = f"{new_id}_{base.type}"
else:
    stored = opened.row["question"]
    # Version this visit has read; saving or deciding on another one is refused with a message.
    st.session_state.setdefault(f"question_seen_{question_id}", opened.row["version"])
    seen = int(st.session_state[f"question_seen_{question_id}"])
    start = st.session_state.get(f"question_start_{question_id}", seen)
    base = open_version(library.database, person, question_id, start)
    stamp = f"{question_id}_{seen}_{start}"

st.title(_(KINDS[base.type].title), anchor=False)
if opened is not None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show_state(opened.row)
        author = opened.row["author"]
        number = _("Version {number}").format(number=opened.row["version"])
        st.caption(" · ".join(plain(part) for part in (number, author, question_id) if part))
    if seen != opened.row["version"]:
        st.warning(_("Someone else changed the question while you were working on it."), icon=":material/sync_problem:")
        if st.button(_("Reload; what you typed will be lost"), key="question_again"):
            st.session_state[f"question_seen_{question_id}"] = opened.row["version"]
            st.session_state.pop(f"question_start_{question_id}", None)
            st.rerun()
    show_reasons_for_return(person, opened)

changed, problem = draw_question(base, competencies, sources, stamp)
show_preview(person, changed, problem)

with show_errors(), st.container(horizontal=True, vertical_alignment="center"):
    differs = stored is None or not same(changed, stored)
    if st.button(_("Save as a draft"), key="question_save", icon=":material/save:", disabled=not differs):
        if problem is not None:
            raise problem
        version = save_question(library.database, person, changed, seen, now=utc_now())
        st.session_state.pop("question_new_id", None)
        st.session_state.pop(f"question_start_{changed.id}", None)
        st.session_state[f"question_seen_{changed.id}"] = version
        st.query_params.from_dict({"id": changed.id})
        st.toast(_("Saved."))
        st.rerun()
    if opened is not None and differs and opened.row["state"] == LIVE:
        st.caption(_("Saving makes it a draft again. It will not be asked until it is reviewed and live again."))

if opened is not None:
    st.divider()
    if differs:
        st.caption(_("Save your changes before you move the question on."))
    else:
        offer_steps(person, opened, seen)
    with st.expander(_("History ({count} versions)").format(count=len(opened.versions)), icon=":material/history:"):
        chosen = show_history(person, opened)
        if chosen is not None:
            st.session_state[f"question_start_{question_id}"] = chosen
            st.rerun()
