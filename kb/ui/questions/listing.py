"""Draw the question bank as a list with filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.kinds import KINDS
from kb.learning.questions.question import DIFFICULTIES
from kb.learning.questions.search import STALE, QuestionFilter, is_back
from kb.learning.questions.states import DRAFT, LIVE, RETIRED, REVIEWED, STATES, WAITING
from kb.store import Row
from kb.ui.parts.markdown import plain

QUESTION_PAGE = "views/question.py"
AT_ONCE = 25
_COLOURS = {DRAFT: "gray", WAITING: "orange", REVIEWED: "blue", LIVE: "green", RETIRED: "gray"}
_SHOWN = "questions_shown"


def choose_filter(competencies: Mapping[str, str], sources: Mapping[str, str]) -> QuestionFilter:
    """Draw the filters of the list; `competencies` maps ids to names, `sources` document sources to titles."""
    text = st.text_input(
        _("Words in the question, or its id"), key="questions_text", type="search", placeholder=_("Any")
    )
    states = {**STATES, STALE: marked("Back for review")}
    with st.container(horizontal=True):
        state = _choice(_("State"), {name: _(title) for name, title in states.items()}, "questions_state")
        kind = _choice(_("Type"), {name: _(kind.title) for name, kind in KINDS.items()}, "questions_type")
        band = _choice(_("Difficulty"), {name: _(title) for name, title in DIFFICULTIES.items()}, "questions_band")
    with st.container(horizontal=True):
        competency = _choice(_("Competency"), competencies, "questions_competency")
        source = _choice(_("Source"), sources, "questions_source")
    return QuestionFilter(text, state, kind, band, competency, source)


def show_list(rows: Sequence[Row], competencies: Mapping[str, str]) -> None:
    """Draw the questions found, 25 at a time, each with a link to its page."""
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
    """Draw badges with the state and, if so, that the question is back for review."""
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
        facts = [_(KINDS[question.type].title), _(DIFFICULTIES[question.difficulty]), *named, row["author"], row["id"]]
        st.caption(" · ".join(plain(fact) for fact in facts if fact))


def _choice(label: str, names: Mapping[str, str], key: str) -> str:
    return (
        st.selectbox(
            label, list(names), None, format_func=lambda name: names.get(name, name), placeholder=_("Any"), key=key
        )
        or ""
    )


def _shortened(text: str, max_characters: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= max_characters else f"{line[:max_characters]}…"
