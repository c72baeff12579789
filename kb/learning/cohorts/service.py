"""Set up and manage cohorts: by permission, within units, and with an audit entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.errors import BadInput, Conflict, NotFound
from kb.ids import new_id
from kb.learning.cohorts import checkpoint_store
from kb.learning.cohorts import store as cohort_store
from kb.learning.cohorts.cohort import (
    MAX_MINUTES,
    MAX_QUESTIONS,
    MAX_TITLE,
    Cohort,
    Phase,
    may_change_people,
    window_of,
)
from kb.learning.cohorts.facts import find_cohort, list_sittings
from kb.learning.cohorts.form_drawing import Cell, asked_about, make_blueprint, most_questions, supply_of
from kb.learning.cohorts.live_bank import live_candidates, read_bank
from kb.learning.cohorts.sitting import Attendance, Sitting
from kb.people import audit, person_store
from kb.people.directory import get_person, normal_login, to_person
from kb.people.permissions import Action, allowed, require
from kb.people.person import ACTIVE, DISABLED, INVITED, Person
from kb.people.roster import unit_names
from kb.people.units import Unit, list_units
from kb.store import Database, Reader, Row, Writer

_MAX_PEOPLE, _MAX_REASON = 2000, 200
_BETWEEN_LOGINS = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True)
class NewCohort:
    """Describe a cohort to set up. Without competencies and sources, all live questions may be used."""

    title: str
    starts_on: date
    person_ids: tuple[str, ...]
    questions: int
    minutes: int
    competencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    control_id: str = ""


@dataclass(frozen=True)
class Bank:
    """Report how many live questions each cell has, and the longest form they are enough for."""

    supply: Mapping[Cell, int]
    most: int


@dataclass(frozen=True)
class CohortBoard:
    """Hold a cohort as its trainer sees it: `sittings` and `excuses` are keyed by person and checkpoint."""

    cohort: Cohort
    control: Cohort | None
    people: Sequence[Row]
    sittings: Mapping[tuple[str, int], Sitting]
    excuses: Mapping[tuple[str, int], str]
    people_may_change: bool


def list_cohorts(database: Database, actor: Person) -> list[tuple[Cohort, int]]:
    """Return the cohorts the actor manages, the newest first, each with its number of people."""
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    with database.read() as tx:
        cohorts, counts = cohort_store.list_cohorts(tx), cohort_store.count_people(tx)
    return [(one, counts.get(one.id, 0)) for one in cohorts if _manages(actor, one)]


def get_board(database: Database, actor: Person, cohort_id: str, *, now: str) -> CohortBoard:
    """Return a cohort with who attended what. Raise NotFound, NotAllowed."""
    with database.read() as tx:
        cohort = find_cohort(tx, actor, cohort_id)
        sittings = list_sittings(tx, cohort.id, now)
        return CohortBoard(
            cohort=cohort,
            control=cohort_store.get_cohort(tx, cohort.control_id) if cohort.control_id else None,
            people=cohort_store.list_people(tx, cohort.id),
            sittings={(sitting.person_id, sitting.day): sitting for sitting in sittings},
            excuses=cohort_store.list_excuses(tx, cohort.id),
            people_may_change=may_change_people(cohort, now),
        )


def check_bank(database: Database, actor: Person, competencies: Sequence[str], sources: Sequence[str]) -> Bank:
    """Return what the live questions of these competencies and documents are enough for."""
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    with database.read() as tx:
        live = checkpoint_store.list_candidates(tx)
    supply = supply_of(asked_about(live, competencies, sources), competencies)
    return Bank(supply, most_questions(supply, competencies))


def list_choices(database: Database, actor: Person) -> tuple[list[str], dict[str, str]]:
    """Return the competencies of live questions, and the titles of the documents they rest on by source."""
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    with database.read() as tx:
        competencies = {name for one in checkpoint_store.list_candidates(tx) for name in one.competencies}
        return sorted(competencies), checkpoint_store.list_sources(tx)


def list_enrollable(database: Database, actor: Person) -> list[Person]:
    """Return whom the actor may put into a cohort: people of their unit and below with an account, by name."""
    with database.read() as tx:
        return _list_enrollable(tx, actor)


def list_enrollable_units(database: Database, actor: Person) -> dict[Unit, str]:
    """Return the units whose people the actor may put into a cohort, with the names to show, in order of the tree."""
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    names = unit_names(database, actor)
    return {unit: names[unit.id] for unit in list_units(database, actor)}


def read_logins(database: Database, actor: Person, pasted: str) -> list[Person]:
    """Return the people of a pasted list of sign-in names. Raise BadInput naming those who are not found."""
    written = dict.fromkeys(name for name in _BETWEEN_LOGINS.split(pasted) if name)
    if not written:
        return []
    people = {person.login: person for person in list_enrollable(database, actor)}
    unknown = [name for name in written if normal_login(name) not in people]
    if unknown:
        raise BadInput("No one in your units signs in as: {names}", names=", ".join(unknown))
    return [people[login] for login in dict.fromkeys(normal_login(name) for name in written)]


def create_cohort(
    database: Database, actor: Person, new: NewCohort, *, now: str, names: Mapping[str, str] | None = None
) -> str:
    """Set up a cohort and return its id. `names` are those of the competencies, for messages.

    Raise NotReady if the bank has not enough questions for all checkpoints, and Conflict if the actor has set
    up the same cohort already, as after a double click.
    """
    title = " ".join(new.title.split())
    known = read_bank(database)
    with database.write() as tx:
        actor = get_person(tx, actor.id)
        require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
        _check_new(new, title, now)
        people = _enrollable(tx, actor, new.person_ids)
        if not people:
            raise BadInput("A cohort needs at least one person.")
        _refuse_repeated(tx, actor, title, new, {person.id for person in people})
        if new.control_id:
            find_cohort(tx, actor, new.control_id)
        candidates = asked_about(live_candidates(tx, known), new.competencies, new.sources)
        blueprint = make_blueprint(
            supply_of(candidates, new.competencies), new.questions, new.competencies, names=names
        )
        cohort = Cohort(
            id=new_id(),
            title=title,
            owner_id=actor.id,
            unit_id=actor.unit_id,
            unit_path=actor.unit_path,
            starts_on=new.starts_on,
            questions=new.questions,
            minutes=new.minutes,
            competencies=tuple(new.competencies),
            sources=tuple(new.sources),
            blueprint=blueprint,
            seed=new_id(),
            control_id=new.control_id or None,
        )
        cohort_store.add_cohort(tx, cohort, now)
        cohort_store.add_people(tx, cohort.id, [(person.id, person.unit_id) for person in people], now)
        detail = {"people": len(people), "starts_on": new.starts_on.isoformat(), "control": new.control_id}
        audit.record(tx, actor, "create_cohort", cohort.id, now, unit_id=cohort.unit_id, detail=detail)
    return cohort.id


def _check_new(new: NewCohort, title: str, now: str) -> None:
    if not title or len(title) > MAX_TITLE:
        raise BadInput("The title of the course has 1 to {count} characters.", count=MAX_TITLE)
    if not 1 <= new.questions <= MAX_QUESTIONS:
        raise BadInput("A form has 1 to {count} questions.", count=MAX_QUESTIONS)
    if not 1 <= new.minutes <= MAX_MINUTES:
        raise BadInput("The time limit is 1 to {count} minutes.", count=MAX_MINUTES)
    if window_of(new.starts_on, 0).phase(now) is Phase.OVER:
        raise BadInput("The first test would be over already: choose a later day.")


def _refuse_repeated(tx: Reader, actor: Person, title: str, new: NewCohort, person_ids: set[str]) -> None:
    for one in cohort_store.list_cohorts(tx):
        same = (one.owner_id, one.title, one.starts_on, one.closed_at) == (actor.id, title, new.starts_on, None)
        if same and {row["id"] for row in cohort_store.list_people(tx, one.id)} == person_ids:
            raise Conflict("This cohort has already been set up.")


def change_people(database: Database, actor: Person, cohort_id: str, person_ids: Sequence[str], *, now: str) -> None:
    """Replace the people of a cohort, until the first test begins; people who have opened a test stay."""
    with database.write() as tx:
        actor = get_person(tx, actor.id)
        cohort = find_cohort(tx, actor, cohort_id)
        if not may_change_people(cohort, now):
            raise Conflict("The people of a cohort cannot change from the day of the first test.")
        before = {row["id"]: row["name"] for row in cohort_store.list_people(tx, cohort_id)}
        joining = _enrollable(tx, actor, [one for one in person_ids if one not in before])
        leaving = [one for one in before if one not in set(person_ids)]
        if len(before) + len(joining) == len(leaving):
            raise BadInput("A cohort needs at least one person.")
        begun = {person_id for person_id, _day in cohort_store.list_forms(tx, cohort_id)}
        for person_id in leaving:
            if person_id in begun:
                raise Conflict("{name} has opened a test and stays in the cohort.", name=before[person_id])
            cohort_store.remove_person(tx, cohort_id, person_id)
        cohort_store.add_people(tx, cohort_id, [(person.id, person.unit_id) for person in joining], now)
        if joining or leaving:
            detail = {"joined": [person.id for person in joining], "left": leaving}
            audit.record(tx, actor, "change_cohort_people", cohort_id, now, unit_id=cohort.unit_id, detail=detail)


def excuse_person(
    database: Database, actor: Person, cohort_id: str, person_id: str, day: int, reason: str, *, now: str
) -> None:
    """Excuse a person from a checkpoint that they have not answered. The reason stays with the cohort."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > _MAX_REASON:
        raise BadInput("Give a reason of 1 to {count} characters.", count=_MAX_REASON)
    with database.write() as tx:
        actor = get_person(tx, actor.id)
        cohort = find_cohort(tx, actor, cohort_id)
        window_of(cohort.starts_on, day)
        if not checkpoint_store.is_enrolled(tx, cohort_id, person_id):
            raise NotFound("This person is not in the cohort.")
        own = list_sittings(tx, cohort_id, now, person_id)
        sitting = next((one for one in own if one.day == day), None)
        if sitting and sitting.attendance is Attendance.ANSWERED:
            raise Conflict("This person has answered the test: the answers count.")
        cohort_store.put_excuse(tx, cohort_id, person_id, day, reason=reason, by=actor.id, at=now)
        audit.record(
            tx, actor, "excuse_person", person_id, now, unit_id=cohort.unit_id, detail={"cohort": cohort_id, "day": day}
        )


def close_cohort(database: Database, actor: Person, cohort_id: str, *, now: str) -> None:
    """Close the cohort. Open forms may still be completed; what was answered stays."""
    with database.write() as tx:
        actor = get_person(tx, actor.id)
        cohort = find_cohort(tx, actor, cohort_id)
        if cohort.closed_at is not None:
            raise Conflict("This cohort is closed already.")
        cohort_store.close_cohort(tx, cohort_id, now)
        audit.record(tx, actor, "close_cohort", cohort_id, now, unit_id=cohort.unit_id)


def _list_enrollable(tx: Reader, actor: Person) -> list[Person]:
    require(actor, Action.MANAGE_COHORTS, unit=actor.unit_path, owner=actor.id)
    names = ("id", "login", "name", "role", "unit_id", "unit_path", "unit_name", "state")
    rows = [
        row
        for state in (ACTIVE, INVITED)
        for row in person_store.list_rows(tx, below=actor.unit_path, text="", role="", state=state, limit=_MAX_PEOPLE)
    ]
    return [to_person({name: row[name] for name in names}) for row in sorted(rows, key=lambda row: row["name"])]


def _manages(actor: Person, cohort: Cohort) -> bool:
    return allowed(actor, Action.MANAGE_COHORTS, unit=cohort.unit_path, owner=cohort.owner_id)


def _enrollable(tx: Writer, actor: Person, person_ids: Sequence[str]) -> list[Person]:
    people = [get_person(tx, person_id) for person_id in dict.fromkeys(person_ids)]
    if len(people) > _MAX_PEOPLE:
        raise BadInput("A cohort has at most {count} people.", count=_MAX_PEOPLE)
    for person in people:
        if person.state == DISABLED or not person.unit_path.startswith(actor.unit_path):
            raise BadInput("{name} cannot be put into this cohort.", name=person.name)
    return people
