"""Check whether the bank still has enough live questions for a cohort's remaining tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Phase
from kb.learning.cohorts.facts import find_cohort
from kb.learning.cohorts.form_drawing import Cell, asked_about, cell_of, lacks_text
from kb.people.person import Person
from kb.store import Database


def look_ahead(database: Database, actor: Person, cohort_id: str, names: Mapping[str, str], *, now: str) -> str:
    """Return a sentence naming the competencies and bands that lack live questions, with how many; empty if none does.

    Questions retire or go back to review after a cohort was set up; what a person was asked is not asked again.
    """
    with database.read() as tx:
        cohort = find_cohort(tx, actor, cohort_id)
        if cohort.closed_at is not None:
            return ""
        candidates = asked_about(checkpoint_store.list_candidates(tx), cohort.competencies, cohort.sources)
        asked_in = checkpoint_store.list_asked_in(tx, cohort_id)
        forms, people = cohort_store.list_forms(tx, cohort_id), cohort_store.list_people(tx, cohort_id)
    live = {one.question_id: cell_of(one, cohort.competencies) for one in candidates}
    supply = Counter(live.values())
    asked: dict[str, list[str]] = {}
    for person_id, question_id in asked_in:
        asked.setdefault(person_id, []).append(question_id)
    coming = [window.day for window in cohort.windows if window.phase(now) is not Phase.OVER]
    lacks: dict[Cell, int] = {}
    for row in people:
        left = sum((row["id"], day) not in forms for day in coming)
        used = Counter(live[name] for name in asked.get(row["id"], ()) if name in live)
        for cell, count in cohort.blueprint:
            lacks[cell] = max(lacks.get(cell, 0), count * left - (supply[cell] - used[cell]))
    return lacks_text(lacks, names)
