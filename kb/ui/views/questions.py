"""Draw the question bank: search, new questions, proposals, import and export."""

from __future__ import annotations

import streamlit as st

from kb.i18n import translate as _
from kb.learning.kinds import KINDS
from kb.learning.questions.search import find_questions, is_back, list_documents
from kb.ui.frame.resources import get_library
from kb.ui.frame.session import current_person
from kb.ui.parts.competency_names import competency_names
from kb.ui.questions.drafts import offer_drafts
from kb.ui.questions.exchange import offer_export, offer_import
from kb.ui.questions.listing import QUESTION_PAGE, choose_filter, show_list

person = current_person()
library = get_library()
competencies = competency_names()
documents = list_documents(library.database, person)
sources = {row["source"]: row["title"] for row in documents}

st.title(_("Questions"), anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = st.selectbox(
        _("Type of the new question"),
        list(KINDS),
        format_func=lambda name: _(KINDS[name].title),
        key="questions_new_type",
    )
    if st.button(_("Write a question"), key="questions_new", type="primary", icon=":material/edit_note:"):
        st.switch_page(QUESTION_PAGE, query_params={"type": kind})

names = [_("Questions"), _("Proposals from a document"), _("Import and export")]
found, proposals, files = st.tabs(names, key="questions_tab", on_change="rerun")
with found:
    wanted = choose_filter(competencies, sources)
    rows = find_questions(library.database, person, wanted)
    back = sum(is_back(row) for row in rows)
    if back:
        text = _("{count} live questions are back for review, as their documents changed.")
        st.warning(text.format(count=back), icon=":material/history:")
    if found.open:
        show_list(rows, competencies)
with proposals:
    if proposals.open:
        offer_drafts(person, documents)
with files:
    if files.open:
        st.subheader(_("Import"), anchor=False)
        offer_import(person)
        st.subheader(_("Export"), anchor=False)
        offer_export([row["question"] for row in rows], wanted)
