"""Whether the bank still has enough live questions for the tests of a cohort that are to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Phase
from kb.learning.cohorts.form_drawing import Cell, asked_about, cell_of, lacks_text
from kb.learning.cohorts.service import find_cohort
from kb.people.person import Person
from kb.store import Reader


def look_ahead(tx: Reader, actor: Person, cohort_id: str, now: str, names: Mapping[str, str]) -> str:
    """Which competencies and bands lack how many live questions, in words; empty where nobody will miss one.

    Questions retire or go back to review after a cohort was set up; what a person was asked is not asked again.
    """
    cohort = find_cohort(tx, actor, cohort_id)
    if cohort.closed_at is not None:
        return ""
    live = {
        one.question_id: cell_of(one, cohort.competencies)
        for one in asked_about(checkpoint_store.list_candidates(tx), cohort.competencies, cohort.sources)
    }
    supply = Counter(live.values())
    asked: dict[str, list[str]] = {}
    for person_id, question_id in checkpoint_store.list_asked_in(tx, cohort_id):
        asked.setdefault(person_id, []).append(question_id)
    coming = [window.day for window in cohort.windows if window.phase(now) is not Phase.OVER]
    forms = cohort_store.list_forms(tx, cohort_id)
    lacks: dict[Cell, int] = {}
    for row in cohort_store.list_people(tx, cohort_id):
        left = sum((row["id"], day) not in forms for day in coming)
        used = Counter(live[name] for name in asked.get(row["id"], ()) if name in live)
        for cell, count in cohort.blueprint:
            lacks[cell] = max(lacks.get(cell, 0), count * left - (supply[cell] - used[cell]))
    return lacks_text(lacks, names)
