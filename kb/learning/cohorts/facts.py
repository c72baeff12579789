"""Read the results of a cohort's checkpoints, inside the transaction of the calling service."""

from __future__ import annotations

import json

from kb.errors import NotFound
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Cohort, attendance_of, ended_at
from kb.learning.cohorts.sitting import Attendance, ItemAnswer, Sitting
from kb.learning.kinds import KINDS
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Reader


def find_cohort(tx: Reader, actor: Person, cohort_id: str) -> Cohort:
    """Return a cohort that the actor manages. Raise NotFound, NotAllowed."""
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    cohort = cohort_store.get_cohort(tx, cohort_id)
    if cohort is None:
        raise NotFound("There is no such cohort.")
    require(actor, Action.MANAGE_COHORTS, unit=cohort.unit_path, owner=cohort.owner_id)
    return cohort


def list_sittings(tx: Reader, cohort_id: str, now: str, person_id: str | None = None) -> list[Sitting]:
    """Return each person of a cohort, or one, at each checkpoint that has begun by `now`, in order of day and name.

    A score is there where the form was answered inside its window; a question left out scores 0. Checkpoints still to
    come have no sittings, even of those who are excused from them already.
    """
    cohort = cohort_store.get_cohort(tx, cohort_id)
    if cohort is None:
        return []
    people, forms = (
        cohort_store.list_people(tx, cohort_id, person_id),
        cohort_store.list_forms(tx, cohort_id, person_id),
    )
    excuses = cohort_store.list_excuses(tx, cohort_id)
    found = []
    for window in cohort.windows:
        for person in people:
            form = forms.get((person["id"], window.day))
            ended = ended_at(form["ends_at"], form["submitted_at"], now) if form else None
            attendance = attendance_of(
                window,
                now,
                ended=ended,
                running=form is not None and ended is None,
                excused=(person["id"], window.day) in excuses,
                closed_at=cohort.closed_at,
            )
            if attendance is not None:
                score = form["score"] if form and attendance is Attendance.ANSWERED else None
                possible = form["possible"] if form else cohort.questions
                found.append(Sitting(person["id"], person["unit_path"], window.day, attendance, score, possible))
    return found


def list_item_answers(tx: Reader, cohort_id: str, now: str, person_id: str | None = None) -> list[ItemAnswer]:
    """Return every question of every form, or of one person's, that was answered inside its window by `now`.

    One left out scores 0 and chose nothing.
    """
    answered = {
        (sitting.person_id, sitting.day): sitting
        for sitting in list_sittings(tx, cohort_id, now, person_id)
        if sitting.attendance is Attendance.ANSWERED
    }
    found = []
    for row in cohort_store.list_form_answers(tx, cohort_id, person_id):
        sitting = answered.get((row["person_id"], row["day"]))
        if sitting is not None:
            question = row["question"]
            found.append(
                ItemAnswer(
                    person_id=sitting.person_id,
                    unit_path=sitting.unit_path,
                    day=sitting.day,
                    question_id=row["question_id"],
                    competencies=question.competencies,
                    score=row["score"] or 0.0,
                    chosen=KINDS[question.type].chosen(json.loads(row["answer"])) if row["answer"] else (),
                )
            )
    return found
