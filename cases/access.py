"""Decide who may do what to a case: the permission table, and the rules specific to cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cases import store
from cases.records import CaseRecord
from cases.states import CaseTransition, Step, Who, possible_steps, transition
from kb.errors import Conflict, NotAllowed, NotFound
from kb.people.directory import get_person
from kb.people.permissions import Action, allowed, require
from kb.people.person import Person
from kb.store import Reader

_ACTIONS = {
    Step.SAVE: Action.EDIT_CASE,
    Step.SUBMIT: Action.SUBMIT_CASE,
    Step.RECALL: Action.SUBMIT_CASE,
    Step.REVISE: Action.EDIT_CASE,
    Step.DISCARD: Action.EDIT_CASE,
    Step.CLAIM: Action.REVIEW_CASE,
    Step.TAKE_OVER: Action.REVIEW_CASE,
    Step.RELEASE: Action.REVIEW_CASE,
    Step.RETURN: Action.RETURN_CASE,
    Step.PUBLISH: Action.PUBLISH_CASE,
    Step.RENEW: Action.PUBLISH_CASE,
    Step.WITHDRAW: Action.WITHDRAW_CASE,
}
_ONLY_THE_CLAIMER = {Step.RELEASE, Step.RETURN, Step.PUBLISH}
_GIVEN_BY_FORM = "-"
"""Placeholder reason, so that steps needing one are listed as possible."""


def read_person(tx: Reader, person: Person) -> Person:
    """Return the person as stored now, so that a role revoked a minute ago grants nothing."""
    return get_person(tx, person.id)


def find_work(tx: Reader, person: Person, case_id: str) -> CaseRecord:
    """Return a case the person works on or reviews. Raises NotFound if there is none or they may not know of it."""
    record = store.get_record(tx, case_id)
    if record is None or not may_see_work(person, record):
        raise NotFound("There is no such case, or you may not see it.")
    return record


def may_see_work(person: Person, record: CaseRecord) -> bool:
    """Return whether the person may see unpublished work: it is theirs, or they edit or review in its unit."""
    return any(
        allowed(person, action, unit=record.unit_path, owner=record.owner_id)
        for action in (Action.EDIT_CASE, Action.REVIEW_CASE)
    )


def authorise(tx: Reader, person: Person, record: CaseRecord, step: Step, found: CaseTransition) -> None:
    """Raise NotAllowed if the person may not take the step, Conflict if another reviewer has claimed the case."""
    check_step(person, record, step, found, list_writers(tx, [record])[record.id])


def check_step(person: Person, record: CaseRecord, step: Step, found: CaseTransition, writers: Collection[str]) -> None:
    """Raise NotAllowed or Conflict as `authorise` does; `writers` are those that `list_writers` returns."""
    owner = record.owner_id
    if step in (Step.SUBMIT, Step.RECALL) and person.id in writers:
        owner = person.id
    require(person, _ACTIONS[step], unit=record.unit_path, owner=owner)
    if found.who is Who.REVIEWER and step is not Step.RENEW and person.id in writers:
        raise NotAllowed("You cannot review your own case. Another reviewer has to do it.")
    if step in _ONLY_THE_CLAIMER and record.reviewer_id != person.id:
        raise Conflict("{person} has this case in review.", person=record.reviewer_name)


def steps_of(person: Person, record: CaseRecord, writers: Collection[str]) -> list[Step]:
    """Return the steps that the person may take on a case now; `writers` are those that `list_writers` returns."""
    steps: list[Step] = []
    for step in possible_steps(record.state, is_public=record.is_public):
        if step is Step.EXPIRE:
            continue
        found = transition(record.state, step, is_public=record.is_public, reason=_GIVEN_BY_FORM)
        try:
            check_step(person, record, step, found, writers)
        except (NotAllowed, Conflict):
            continue
        steps.append(step)
    return steps


def list_writers(tx: Reader, records: Sequence[CaseRecord]) -> dict[str, set[str]]:
    """Return for each case id the ids of its owner and of the authors of its unpublished versions."""
    authors = store.list_unpublished_authors(tx, [record.id for record in records])
    return {record.id: {record.owner_id} | authors.get(record.id, set()) for record in records}


def check_revision(record: CaseRecord, revision: int) -> None:
    """Raise Conflict if the case has changed since the person read it."""
    if record.revision != revision:
        raise Conflict(
            "{person} changed this case meanwhile. Open it again to see how it is now.",
            person=record.changed_by_name or "?",
        )
