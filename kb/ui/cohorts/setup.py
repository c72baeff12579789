"""Draw the setup of a cohort: its people, subject and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from kb.clock import utc_now
from kb.errors import BadInput
from kb.i18n import translate as _
from kb.learning.cohorts.cohort import MAX_MINUTES, MAX_QUESTIONS, MAX_TITLE, Cohort, day_in_shanghai
from kb.learning.cohorts.service import (
    Bank,
    NewCohort,
    check_bank,
    create_cohort,
    list_choices,
    list_enrollable,
    list_enrollable_units,
    read_logins,
)
from kb.learning.questions.question import DIFFICULTIES
from kb.people.person import Person
from kb.people.units import Unit
from kb.ui.frame.resources import get_library
from kb.ui.parts.competency_names import competency_names
from kb.ui.parts.errors import show_error, show_errors
from kb.ui.parts.markdown import plain

CHOSEN, SETUPS = "cohorts_chosen", "cohort_setups"
"""Session keys of the selected cohort, and of the number set up so far, which makes each setup form start empty."""

_USUAL_QUESTIONS, _USUAL_MINUTES = 10, 20
_MODES = ("competencies", "sources", "all")


def show_setup(actor: Person, cohorts: Sequence[Cohort]) -> None:
    """Draw the widgets that describe a cohort, what the question bank can supply, and the button that creates it."""
    number = st.session_state.get(SETUPS, 0)
    title = st.text_input(_("Course"), key=f"cohort_title_{number}", max_chars=MAX_TITLE)
    starts_on = st.date_input(
        _("Day of the first test, at the end of the course"),
        value=day_in_shanghai(utc_now()),
        key=f"cohort_day_{number}",
    )
    person_ids, problem = choose_people(actor, f"cohort_{number}")
    names = competency_names()
    competencies, sources = _choose_subject(actor, names, number)
    bank = check_bank(get_library().database, actor, competencies, sources)
    _show_bank(bank, names)
    with st.container(horizontal=True):
        questions = st.number_input(
            _("Questions in each test"),
            1,
            MAX_QUESTIONS,
            min(_USUAL_QUESTIONS, max(1, bank.most)),
            key=f"cohort_questions_{number}_{bank.most}",
        )
        minutes = st.number_input(_("Minutes"), 1, MAX_MINUTES, _USUAL_MINUTES, key=f"cohort_minutes_{number}")
    titles = {one.id: f"{one.title} ({one.starts_on.isoformat()})" for one in cohorts}
    control_id = st.selectbox(
        _("Cohort to compare with (optional)"),
        list(titles),
        None,
        format_func=titles.__getitem__,
        placeholder=_("No comparison"),
        key=f"cohort_control_{number}",
    )
    if st.button(_("Set up"), type="primary", key="cohort_set_up"):
        with show_errors():
            if problem is not None:
                raise problem
            day = starts_on if isinstance(starts_on, date) else day_in_shanghai(utc_now())
            new = NewCohort(
                title, day, tuple(person_ids), int(questions), int(minutes), competencies, sources, control_id or ""
            )
            st.session_state[CHOSEN] = create_cohort(get_library().database, actor, new, now=utc_now(), names=names)
            st.session_state[SETUPS] = number + 1
            st.rerun()


def choose_people(actor: Person, key: str, before: Sequence[str] = ()) -> tuple[list[str], BadInput | None]:
    """Draw the choice of people by unit, name or pasted sign-in names; return their ids and a problem, if any.

    With a problem the pasted people are missing from the ids, which must not be used then.
    """
    people = {person.id: person for person in list_enrollable(get_library().database, actor)}
    units = list_enrollable_units(get_library().database, actor)
    chosen_units: list[Unit] = st.multiselect(
        _("Everyone in these units"),
        list(units),
        format_func=units.__getitem__,
        key=f"{key}_units",
        placeholder=_("Choose"),
    )
    chosen = st.multiselect(
        _("People"),
        list(people),
        [one for one in before if one in people],
        format_func=lambda one: f"{people[one].name} ({people[one].login})",
        placeholder=_("Type a name"),
        key=f"{key}_people",
    )
    pasted = st.text_area(_("Or paste sign-in names"), key=f"{key}_logins", height=80)
    ids = [
        person.id for person in people.values() if any(person.unit_path.startswith(unit.path) for unit in chosen_units)
    ]
    ids += chosen
    problem = None
    try:
        ids += [person.id for person in read_logins(get_library().database, actor, pasted)]
    except BadInput as error:
        problem = error
        show_error(error)
    ids += [one for one in before if one not in people]
    found = list(dict.fromkeys(ids))
    st.caption(_("{count} people chosen").format(count=len(found)))
    return found, problem


def _choose_subject(actor: Person, names: Mapping[str, str], number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    competencies, documents = list_choices(get_library().database, actor)
    words = {"competencies": _("Competencies"), "sources": _("Documents"), "all": _("All questions")}
    mode = st.segmented_control(
        _("What is asked about"),
        _MODES,
        format_func=words.__getitem__,
        default=_MODES[0],
        required=True,
        key=f"cohort_mode_{number}",
    )
    if mode == "competencies":
        chosen = st.multiselect(
            _("Competencies"),
            competencies,
            format_func=lambda name: names.get(name, name),
            key=f"cohort_competencies_{number}",
            label_visibility="collapsed",
            placeholder=_("Choose competencies"),
        )
        return tuple(chosen), ()
    if mode == "sources":
        sources = st.multiselect(
            _("Documents"),
            list(documents),
            format_func=documents.__getitem__,
            key=f"cohort_sources_{number}",
            label_visibility="collapsed",
            placeholder=_("Choose documents"),
        )
        return (), tuple(sources)
    return (), ()


def _show_bank(bank: Bank, names: Mapping[str, str]) -> None:
    st.caption(_("Five tests without repeating a question: at most {most} questions in each.").format(most=bank.most))
    if not bank.supply:
        return
    with st.expander(_("Live questions by competency")):
        rows = sorted({cell.competency for cell in bank.supply})
        st.table(
            [
                {_("Competency"): plain(names.get(name, name))}
                | {
                    _(words): sum(
                        count for cell, count in bank.supply.items() if (cell.competency, cell.band) == (name, band)
                    )
                    for band, words in DIFFICULTIES.items()
                }
                for name in rows
            ]
        )
