"""Review cases: one reviewer at a time claims a case, comments on its fields, and returns or publishes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases import duplicates, review_store, store
from cases.access import check_revision, find_work, read_person
from cases.attachments import attached_texts
from cases.case_step import case_step
from cases.content import read_version, to_stored
from cases.deidentify import check_case
from cases.fields import MAX_ITEM
from cases.gate import shown_name
from cases.model import FIELD_NAMES, Case
from cases.publication import prepare_document, publish_document
from cases.reading import Work, get_work
from cases.records import CaseRecord
from cases.rules import check_limits
from cases.states import State, Step
from kb.clock import day_of, seconds_between
from kb.errors import BadInput, Conflict
from kb.ids import new_id
from kb.library import Library
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader
from kb.typed_text import require_storable

REVIEW_AFTER_DAYS = 365
"""Days until a published case is due for review, unless another day is given."""
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Waiting:
    """A case in the review queue, and how many days it has waited."""

    record: CaseRecord
    days: float


def list_queue(database: Database, person: Person, *, now: str) -> list[Waiting]:
    """Return other people's submitted and claimed cases in the reviewer's unit and below, longest waiting first."""
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.REVIEW_CASE, unit=person.unit_path)
        records = store.list_records(
            tx,
            unit_path=person.unit_path,
            exclude_owner_id=person.id,
            states=(State.SUBMITTED, State.IN_REVIEW),
        )
    return [
        Waiting(record, seconds_between(record.submitted_at or record.changed_at, now) / _DAY_SECONDS)
        for record in records
    ]


def get_review(database: Database, person: Person, case_id: str) -> Work:
    """Return a case for its reviewer. Raises NotAllowed for people who may not review, NotFound."""
    with database.read() as tx:
        reviewer = read_person(tx, person)
        require(reviewer, Action.REVIEW_CASE, unit=reviewer.unit_path)
    return get_work(database, person, case_id)


def claim_case(database: Database, person: Person, case_id: str, *, now: str) -> CaseRecord:
    """Claim a case for review; claiming it twice has no effect. Raises Conflict naming the reviewer who has it."""
    with case_step(database, person, case_id, None, Step.CLAIM, now=now) as step:
        reviewer, record = step.person, step.record
        if record.state is State.IN_REVIEW:
            if record.reviewer_id == reviewer.id:
                return record
            require(reviewer, Action.REVIEW_CASE, unit=record.unit_path)
            raise Conflict("{person} has this case in review.", person=record.reviewer_name)
        return step.take(reviewer_id=reviewer.id, reviewer_name=reviewer.name, claimed_at=now)


def take_over_review(database: Database, person: Person, case_id: str, reason: str, *, now: str) -> CaseRecord:
    """Take over another reviewer's case; the reason is kept in the history."""
    with case_step(database, person, case_id, None, Step.TAKE_OVER, now=now) as step:
        reviewer = step.person
        return step.take(reason=reason, reviewer_id=reviewer.id, reviewer_name=reviewer.name, claimed_at=now)


def release_case(database: Database, person: Person, case_id: str, note: str = "", *, now: str) -> CaseRecord:
    """Release a case to the queue, with a note for the next reviewer."""
    with case_step(database, person, case_id, None, Step.RELEASE, now=now) as step:
        return step.take(reason=note, reviewer_id="", reviewer_name="", claimed_at=None)


def comment_on_case(database: Database, person: Person, case_id: str, field: str, text: str, *, now: str) -> str:
    """Add a comment on a field ("" for the whole case) of the current version and return its id.

    Open to authors and reviewers; the revision stays the same.
    """
    text = require_storable(text.strip())
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
    database: Database, person: Person, case_id: str, revision: int, reason: str, *, now: str
) -> CaseRecord:
    """Return a case to its author with a reason. `revision` is the one the reviewer has read."""
    with case_step(database, person, case_id, revision, Step.RETURN, now=now) as step:
        return step.take(reason=reason, reviewer_id="", reviewer_name="", claimed_at=None, submitted_at=None)


def publish_case(
    library: Library,
    person: Person,
    case_id: str,
    revision: int,
    *,
    review_date: str = "",
    expires: str = "",
    now: str,
) -> CaseRecord:
    """Make the reviewed version public; the next search finds it.

    `revision` is the one the reviewer has read: raises Conflict if the case has changed since. A day given here
    replaces the author's. Raises BadInput if the case or an attachment contains personal data.
    """
    case = read_at_revision(library.database, person, case_id, revision)
    case = with_dates(case, now, review_date, expires)
    prepared = prepare_document(library.files, case)
    with case_step(library.database, person, case_id, revision, Step.PUBLISH, now=now) as step:
        tx, record = step.tx, step.record
        published = step.take(
            public_version=record.version,
            published_at=now,
            review_date=case.review_date,
            expires=case.expires,
            reviewer_id="",
            reviewer_name="",
            claimed_at=None,
            submitted_at=None,
        )
        _recheck_gate(tx, record, case)
        stored = to_stored(case)
        store.set_content(tx, case_id, record.version, content=stored.content, story_hash=stored.story_hash, now=now)
        store.set_published(tx, case_id, record.version, now)
        publish_document(tx, prepared, now, authors=[record.owner_id])
        return published


def read_at_revision(database: Database, person: Person, case_id: str, revision: int) -> Case:
    """Return the current content. Raises NotFound, and Conflict if the case is no longer at `revision`."""
    with database.read() as tx:
        record = find_work(tx, read_person(tx, person), case_id)
        check_revision(record, revision)
        return read_version(tx, case_id, record.version)


def with_dates(case: Case, now: str, review_date: str = "", expires: str = "") -> Case:
    """Return the case with its review and expiry days set. Raises BadInput if it would already have expired."""
    default = (date.fromisoformat(day_of(now)) + timedelta(days=REVIEW_AFTER_DAYS)).isoformat()
    case = replace(case, review_date=review_date or case.review_date or default, expires=expires or case.expires)
    check_limits(case)
    if case.expires and case.expires < day_of(now):
        raise BadInput("The last day of validity has passed already. Choose a later one.")
    return case


def _recheck_gate(tx: Reader, record: CaseRecord, case: Case) -> None:
    """Raise BadInput or Conflict if a new rule, or a case published since submission, would now close the gate."""
    attached = attached_texts(tx, case)
    if any(finding.span.hard for finding in check_case(case, attached.texts)):
        raise BadInput("The case holds personal data. Return it to its author to mask it.")
    unchecked = [*attached.unread, *attached.unreadable]
    if unchecked:
        raise BadInput(
            "{name} cannot be checked for personal data. Return the case to its author to remove it.",
            name=shown_name(unchecked[0]),
        )
    same = duplicates.find_same_story(tx, record, case)
    if duplicates.undecided(same, review_store.list_decisions(tx, record.id)):
        raise Conflict("The same text is public already: {title}", title=same[0].title)
