"""Draw a question as a form, and a preview as the learner will see it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from kb.errors import KbError
from kb.i18n import translate as _
from kb.learning.practice.service import try_answer
from kb.learning.questions.question import DIFFICULTIES, Question, document_source
from kb.learning.questions.rules import check, present
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import plain, plain_lines
from kb.ui.questions.asking import ask, show_feedback, show_stem
from kb.ui.questions.widgets import WIDGETS


def draw_question(
    question: Question, competencies: Mapping[str, str], sources: Mapping[str, str], stamp: str
) -> tuple[Question, KbError | None]:
    """Draw the fields of a question, filled; return the edited question and its problem, or None.

    `stamp` is part of the widget keys: a new one resets the fields to the question.
    """

    def key(name: str) -> str:
        return f"question_{name}_{stamp}"

    widget = WIDGETS[question.type]
    stem = st.text_area(
        _(widget.stem_label),
        question.stem,
        key=key("stem"),
        height=widget.stem_height,
        placeholder=_(widget.stem_placeholder) if widget.stem_placeholder else None,
    )
    problem: KbError | None = None
    changed = replace(question, stem=_typed(stem, question.stem))
    try:
        changed = replace(changed, **widget.edit(question, key))
    except KbError as error:
        problem = error
    explanation = st.text_area(
        _("Explanation, shown with the answer"),
        question.explanation,
        key=key("explanation"),
        height=80,
    )
    bands = list(DIFFICULTIES)
    band = st.segmented_control(
        _("Difficulty"),
        bands,
        default=question.difficulty,
        format_func=lambda name: _(DIFFICULTIES[name]),
        required=True,
        key=key("band"),
    )
    known = {document_source(source): source for source in question.sources}
    titles = {**{document_source(source): source for source in question.sources}, **sources}
    chosen_competencies = st.multiselect(
        _("Competencies"),
        list(dict.fromkeys([*competencies, *question.competencies])),
        question.competencies,
        format_func=lambda name: competencies.get(name, name),
        placeholder=_("Choose"),
        key=key("competencies"),
    )
    chosen_sources = st.multiselect(
        _("Based on these documents"),
        list(titles),
        list(known),
        format_func=lambda source: titles.get(source, source),
        placeholder=_("Choose"),
        key=key("sources"),
    )
    section = st.text_input(_("Section of the document"), question.section, key=key("section"))
    changed = replace(
        changed,
        explanation=_typed(explanation, question.explanation),
        difficulty=band or question.difficulty,
        competencies=tuple(chosen_competencies),
        sources=tuple(known.get(source, source.removeprefix("id:")) for source in chosen_sources),
        section=_typed(section, question.section),
    )
    return changed, problem or problem_of(changed)


def _typed(text: str, before: str) -> str:
    """Return typed text trimmed; unchanged text is returned exactly as it was."""
    return before if text == before else text.strip()


def problem_of(question: Question) -> KbError | None:
    """Return the first problem of a question, or None."""
    try:
        check(question)
    except KbError as error:
        return error
    return None


def show_preview(person: Person, question: Question, problem: KbError | None) -> None:
    """Draw the question as the learner will see it, to try out; nothing is stored."""
    heading = _("As the learner sees it")
    st.markdown(f"**{heading}**")
    with st.container(border=True):
        if problem is not None:
            st.info(plain_lines(problem.message), icon=":material/edit_note:")
            return
        show_stem(question.stem, question.type)
        stamp = zlib.crc32(repr(question).encode())
        given = ask(present(question, "preview"), f"preview_{stamp}")
        tried = st.button(_("Try this answer"), key=f"preview_try_{stamp}")
        if tried and given is None:
            st.warning(_("Answer the question completely first."))
        elif tried and given is not None:
            show_feedback(try_answer(get_library().database, person, question, given))
        if question.section:
            st.caption(plain(question.section))
