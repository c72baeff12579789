"""The facts behind the retention of a cohort, for who may see them; the figures are made by the pure modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.errors import NotFound
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Cohort
from kb.learning.cohorts.sitting import ItemAnswer, Sitting
from kb.learning.practice import store as practice_store
from kb.learning.practice.calibration import Calibration, calibrate, predicted_by_person, predicted_retention
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question
from kb.learning.retention.item_analysis import Item, analyse_items
from kb.learning.retention.own_retention import (
    AtRisk,
    OwnCompetency,
    OwnPoint,
    Reading,
    at_risk,
    own_competencies,
    own_curve,
)
from kb.learning.retention.own_retention import read_next as reading_for
from kb.people.permissions import Action, Scope, allowed, require, scope_of
from kb.people.person import Person
from kb.privacy import LEAST_PEOPLE
from kb.store import Reader

_MOST_OWN_COHORTS = 5


@dataclass(frozen=True)
class CohortFacts:
    """A cohort with what came of its checkpoints. `names` and `units` go by person and by path."""

    cohort: Cohort
    control: Cohort | None
    sittings: Sequence[Sitting]
    control_sittings: Sequence[Sitting]
    names: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True)
class Prediction:
    """What the scheduler expects the cohort to recall now, and how its expectations came true so far.

    `people` have practised; where they are fewer than five the figures would be theirs alone, and both are None.
    """

    people: int
    now: float | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True)
class JudgedItem:
    """A question with its analysis."""

    question: Question
    item: Item


@dataclass(frozen=True)
class OwnReading:
    """A document to read, and why; the id is None where it is not in the library any more."""

    document_id: str | None
    title: str
    reason: Reading


@dataclass(frozen=True)
class OwnRetention:
    """What a person kept of one course."""

    title: str
    curve: Sequence[OwnPoint]
    competencies: Sequence[OwnCompetency]
    readings: Sequence[OwnReading]


def list_readable_cohorts(tx: Reader, actor: Person) -> list[Cohort]:
    """Cohorts whose retention the actor may see, the newest first."""
    return [one for one in cohort_store.list_cohorts(tx) if _may_see(actor, one)]


def open_cohort(tx: Reader, actor: Person, cohort_id: str, now: str) -> CohortFacts:
    """What came of a cohort. Raises NotFound also where the actor may not know of it."""
    cohort = cohort_store.get_cohort(tx, cohort_id)
    if cohort is None or not _may_see(actor, cohort):
        raise NotFound("There is no such cohort.")
    return read_cohort(tx, cohort, now)


def read_cohort(tx: Reader, cohort: Cohort, now: str) -> CohortFacts:
    """What came of a cohort, for who has been let in already."""
    people = cohort_store.list_people(tx, cohort.id)
    control = cohort_store.get_cohort(tx, cohort.control_id) if cohort.control_id else None
    return CohortFacts(
        cohort,
        control,
        cohort_store.list_sittings(tx, cohort.id, now),
        cohort_store.list_sittings(tx, control.id, now) if control else (),
        {row["id"]: row["name"] for row in people},
        {row["unit_path"]: row["unit_name"] for row in people},
    )


def read_answers(tx: Reader, facts: CohortFacts, now: str) -> list[ItemAnswer]:
    """Every answered question of the cohort's forms."""
    return cohort_store.list_item_answers(tx, facts.cohort.id, now)


def list_at_risk(tx: Reader, actor: Person, facts: CohortFacts, now: str) -> tuple[AtRisk, ...]:
    """People of the actor's own units who may be losing what they learned; for trainers and administrators."""
    require(actor, Action.SEE_RETENTION, unit=facts.cohort.unit_path, owner=facts.cohort.owner_id)
    if scope_of(actor, Action.SEE_RETENTION) not in (Scope.UNIT, Scope.ALL):
        return ()
    own = [sitting for sitting in facts.sittings if sitting.unit_path.startswith(actor.unit_path)]
    cards = practice_store.list_cards(tx, [sitting.person_id for sitting in own])
    return at_risk(own, predicted_by_person(cards, datetime.fromisoformat(now)))


def predict(tx: Reader, facts: CohortFacts, now: str) -> Prediction:
    """Predicted retention of the cohort's people, and its calibration over all they have practised."""
    people = list(facts.names)
    cards, reviews = practice_store.list_cards(tx, people), practice_store.list_review_rows(tx, people)
    practised = len({review.person_id for review in reviews})
    if practised < LEAST_PEOPLE:
        return Prediction(practised)
    return Prediction(practised, predicted_retention(cards, datetime.fromisoformat(now)), calibrate(reviews))


def judge_items(tx: Reader, answers: Sequence[ItemAnswer]) -> list[JudgedItem]:
    """The analysis of every question that the cohort answered, in the wording it has now."""
    found = {row["id"]: row["question"] for row in question_store.list_rows(tx)}
    asked = {name: found[name] for name in sorted({answer.question_id for answer in answers}) if name in found}
    options = {name: [option.text for option in one.options] for name, one in asked.items()}
    right = {name: [option.text for option in one.options if option.share > 0] for name, one in asked.items()}
    items = analyse_items(answers, options, right)
    return [JudgedItem(asked[item.question_id], item) for item in items if item.question_id in asked]


def list_own(tx: Reader, person: Person, now: str) -> list[OwnRetention]:
    """What the person kept of their own courses, the newest first."""
    require(person, Action.PRACTISE, owner=person.id)
    found = []
    for cohort in cohort_store.list_cohorts_of(tx, person.id, "")[: -_MOST_OWN_COHORTS - 1 : -1]:
        curve = own_curve(cohort_store.list_sittings(tx, cohort.id, now, person.id), person.id)
        if not curve:
            continue
        answers = cohort_store.list_item_answers(tx, cohort.id, now, person.id)
        found.append(
            OwnRetention(cohort.title, curve, own_competencies(answers, person.id), _readings(tx, person, answers))
        )
    return found


def _readings(tx: Reader, person: Person, answers: Sequence[ItemAnswer]) -> list[OwnReading]:
    rows = (question_store.get_row(tx, name) for name in sorted({answer.question_id for answer in answers}))
    sources = {row["id"]: row["question"].sources for row in rows if row}
    titles = checkpoint_store.list_sources(tx)
    readings = []
    for reason in reading_for(answers, person.id, sources):
        document = question_store.find_source(tx, [reason.source])
        title = document["title"] if document else titles.get(reason.source, reason.source)
        readings.append(OwnReading(document["id"] if document else None, title, reason))
    return readings


def _may_see(actor: Person, cohort: Cohort) -> bool:
    return allowed(actor, Action.SEE_RETENTION, unit=cohort.unit_path, owner=cohort.owner_id)
