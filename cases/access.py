"""Who may do what to a case: the permission table, and the rules that only cases have."""

from __future__ import annotations

from cases import store
from cases.records import CaseRecord
from cases.states import Step, Transition, Who
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


def read_person(tx: Reader, person: Person) -> Person:
    """The person as they are now: a role that was taken away a minute ago opens nothing."""
    return get_person(tx, person.id)


def find_work(tx: Reader, person: Person, case_id: str) -> CaseRecord:
    """A case that the person works on or reviews. Raises NotFound also where they may not know of it."""
    record = store.get_record(tx, case_id)
    if record is None or not may_see_work(person, record):
        raise NotFound("There is no such case, or you may not see it.")
    return record


def may_see_work(person: Person, record: CaseRecord) -> bool:
    """Whether the person may see what is not public: it is theirs, or they edit or review in its unit."""
    return any(
        allowed(person, action, unit=record.unit_path, owner=record.owner_id)
        for action in (Action.EDIT_CASE, Action.REVIEW_CASE)
    )


def authorise(tx: Reader, person: Person, record: CaseRecord, step: Step, found: Transition) -> None:
    """Raise NotAllowed where the step is not this person's, Conflict where another reviewer has the case."""
    writers = list_writers(tx, record)
    owner = record.owner_id
    if step in (Step.SUBMIT, Step.RECALL) and person.id in writers:
        owner = person.id
    require(person, _ACTIONS[step], unit=record.unit_path, owner=owner)
    if found.who is Who.REVIEWER and step is not Step.RENEW and person.id in writers:
        raise NotAllowed("Nobody reviews their own case. Another reviewer has to do it.")
    if step in _ONLY_THE_CLAIMER and record.reviewer_id != person.id:
        raise Conflict("{person} has this case in review.", person=record.reviewer_name)


def list_writers(tx: Reader, record: CaseRecord) -> set[str]:
    """The owner, and whoever wrote a version that was not public yet."""
    return {record.owner_id} | store.list_authors_since(tx, record.id, record.public_version or 0)


def check_revision(record: CaseRecord, revision: int) -> None:
    """Raise Conflict where the case is no longer as the person saw it."""
    if record.revision != revision:
        raise Conflict(
            "{person} changed this case meanwhile. Open it again to see how it is now.",
            person=record.changed_by_name or "?",
        )
