"""What people write about the use of a document and around a course, written as attacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kb.clock import day_of, utc_now
from kb.learning.cohorts.checkpoint_service import begin, submit_form
from kb.learning.cohorts.cohort import MAX_TITLE
from kb.learning.cohorts.service import NewCohort, create_cohort, excuse_person
from kb.people.person import Person
from kb.people.units import HOUSE, get_unit
from kb.store import Database
from kb.usage.figures.baselines import freeze_baseline
from kb.usage.figures.selection import Window
from kb.usage.gaps import commissions
from kb.usage.ledger import ratings
from kb.usage.ledger import service as ledger
from kb.usage.ledger.measured import MAX_CHARACTERS, measured_figure
from tests.support.people import make_person

ENOUGH_PEOPLE = 5


def fill_use(database: Database, admin: Person, document_id: str, attacks: Sequence[str]) -> None:
    """Searches in vain, wanted cases, ratings, uses with their outcomes, and a baseline."""
    readers = [make_person(database) for _number in range(ENOUGH_PEOPLE)]
    now, today = utc_now(), date.fromisoformat(day_of(utc_now()))
    with database.write() as tx:
        house = get_unit(tx, HOUSE)
    for attack in attacks:
        for reader in readers:
            ledger.record_search(database, reader, attack[:200], 0, now=now)
        wanted = commissions.commission_case(
            database,
            admin,
            house,
            now=now,
            title=attack[:100],
            why=attack[:500],
            queries=[attack[:200], f"more {attack}"[:200]],
        )
    commissions.drop_commission(database, admin, wanted, attacks[0][:500], now=now)
    for reader, attack in zip(readers, attacks, strict=False):
        ratings.rate(database, reader, document_id, True, "other_good", attack[: ratings.MAX_CHARACTERS], now=now)
        use = ledger.record_apply(
            database, reader, document_id, 1, now=now, situation=attack, used_on=today, adapted=f"adapted {attack}"
        )
        figures = measured_figure(1.0, attack[:MAX_CHARACTERS], 2.0, attack[:MAX_CHARACTERS])
        ledger.record_outcome(database, reader, use, now=now, result="success", text=f"told {attack}", figures=figures)
    before = Window(today - timedelta(days=60), today - timedelta(days=31))
    freeze_baseline(database, admin, attacks[0][:60], before, now=now)


def fill_courses(database: Database, trainer: Person, learner: Person, attacks: Sequence[str]) -> str:
    """Two courses with a test open today; returns the form of the one that the learner has handed in."""
    now, today = utc_now(), date.fromisoformat(day_of(utc_now()))
    other, control = make_person(database), ""
    for attack in attacks:
        new = NewCohort(attack[:MAX_TITLE], today, (learner.id, other.id), 1, 20, control_id=control)
        control = create_cohort(database, trainer, new, now=now)
        excuse_person(database, trainer, control, other.id, 7, attack[:200], now=now)
    form_id = begin(database, learner, control, 0, now=now)
    submit_form(database, learner, form_id, now=now)
    return form_id
