"""Draw parts of the cohorts page: attendance, excuses, changing people, closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kb.clock import utc_now
from kb.i18n import translate as _
from kb.learning.cohorts.cohort import ATTENDANCE_NAMES, Cohort, Phase, checkpoint_name, day_in_shanghai
from kb.learning.cohorts.service import CohortBoard, change_people, close_cohort, excuse_person
from kb.learning.cohorts.sitting import Attendance
from kb.people.person import Person
from kb.ui.cohorts.checkpoint import window_text
from kb.ui.cohorts.setup import choose_people
from kb.ui.frame.resources import get_library
from kb.ui.parts.errors import show_errors
from kb.ui.parts.markdown import plain
from kb.ui.routes.calendars import cohort_calendar_link


def show_list(cohorts: Sequence[tuple[Cohort, int]], now: str) -> None:
    """Draw all cohorts with their open or next test; nothing if there is only one cohort."""
    if len(cohorts) < 2:
        return
    st.dataframe(
        [
            {
                _("Course"): one.title,
                _("First test"): one.starts_on.isoformat(),
                _("People"): count,
                _("Next test"): _next_test(one, now),
            }
            for one, count in cohorts
        ],
        hide_index=True,
        key="cohorts_list",
        alt=_("Cohorts"),
    )


def show_facts(board: CohortBoard) -> None:
    """Draw the key facts of a cohort in one or two lines."""
    cohort = board.cohort
    parts = [
        _("First test on {day}").format(day=cohort.starts_on.isoformat()),
        _("{people} people, {questions} questions, {minutes} minutes").format(
            people=len(board.people), questions=cohort.questions, minutes=cohort.minutes
        ),
    ]
    if board.control:
        parts.append(_("compared with {title}").format(title=plain(board.control.title)))
    if cohort.closed_at:
        parts.append(_("closed {day}").format(day=day_in_shanghai(cohort.closed_at)))
    st.caption(" · ".join(parts))
    st.link_button(_("Dates for the calendar"), cohort_calendar_link(cohort.id), icon=":material/calendar_month:")


def show_attendance(board: CohortBoard) -> None:
    """Draw the attendance counts of each checkpoint, and the attendance of each person."""
    st.subheader(_("Attendance"), anchor=False)
    lines = []
    for window in board.cohort.windows:
        counts = Counter(one.attendance for one in board.sittings.values() if one.day == window.day)
        lines.append(
            {_("Test"): checkpoint_name(window.day), _("Open on"): window_text(window)}
            | {_(words): counts[attendance] for attendance, words in ATTENDANCE_NAMES.items()}
        )
    st.dataframe(lines, hide_index=True, key="cohort_counts", alt=_("Attendance"))
    st.dataframe(
        [
            {_("Name"): row["name"], _("Unit"): row["unit_name"]}
            | {checkpoint_name(window.day): _cell(board, row["id"], window.day) for window in board.cohort.windows}
            for row in board.people
        ],
        hide_index=True,
        key="cohort_attendance",
        alt=_("Attendance"),
    )


def show_excuse(actor: Person, board: CohortBoard) -> None:
    """Draw the reasons given so far, and a form that excuses a person from a test."""
    names = {row["id"]: row["name"] for row in board.people}
    for (excused_id, day_of), why in board.excuses.items():
        st.caption(f"{checkpoint_name(day_of)} · {plain(names.get(excused_id, ''))}: {plain(why)}")
    days = [window.day for window in board.cohort.windows]
    with st.form(f"cohort_excuse_{len(board.excuses)}", border=False):
        person_id = st.selectbox(
            _("Person"), list(names), None, format_func=names.__getitem__, placeholder=_("Choose a person")
        )
        day = st.selectbox(_("Test"), days, format_func=checkpoint_name)
        reason = st.text_input(_("Reason"), max_chars=200)
        sent = st.form_submit_button(_("Excuse"), key="cohort_excuse_send")
    if sent and not person_id:
        st.warning(_("Choose a person"))
    elif sent and person_id and day is not None:
        with show_errors():
            excuse_person(get_library().database, actor, board.cohort.id, person_id, day, reason, now=utc_now())
            st.rerun()


def show_people(actor: Person, board: CohortBoard) -> None:
    """Draw the choice of people, which may change until the first test."""
    before = [row["id"] for row in board.people]
    chosen, problem = choose_people(actor, f"cohort_change_{board.cohort.id}", before)
    if st.button(_("Save the people"), key="cohort_change_send"):
        with show_errors():
            if problem is not None:
                raise problem
            change_people(get_library().database, actor, board.cohort.id, chosen, now=utc_now())
            st.rerun()


def show_closing(actor: Person, board: CohortBoard) -> None:
    """Draw the button that closes a cohort, with a confirmation."""
    with st.popover(_("Close the cohort"), icon=":material/lock:"):
        st.markdown(_("No test of this cohort can be opened afterwards. What was answered stays."))
        if st.button(_("Close it"), key="cohort_close"):
            with show_errors():
                close_cohort(get_library().database, actor, board.cohort.id, now=utc_now())
                st.rerun()


def _next_test(cohort: Cohort, now: str) -> str:
    if cohort.closed_at:
        return _("closed {day}").format(day=day_in_shanghai(cohort.closed_at))
    window = next((one for one in cohort.windows if one.phase(now) is not Phase.OVER), None)
    if window is None:
        return _("All over")
    return f"{checkpoint_name(window.day)} · {window_text(window)}"


def _cell(board: CohortBoard, person_id: str, day: int) -> str:
    sitting = board.sittings.get((person_id, day))
    if sitting is None:
        return _(ATTENDANCE_NAMES[Attendance.EXCUSED]) if (person_id, day) in board.excuses else "–"
    mark = {Attendance.ANSWERED: "✓ ", Attendance.ABSENT: "✗ "}.get(sitting.attendance, "")
    return mark + _(ATTENDANCE_NAMES[sitting.attendance])
