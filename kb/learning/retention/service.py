"""Read the facts for the retention of a cohort, for those who may see them; pure modules compute the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.errors import NotFound
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import Cohort
from kb.learning.cohorts.facts import list_item_answers, list_sittings
from kb.learning.cohorts.sitting import ItemAnswer, Sitting
from kb.learning.practice import store as practice_store
from kb.learning.practice.calibration import Calibration, calibrate, predicted_by_person, predicted_retention
from kb.learning.questions import store as question_store
from kb.learning.questions.question import Question
from kb.learning.retention.curve import Curve, Difference, cohort_curve, differences
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
from kb.privacy.groups import MIN_PEOPLE
from kb.store import Database, Reader

_MAX_OWN_COHORTS = 5


@dataclass(frozen=True)
class CohortFacts:
    """Hold a cohort with its checkpoint results. `names` and `units` are keyed by person and by path."""

    cohort: Cohort
    control: Cohort | None
    sittings: Sequence[Sitting]
    control_sittings: Sequence[Sitting]
    names: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True)
class CohortCurves:
    """Hold a cohort's curve, its control's and the differences, computed once for chart, table and file.

    `control` is None if the cohort has no control; `differences` is empty then.
    """

    facts: CohortFacts
    curve: Curve
    control: Curve | None = None
    differences: Sequence[Difference] = ()


@dataclass(frozen=True)
class CohortGroups:
    """Hold a cohort with every answered question of its forms, from which its groups are computed."""

    facts: CohortFacts
    answers: Sequence[ItemAnswer]


@dataclass(frozen=True)
class CohortRisks:
    """Hold a cohort with those of its people who may be forgetting."""

    facts: CohortFacts
    risks: Sequence[AtRisk]


@dataclass(frozen=True)
class CohortReport:
    """Hold everything a report of a cohort shows."""

    curves: CohortCurves
    answers: Sequence[ItemAnswer]
    judged: Sequence[JudgedItem]


@dataclass(frozen=True)
class Prediction:
    """Hold the recall the scheduler predicts for the cohort now, and how accurate it was so far.

    `people` have practised; where they are fewer than five the figures would be theirs alone, and both are None.
    """

    people: int
    now: float | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True)
class JudgedItem:
    """Hold a question with its analysis."""

    question: Question
    item: Item


@dataclass(frozen=True)
class OwnReading:
    """Recommend a document, and why; the id is None if it is no longer in the library."""

    document_id: str | None
    title: str
    reason: Reading


@dataclass(frozen=True)
class OwnRetention:
    """Hold what a person kept of one course."""

    title: str
    curve: Sequence[OwnPoint]
    competencies: Sequence[OwnCompetency]
    readings: Sequence[OwnReading]


def list_readable_cohorts(database: Database, actor: Person) -> list[Cohort]:
    """Return the cohorts whose retention the actor may see, the newest first."""
    with database.read() as tx:
        return [one for one in cohort_store.list_cohorts(tx) if _may_see(actor, one)]


def list_all_cohorts(database: Database) -> list[Cohort]:
    """Return all cohorts, the newest first: for the command line, which sees everything."""
    with database.read() as tx:
        return cohort_store.list_cohorts(tx)


def open_curves(database: Database, actor: Person | None, cohort_id: str, *, now: str) -> CohortCurves:
    """Return the curves of a cohort. Without an actor: for the command line.

    Raise NotFound also if the actor may not know of the cohort.
    """
    with database.read() as tx:
        facts = _open_cohort(tx, actor, cohort_id, now)
    return _curves(facts)


def open_groups(database: Database, actor: Person, cohort_id: str, *, now: str) -> CohortGroups:
    """Return what the figures of competencies and units are made from. Raise NotFound."""
    with database.read() as tx:
        facts = _open_cohort(tx, actor, cohort_id, now)
        return CohortGroups(facts, list_item_answers(tx, cohort_id, now))


def judge_items(database: Database, actor: Person, cohort_id: str, *, now: str) -> list[JudgedItem]:
    """Return the analysis of every question that the cohort answered, in the wording it has now. Raise NotFound."""
    with database.read() as tx:
        _open_cohort(tx, actor, cohort_id, now)
        return _judge_items(tx, list_item_answers(tx, cohort_id, now))


def open_report(database: Database, actor: Person, cohort_id: str, *, now: str) -> CohortReport:
    """Return all that a report of a cohort shows. Raise NotFound."""
    with database.read() as tx:
        facts = _open_cohort(tx, actor, cohort_id, now)
        answers = list_item_answers(tx, cohort_id, now)
        judged = _judge_items(tx, answers)
    return CohortReport(_curves(facts), answers, judged)


def list_at_risk(database: Database, actor: Person, cohort_id: str, *, now: str) -> CohortRisks:
    """Return people of the actor's own units who may be losing what they learned; for trainers and administrators."""
    with database.read() as tx:
        facts = _open_cohort(tx, actor, cohort_id, now)
        require(actor, Action.SEE_RETENTION, unit=facts.cohort.unit_path, owner=facts.cohort.owner_id)
        if scope_of(actor, Action.SEE_RETENTION) not in (Scope.UNIT, Scope.ALL):
            return CohortRisks(facts, ())
        own = [sitting for sitting in facts.sittings if sitting.unit_path.startswith(actor.unit_path)]
        cards = practice_store.list_cards(tx, [sitting.person_id for sitting in own])
    return CohortRisks(facts, at_risk(own, predicted_by_person(cards, datetime.fromisoformat(now))))


def predict(database: Database, actor: Person, cohort_id: str, *, now: str) -> Prediction:
    """Return the predicted retention of the cohort's people, and its calibration over all they have practised."""
    with database.read() as tx:
        people = list(_open_cohort(tx, actor, cohort_id, now).names)
        cards, reviews = practice_store.list_cards(tx, people), practice_store.list_review_rows(tx, people)
    practised = len({review.person_id for review in reviews})
    if practised < MIN_PEOPLE:
        return Prediction(practised)
    return Prediction(practised, predicted_retention(cards, datetime.fromisoformat(now)), calibrate(reviews))


def list_own(database: Database, person: Person, *, now: str) -> list[OwnRetention]:
    """Return what the person kept of their own courses of late, the newest first."""
    require(person, Action.PRACTISE, owner=person.id)
    found = []
    with database.read() as tx:
        newest_first = list(reversed(cohort_store.list_cohorts_of(tx, person.id, "")))
        for cohort in newest_first[:_MAX_OWN_COHORTS]:
            curve = own_curve(list_sittings(tx, cohort.id, now, person.id), person.id)
            if not curve:
                continue
            answers = list_item_answers(tx, cohort.id, now, person.id)
            found.append(
                OwnRetention(cohort.title, curve, own_competencies(answers, person.id), _readings(tx, person, answers))
            )
    return found


def _open_cohort(tx: Reader, actor: Person | None, cohort_id: str, now: str) -> CohortFacts:
    cohort = cohort_store.get_cohort(tx, cohort_id)
    if cohort is None or (actor is not None and not _may_see(actor, cohort)):
        raise NotFound("There is no such cohort.")
    people = cohort_store.list_people(tx, cohort.id)
    control = cohort_store.get_cohort(tx, cohort.control_id) if cohort.control_id else None
    return CohortFacts(
        cohort=cohort,
        control=control,
        sittings=list_sittings(tx, cohort.id, now),
        control_sittings=list_sittings(tx, control.id, now) if control else (),
        names={row["id"]: row["name"] for row in people},
        units={row["unit_path"]: row["unit_name"] for row in people},
    )


def _curves(facts: CohortFacts) -> CohortCurves:
    curve = cohort_curve(facts.sittings)
    if facts.control is None:
        return CohortCurves(facts, curve)
    control = cohort_curve(facts.control_sittings)
    return CohortCurves(facts, curve, control, differences(facts.sittings, facts.control_sittings))


def _judge_items(tx: Reader, answers: Sequence[ItemAnswer]) -> list[JudgedItem]:
    found = {row["id"]: row["question"] for row in question_store.list_rows(tx)}
    asked = {name: found[name] for name in sorted({answer.question_id for answer in answers}) if name in found}
    options = {name: [option.text for option in one.options] for name, one in asked.items()}
    right = {name: [option.text for option in one.options if option.share > 0] for name, one in asked.items()}
    items = analyse_items(answers, options, right)
    return [JudgedItem(asked[item.question_id], item) for item in items if item.question_id in asked]


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
