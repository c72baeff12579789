"""Draw the import of questions from a file, with a preview, and their export."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ingest.sheets import question_lines
from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.formats.exchange import ENDINGS, FORMS, left_out, read_questions
from kb.learning.formats.question_file import QuestionFile
from kb.learning.questions.question import Question
from kb.learning.questions.search import QuestionFilter
from kb.learning.questions.service import compare_questions, import_questions
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.file_field import ask_for_file
from kb.ui.parts.markdown import plain
from kb.ui.routes.question_export import question_export_link, question_template_link

_FORM_NAMES = {"xlsx": "Excel", "csv": "CSV", "xml": "Moodle XML", "gift": "Moodle GIFT"}
_MAX_SHOWN = 200
_DONE = "questions_imports"


def offer_import(person: Person) -> None:
    """Draw an upload, then the file's problems by line, or a preview of the import and its button."""
    st.markdown(_("A file is imported completely or not at all; its questions start as drafts."))
    with st.container(horizontal=True):
        for form in ("xlsx", "csv"):
            label = _("Table to fill in ({form})").format(form=_FORM_NAMES[form])
            st.link_button(label, question_template_link(form), icon=":material/table:")
    key = f"questions_file_{st.session_state.get(_DONE, 0)}"
    file = ask_for_file(_("Questions in a file"), [ending.removeprefix(".") for ending in ENDINGS], key)
    if file is None:
        return
    with show_errors():
        read = read_questions(file.name, file.getvalue(), workbook=question_lines)
        if read.problems:
            _show_problems(read)
            return
        outlook = compare_questions(get_library().database, person, read)
        st.info(
            _("This would add {added} questions and change {updated}; {unchanged} stay unchanged.").format(
                added=outlook.added, updated=outlook.updated, unchanged=outlook.unchanged
            ),
            icon=":material/preview:",
        )
        if outlook.updated:
            st.caption(_("Changed questions become drafts: they are asked again after a review."))
        if st.button(_("Import the questions"), key="questions_import", type="primary", icon=":material/upload_file:"):
            done = import_questions(get_library().database, person, read, now=utc_now())
            st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
            text = _("{added} questions added, {updated} changed, {unchanged} as before.")
            st.toast(text.format(added=done.added, updated=done.updated, unchanged=done.unchanged))
            st.rerun()


def offer_export(questions: Sequence[Question], wanted: QuestionFilter) -> None:
    """Draw links to the filtered questions in each format, and which ones a format leaves out."""
    st.markdown(_("{count} questions match the filters of the list:").format(count=len(questions)))
    with st.container(horizontal=True):
        for form in FORMS:
            st.link_button(_FORM_NAMES[form], question_export_link(form, wanted), icon=":material/download:")
    for form in FORMS:
        missing = left_out(form, questions)
        if missing:
            ids = _(", ").join(plain(question.id) for question in missing[:5])
            text = _("{form} does not support {count} of them, which are left out: {ids}")
            st.caption(text.format(form=_FORM_NAMES[form], count=len(missing), ids=ids + (" …" if missing[5:] else "")))


def _show_problems(read: QuestionFile) -> None:
    st.error(_("Nothing was imported. Please fix:"), icon=":material/error:")
    st.dataframe(
        [{_("Line"): problem.line, _("Problem"): problem.error.message} for problem in read.problems[:_MAX_SHOWN]],
        hide_index=True,
        key="questions_problems",
        alt=_("Problem"),
    )
    if len(read.problems) > _MAX_SHOWN:
        st.caption(_("Only the first {count} are shown.").format(count=_MAX_SHOWN))
