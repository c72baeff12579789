"""Withdraw, expire and renew published cases, and list those due for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases import store
from cases.access import list_writers, read_person, steps_of
from cases.case_step import case_step
from cases.content import to_stored
from cases.publication import prepare_document, publish_document, withdraw_document
from cases.records import CaseRecord
from cases.review import read_at_revision, with_dates
from cases.states import Step
from cases.steps import take_step
from kb.clock import day_of
from kb.errors import BadInput
from kb.library import Library
from kb.people.permissions import Action, Scope, require, scope_of
from kb.people.person import Person
from kb.store import Database


@dataclass(frozen=True)
class Reminder:
    """A public case due for review; days are negative once the day has passed, None if there is no day.

    `may_renew` tells whether the person who asked may renew it.
    """

    record: CaseRecord
    days_to_review: int | None
    days_to_expiry: int | None
    may_renew: bool


def withdraw_case(database: Database, person: Person, case_id: str, reason: str, *, now: str) -> CaseRecord:
    """Withdraw a case from readers at once, or abandon an unpublished one. It can be revised later."""
    with case_step(database, person, case_id, None, Step.WITHDRAW, now=now) as step:
        withdrawn = step.take(
            reason=reason,
            public_version=None,
            review_date="",
            expires="",
            reviewer_id="",
            reviewer_name="",
            submitted_at=None,
            claimed_at=None,
        )
        if step.record.is_public:
            withdraw_document(step.tx, case_id, now)
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
    now: str,
) -> CaseRecord:
    """Confirm that a published or expired case is still valid, with new review and, if given, expiry days.

    Raises BadInput if the days are not ahead, Conflict if the case has changed since `revision`.
    """
    if not review_date or review_date <= day_of(now):
        raise BadInput("Choose a day of review that lies ahead.")
    case = read_at_revision(library.database, person, case_id, revision)
    case = with_dates(case, now, review_date, expires)
    prepared = prepare_document(library.files, case)
    with case_step(library.database, person, case_id, revision, Step.RENEW, now=now) as step:
        tx, stored = step.tx, to_stored(case)
        version = store.add_version(
            tx,
            case_id,
            content=stored.content,
            story_hash=stored.story_hash,
            author_id=step.person.id,
            now=now,
            submitted=True,
        )
        renewed = step.take(
            reason=note,
            version=version,
            public_version=version,
            review_date=case.review_date,
            expires=case.expires,
        )
        store.set_published(tx, case_id, version, now)
        publish_document(tx, prepared, now)
        return renewed


def expire_due(database: Database, *, now: str) -> list[str]:
    """Mark published cases whose last day has passed as expired and return their ids. Call this daily.

    Search excludes them from that moment on even before this runs.
    """
    with database.write() as tx:
        due = store.list_expired_ids(tx, day_of(now))
        for case_id in due:
            record = store.get_record(tx, case_id)
            if record is not None:
                take_step(tx, None, record, Step.EXPIRE, now)
    return due


def list_reminders(database: Database, person: Person, *, within_days: int = 30, now: str) -> list[Reminder]:
    """Return public cases whose review or expiry day is near or past: the person's own and those they review."""
    today = date.fromisoformat(day_of(now))
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
        writers = list_writers(tx, records)
    return [
        Reminder(
            record,
            _days_until(record.review_date, today),
            _days_until(record.expires, today),
            Step.RENEW in steps_of(person, record, writers[record.id]),
        )
        for record in records
    ]


def _days_until(day: str, today: date) -> int | None:
    return (date.fromisoformat(day) - today).days if day else None
