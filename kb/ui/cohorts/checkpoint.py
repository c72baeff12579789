"""Draw parts of the page of one's own tests: a question with the time left, the list, and the results."""

from __future__ import annotations

import math

import streamlit as st

from kb.clock import seconds_between, shift, shown_time, utc_now
from kb.i18n import translate as _
from kb.learning.cohorts.checkpoint_service import (
    AnsweredItem,
    Checkpoint,
    Result,
    Running,
    answer,
    begin,
    list_open,
    submit_form,
)
from kb.learning.cohorts.cohort import ATTENDANCE_NAMES, Phase, Window, checkpoint_name
from kb.learning.cohorts.sitting import Attendance
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.competency_names import competency_names
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import document_markdown, plain
from kb.ui.questions.asking import ask, show_solution, show_source, show_stem

PAGE = "views/checkpoints.py"
AFTER, FORM = "checkpoint_after", "form"
"""Session key of the place of the last skipped question, and query parameter of the form whose result is shown."""

_SECONDS_BETWEEN_LOOKS = 15


def window_text(window: Window) -> str:
    """Return the first and last day of a window as text."""
    return _("{first} to {last}").format(first=window.first.isoformat(), last=window.last.isoformat())


def show_open_tests(person: Person) -> None:
    """Draw a note with a link for each test that the person can take now; nothing if there is none."""
    now = utc_now()
    waiting = list_open(get_library().database, person, now=now)
    for one in waiting:
        until = _clock(one.ends_at) if one.running else _("the end of {day}").format(day=one.window.last)
        with st.container(border=True, gap="xsmall"):
            words = _("A test is open until {until}: {title}").format(until=until, title=plain(one.title))
            st.markdown(f":material/fact_check: {words}")
            label = _("Continue the test") if one.running else _("To the test")
            st.page_link(PAGE, label=label, icon=":material/arrow_forward:")


def show_question(person: Person, running: Running) -> None:
    """Draw the next question, the time left, and buttons to skip it or to end the test."""
    st.caption(f"{plain(running.title)} · {checkpoint_name(running.day)}")
    st.progress(
        running.answered / running.total,
        _("{answered} of {total} answered").format(answered=running.answered, total=running.total),
    )
    _show_time(running)
    show_stem(running.shown.stem, running.shown.type)
    key = f"checkpoint_{running.form_id}_{running.place}"
    with st.form(key, border=False):
        given = ask(running.shown, f"{key}_answer")
        sent = st.form_submit_button(_("Answer"), type="primary", icon=":material/send:")
    if sent and given is None:
        st.warning(_("Answer the question completely first."))
    elif sent and given is not None:
        with show_errors():
            answer(get_library().database, person, running.form_id, running.place, given, now=utc_now())
            if running.answered + 1 == running.total:
                st.query_params[FORM] = running.form_id
            st.rerun()
    with st.container(horizontal=True):
        if running.total - running.answered > 1:
            st.button(
                _("Answer it later"), icon=":material/skip_next:", on_click=_leave_for_later, args=[running.place]
            )
        with st.popover(_("End the test"), icon=":material/assignment_turned_in:"):
            st.markdown(
                _("Questions without an answer: {count}. They count as wrong.").format(
                    count=running.total - running.answered
                )
            )
            if st.button(_("Submit now"), key=f"{key}_hand_in"):
                with show_errors():
                    submit_form(get_library().database, person, running.form_id, now=utc_now())
                    st.query_params[FORM] = running.form_id
                    st.rerun()


def show_checkpoint(person: Person, one: Checkpoint, now: str) -> None:
    """Draw a test in the list: title, window, state, and the available action."""
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(one.title)}**")
            st.badge(_state_name(one, now), color=_colour(one, now))  # type: ignore[arg-type]
        st.caption(f"{checkpoint_name(one.window.day)} · {window_text(one.window)}")
        if one.form_id and not one.running:
            st.page_link(PAGE, label=_("See the answers"), icon=":material/rule:", query_params={FORM: one.form_id})
        elif one.may_begin(now):
            st.markdown(
                _(
                    "{questions} questions, {minutes} minutes. The time runs from when you begin, even when you close "
                    "the page. Each answer is kept at once and cannot be changed; only this first attempt counts."
                ).format(questions=one.questions, minutes=one.minutes)
            )
            if shift(now, seconds=one.minutes * 60) > one.window.closes_at:
                st.warning(_counts_until(one.window.closes_at))
            if st.button(_("Start"), type="primary", key=f"begin_{one.cohort_id}_{one.window.day}"):
                with show_errors():
                    names = competency_names()
                    begin(get_library().database, person, one.cohort_id, one.window.day, now=utc_now(), names=names)
                    st.session_state.pop(AFTER, None)
                    st.rerun()


def show_result(result: Result) -> None:
    """Draw the score, then each question with the right answer, its explanation and its source."""
    st.caption(f"{plain(result.title)} · {checkpoint_name(result.day)}")
    share = result.score / result.possible
    with st.container(horizontal=True):
        st.metric(_("Points"), f"{result.score:.3g} / {result.possible}")
        st.metric(_("Share right"), f"{share:.0%}")
        st.metric(_("Answered"), f"{result.answered} / {result.possible}")
    if result.attendance is Attendance.LATE:
        st.warning(_("The test ended after its last day: it is not counted in the figures."))
    for number, item in enumerate(result.items, 1):
        _show_item(number, item)


def _show_item(number: int, item: AnsweredItem) -> None:
    right = item.score > 1 - 1e-6
    icon = "check_circle" if right else "adjust" if item.score > 0 else "cancel"
    begin_of_stem, *more = item.question.stem.splitlines()
    label = f"{number}\\. {plain(begin_of_stem)}{' …' if more else ''}"
    with st.expander(label, icon=f":material/{icon}:", expanded=not right):
        if more:
            show_stem(item.question.stem, item.question.type)
        if item.score > 0 and not right:
            st.caption(_("Partly right: {share} %").format(share=round(item.score * 100)))
        show_solution(item.given, item.right, item.question)
        if item.source:
            if item.source.text:
                with st.container(border=True):
                    st.caption(plain(item.source.heading))
                    st.markdown(document_markdown(item.source.text, authored=item.source.authored))
            show_source(item.source.document_id, item.source.title, item.source.position)


def _show_time(running: Running) -> None:
    @st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)
    def _time_left() -> None:
        now = utc_now()
        seconds = seconds_between(now, running.ends_at)
        if seconds <= 0:
            st.query_params[FORM] = running.form_id
            st.rerun()
        words = _("Time left: {minutes} min, ends at {time}").format(
            minutes=math.ceil(seconds / 60), time=_clock(running.ends_at)
        )
        st.caption(f":material/timer: {words}")
        if seconds <= 120:
            st.warning(_("The test ends in less than two minutes. What is answered by then counts."))

    _time_left()
    if running.counts_until < running.ends_at:
        st.warning(_counts_until(running.counts_until))


def _leave_for_later(place: int) -> None:
    st.session_state[AFTER] = place


def _state_name(one: Checkpoint, now: str) -> str:
    if one.running:
        return _("In progress")
    if one.attendance is None or one.window.phase(now) is Phase.COMING:
        return _("Coming")
    return _(ATTENDANCE_NAMES[one.attendance])


def _colour(one: Checkpoint, now: str) -> str:
    if one.running or one.may_begin(now):
        return "orange"
    return "green" if one.attendance is Attendance.ANSWERED else "gray"


def _counts_until(moment: str) -> str:
    return _("The test counts only when it has ended by {time}.").format(time=shown_time(moment))


def _clock(moment: str) -> str:
    return shown_time(moment)[-5:]
