"""The question bank as a list: filters, and a line for each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.questions.question import DIFFICULTIES, TYPES
from kb.learning.questions.search import STALE, QuestionFilter, is_back
from kb.learning.questions.service import DRAFT, LIVE, RETIRED, REVIEWED, STATES, WAITING
from kb.store import Row
from kb.ui.parts.markdown import plain

QUESTION_PAGE = "views/question.py"
AT_ONCE = 25
_COLOURS = {DRAFT: "gray", WAITING: "orange", REVIEWED: "blue", LIVE: "green", RETIRED: "gray"}
_SHOWN = "questions_shown"


def choose_filter(competencies: Mapping[str, str], sources: Mapping[str, str]) -> QuestionFilter:
    """The filters above the list; names of competencies by id, titles of documents by source."""
    text = st.text_input(
        _("Words in the question, or its id"), key="questions_text", type="search", placeholder=_("Any")
    )
    states = {**STATES, STALE: marked("Back for review")}
    with st.container(horizontal=True):
        state = _choice(_("State"), {name: _(title) for name, title in states.items()}, "questions_state")
        kind = _choice(_("Type"), {name: _(title) for name, title in TYPES.items()}, "questions_type")
        band = _choice(_("Difficulty"), {name: _(title) for name, title in DIFFICULTIES.items()}, "questions_band")
    with st.container(horizontal=True):
        competency = _choice(_("Competency"), competencies, "questions_competency")
        source = _choice(_("Source"), sources, "questions_source")
    return QuestionFilter(text, state, kind, band, competency, source)


def show_list(rows: Sequence[Row], competencies: Mapping[str, str]) -> None:
    """The questions found, so many at once, each a way to its page."""
    if not rows:
        st.info(_("No question found. Try fewer filters, or write one."), icon=":material/search_off:")
        return
    shown = min(st.session_state.get(_SHOWN, AT_ONCE), len(rows))
    st.caption(_("{count} questions, {shown} shown").format(count=len(rows), shown=shown))
    for row in rows[:shown]:
        _show_line(row, competencies)
    if shown < len(rows) and st.button(_("Show more"), key="questions_more"):
        st.session_state[_SHOWN] = shown + AT_ONCE
        st.rerun()


def show_state(row: Row) -> None:
    """Small marks: the state, and whether the question is back for review."""
    st.badge(_(STATES[row["state"]]), color=_COLOURS[row["state"]])  # type: ignore[arg-type]
    if is_back(row):
        st.badge(_("Back for review"), color="red", icon=":material/history:")


def _show_line(row: Row, competencies: Mapping[str, str]) -> None:
    question = row["question"]
    with st.container(border=True, gap="xxsmall"):
        st.markdown(plain(_shortened(question.stem)))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                QUESTION_PAGE, label=_("Open the question"), icon=":material/edit:", query_params={"id": row["id"]}
            )
            show_state(row)
        named = [competencies.get(competency, competency) for competency in question.competencies]
        facts = [_(TYPES[question.type]), _(DIFFICULTIES[question.difficulty]), *named, row["author"], row["id"]]
        st.caption(" · ".join(plain(fact) for fact in facts if fact))


def _choice(label: str, names: Mapping[str, str], key: str) -> str:
    return (
        st.selectbox(
            label, list(names), None, format_func=lambda name: names.get(name, name), placeholder=_("Any"), key=key
        )
        or ""
    )


def _shortened(text: str, most: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
