"""Reviewing: one reviewer at a time has a case, comments on its fields, and returns or publishes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases import duplicates, review_store, store
from cases.access import check_revision, find_work, read_person
from cases.content import read_version, to_stored
from cases.deidentify.findings import check_case
from cases.model import FIELD_NAMES, Case
from cases.publication import publish_document
from cases.records import CaseRecord
from cases.rules import MAX_ITEM, check_limits
from cases.states import State, Step
from cases.steps import take_step
from kb.clock import day_of, seconds_between, utc_now
from kb.errors import BadInput, Conflict
from kb.ids import new_id
from kb.library import Library
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader

REVIEW_AFTER_DAYS = 365
"""When a published case is looked at again, where nobody has said another day."""
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Waiting:
    """A case in the reviewers' queue, and for how many days it has waited."""

    record: CaseRecord
    days: float


def list_queue(database: Database, person: Person, *, now: str = "") -> list[Waiting]:
    """Others' cases that wait or are in review, in the reviewer's unit and below, the longest waiting first."""
    now = now or utc_now()
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.REVIEW_CASE, unit=person.unit_path)
        records = store.list_records(
            tx,
            unit_path=person.unit_path,
            but_owner_id=person.id,
            states=(State.SUBMITTED, State.IN_REVIEW),
        )
    return [
        Waiting(record, seconds_between(record.submitted_at or record.changed_at, now) / _DAY_SECONDS)
        for record in records
    ]


def claim_case(database: Database, person: Person, case_id: str, *, now: str = "") -> CaseRecord:
    """Take a case into review; taking it twice is the same. Raises Conflict, naming who has it already."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        if record.state is State.IN_REVIEW:
            if record.reviewer_id == person.id:
                return record
            require(person, Action.REVIEW_CASE, unit=record.unit_path)
            raise Conflict("{person} has this case in review.", person=record.reviewer_name)
        return take_step(
            tx, person, record, Step.CLAIM, now, reviewer_id=person.id, reviewer_name=person.name, claimed_at=now
        )


def take_over_review(database: Database, person: Person, case_id: str, reason: str, *, now: str = "") -> CaseRecord:
    """Go on with another reviewer's case, for a reason that stays in the history."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        changes = {"reviewer_id": person.id, "reviewer_name": person.name, "claimed_at": now}
        return take_step(tx, person, record, Step.TAKE_OVER, now, reason=reason, **changes)


def release_case(database: Database, person: Person, case_id: str, note: str = "", *, now: str = "") -> CaseRecord:
    """Give a case back to the queue, with a note for the next reviewer."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        return take_step(
            tx, person, record, Step.RELEASE, now, reason=note, reviewer_id="", reviewer_name="", claimed_at=None
        )


def comment_on_case(database: Database, person: Person, case_id: str, field: str, text: str, *, now: str = "") -> str:
    """Say something about a field ("" for the whole case) of the version worked on; returns the comment's id.

    Authors and reviewers may; comments change no revision.
    """
    now = now or utc_now()
    text = text.strip()
    if not text or len(text) > MAX_ITEM:
        raise BadInput("A comment has 1 to {count} characters.", count=MAX_ITEM)
    if field and field not in FIELD_NAMES:
        raise BadInput("A case has no field {field}.", field=field)
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        comment_id = new_id()
        review_store.add_comment(
            tx,
            {
                "id": comment_id,
                "case_id": record.id,
                "version": record.version,
                "field": field,
                "text": text,
                "person_id": person.id,
                "at": now,
            },
        )
        audit.record(tx, person, "comment_case", record.id, now, unit_id=record.unit_id, detail={"field": field})
    return comment_id


def return_case(
    database: Database, person: Person, case_id: str, revision: int, reason: str, *, now: str = ""
) -> CaseRecord:
    """Send a case back to its author, saying why. `revision` is the one the reviewer has read."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        check_revision(record, revision)
        changes = {"reviewer_id": "", "reviewer_name": "", "claimed_at": None, "submitted_at": None}
        return take_step(tx, person, record, Step.RETURN, now, reason=reason, **changes)


def publish_case(
    library: Library,
    person: Person,
    case_id: str,
    revision: int,
    *,
    review_date: str = "",
    expires: str = "",
    now: str = "",
) -> CaseRecord:
    """Make the reviewed version public: the next search of anybody finds it.

    `revision` is the one the reviewer has read: Conflict where the case is another by now. A day given here
    replaces the author's.
    """
    now = now or utc_now()
    with library.database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        check_revision(record, revision)
        case = dated(read_version(tx, case_id, record.version), now, review_date, expires)
        published = take_step(
            tx,
            person,
            record,
            Step.PUBLISH,
            now,
            public_version=record.version,
            published_at=now,
            review_date=case.review_date,
            expires=case.expires,
            reviewer_id="",
            reviewer_name="",
            claimed_at=None,
            submitted_at=None,
        )
        _last_look(tx, record, case)
        stored = to_stored(case)
        store.set_content(tx, case_id, record.version, content=stored.content, story_hash=stored.story_hash, now=now)
        store.set_published(tx, case_id, record.version, now)
        publish_document(tx, library.files, case, now, authors=[record.owner_id])
        return published


def dated(case: Case, now: str, review_date: str = "", expires: str = "") -> Case:
    """The case with its days of review and expiry. Raises BadInput where it would expire before it is public."""
    default = (date.fromisoformat(day_of(now)) + timedelta(days=REVIEW_AFTER_DAYS)).isoformat()
    case = replace(case, review_date=review_date or case.review_date or default, expires=expires or case.expires)
    check_limits(case)
    if case.expires and case.expires < day_of(now):
        raise BadInput("The last day of validity has passed already. Choose a later one.")
    return case


def _last_look(tx: Reader, record: CaseRecord, case: Case) -> None:
    """What the gate kept out may not slip in by a rule learnt or a case published since."""
    if any(finding.span.hard for finding in check_case(case)):
        raise BadInput("The case holds personal data. Return it to its author to mask it.")
    same = duplicates.find_same_story(tx, record, case)
    if duplicates.undecided(same, review_store.list_decisions(tx, record.id)):
        raise Conflict("The same text is public already: {title}", title=same[0].title)
