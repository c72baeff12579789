"""After publication: withdrawn, expired, renewed, and the list of what should be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases import store
from cases.access import check_revision, find_work, read_person
from cases.content import read_version, to_stored
from cases.publication import publish_document, withdraw_document
from cases.records import CaseRecord
from cases.review import dated
from cases.states import Step
from cases.steps import take_step
from kb.clock import day_of, utc_now
from kb.errors import BadInput
from kb.library import Library
from kb.people.permissions import Action, Scope, require, scope_of
from kb.people.person import Person
from kb.store import Database


@dataclass(frozen=True)
class Reminder:
    """A public case that should be looked at; days are negative where the day has passed, None where there is none."""

    record: CaseRecord
    days_to_review: int | None
    days_to_expiry: int | None


def withdraw_case(database: Database, person: Person, case_id: str, reason: str, *, now: str = "") -> CaseRecord:
    """Take a case away from readers at once, or give up one that is not public yet. It can be revised later."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        withdrawn = take_step(
            tx,
            person,
            record,
            Step.WITHDRAW,
            now,
            reason=reason,
            public_version=None,
            review_date="",
            expires="",
            reviewer_id="",
            reviewer_name="",
            submitted_at=None,
            claimed_at=None,
        )
        if record.is_public:
            withdraw_document(tx, case_id, now)
        return withdrawn


def renew_case(
    library: Library,
    person: Person,
    case_id: str,
    revision: int,
    review_date: str,
    *,
    expires: str = "",
    note: str = "",
    now: str = "",
) -> CaseRecord:
    """Say that a published or expired case still holds, until a new day of review and, if given, of expiry."""
    now = now or utc_now()
    if not review_date or review_date <= day_of(now):
        raise BadInput("Choose a day of review that lies ahead.")
    with library.database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        check_revision(record, revision)
        case = dated(read_version(tx, case_id, record.version), now, review_date, expires)
        stored = to_stored(case)
        version = store.add_version(
            tx,
            case_id,
            content=stored.content,
            story_hash=stored.story_hash,
            author_id=person.id,
            now=now,
            submitted=True,
        )
        renewed = take_step(
            tx,
            person,
            record,
            Step.RENEW,
            now,
            reason=note,
            version=version,
            public_version=version,
            review_date=case.review_date,
            expires=case.expires,
        )
        store.set_published(tx, case_id, version, now)
        publish_document(tx, library.files, case, now)
        return renewed


def expire_due(database: Database, *, now: str = "") -> list[str]:
    """Mark published cases as expired whose last day has passed; returns their ids. To be called every day.

    Search leaves them out by itself from that moment on, called or not.
    """
    now = now or utc_now()
    with database.write() as tx:
        due = store.list_expired_ids(tx, day_of(now))
        for case_id in due:
            record = store.get_record(tx, case_id)
            if record is not None:
                take_step(tx, None, record, Step.EXPIRE, now)
    return due


def list_reminders(database: Database, person: Person, *, within_days: int = 30, now: str = "") -> list[Reminder]:
    """Public cases whose day of review or expiry is near or past: one's own, and those one reviews."""
    today = date.fromisoformat(day_of(now or utc_now()))
    with database.read() as tx:
        person = read_person(tx, person)
        require(person, Action.SUBMIT_CASE, owner=person.id)
        reviews = scope_of(person, Action.REVIEW_CASE) in (Scope.UNIT, Scope.ALL)
        records = store.list_due(
            tx,
            unit_path=person.unit_path if reviews else "",
            owner_id=person.id,
            day=(today + timedelta(days=within_days)).isoformat(),
        )
    return [
        Reminder(record, _days_until(record.review_date, today), _days_until(record.expires, today))
        for record in records
    ]


def _days_until(day: str, today: date) -> int | None:
    return (date.fromisoformat(day) - today).days if day else None
