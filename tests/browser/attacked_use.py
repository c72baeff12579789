"""What people write about the use of a document and around a course, written as attacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kb.clock import day_of, utc_now
from kb.learning.cohorts.checkpoint_service import begin, hand_in
from kb.learning.cohorts.cohort import LONGEST_TITLE
from kb.learning.cohorts.service import NewCohort, create_cohort, excuse_person
from kb.people.person import Person
from kb.people.units import HOUSE, get_unit
from kb.store import Database
from kb.usage.figures.baselines import freeze_baseline
from kb.usage.figures.selection import Window
from kb.usage.gaps import commissions
from kb.usage.ledger import ratings
from kb.usage.ledger import service as ledger
from kb.usage.ledger.measured import MOST_CHARACTERS, measured_figure
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
                ledger.record_search(tx, reader, attack[:200], 0, now)
            wanted = commissions.commission_case(
                tx,
                admin,
                house,
                now,
                title=attack[:100],
                why=attack[:500],
                queries=[attack[:200], f"more {attack}"[:200]],
            )
        commissions.drop_commission(tx, admin, wanted, attacks[0][:500], now)
        for reader, attack in zip(readers, attacks, strict=False):
            ratings.rate(tx, reader, document_id, True, "other_good", attack[: ratings.MOST_CHARACTERS], now)
            use = ledger.record_apply(
                tx, reader, document_id, 1, now, situation=attack, used_on=today, adapted=f"adapted {attack}"
            )
            figures = measured_figure(1.0, attack[:MOST_CHARACTERS], 2.0, attack[:MOST_CHARACTERS])
            ledger.record_outcome(tx, reader, use, now, result="success", text=f"told {attack}", figures=figures)
        before = Window(today - timedelta(days=60), today - timedelta(days=31))
        freeze_baseline(tx, admin, attacks[0][:60], before, now)


def fill_courses(database: Database, trainer: Person, learner: Person, attacks: Sequence[str]) -> str:
    """Two courses with a test open today; returns the form of the one that the learner has handed in."""
    now, today = utc_now(), date.fromisoformat(day_of(utc_now()))
    other, control = make_person(database), ""
    for attack in attacks:
        new = NewCohort(attack[:LONGEST_TITLE], today, (learner.id, other.id), 1, 20, control_id=control)
        control = create_cohort(database, trainer, new, now)
        excuse_person(database, trainer, control, other.id, 7, attack[:200], now)
    form_id = begin(database, learner, control, 0, now)
    hand_in(database, learner, form_id, now)
    return form_id
