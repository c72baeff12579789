"""Writing a case: begun, saved while it is typed, taken back, revised, restored. No text is lost on the way.

A version is worked on by one person. What others have seen, what another person wrote, and what the same person
wrote meanwhile in another window is never written over: the next save begins a new version.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cases import store
from cases.access import authorise, check_revision, find_work, read_person
from cases.content import read_version, to_stored
from cases.model import Case, tidy
from cases.records import CaseRecord
from cases.rules import check_limits
from cases.states import State, Step, transition
from cases.steps import keep_record, take_step, write_history
from kb.clock import day_of, shift, utc_now
from kb.errors import Conflict
from kb.ids import new_id
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader, Writer

_A_MOMENT_SECONDS = 60


def start_case(database: Database, person: Person, case: Case | None = None, *, now: str = "") -> CaseRecord:
    """Begin a case of one's own, empty or with some content. Raises InvalidCase, NotAllowed.

    An empty one that was begun a moment ago and not touched is returned again: a double click begins one case.
    """
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        require(person, Action.SUBMIT_CASE, unit=person.unit_path, owner=person.id)
        untouched = _begun_just_now(tx, person, now) if case is None else None
        if untouched is not None:
            return untouched
        record = CaseRecord(
            id=f"case-{new_id()}",
            title="",
            state=State.DRAFT,
            revision=1,
            version=1,
            public_version=None,
            owner_id=person.id,
            unit_id=person.unit_id,
            reviewer_id="",
            changed_by=person.id,
            created_at=now,
            changed_at=now,
            owner_name=person.name,
            unit_name=person.unit_name,
            unit_path=person.unit_path,
            changed_by_name=person.name,
        )
        content = _checked(record, case or Case(authors=(person.name,), created=day_of(now)))
        record = replace(record, title=content.title)
        store.add_record(tx, record)
        stored = to_stored(content)
        store.add_version(
            tx, record.id, content=stored.content, story_hash=stored.story_hash, author_id=person.id, now=now
        )
        write_history(tx, person, record, Step.START, now, before="")
    return record


def _begun_just_now(tx: Reader, person: Person, now: str) -> CaseRecord | None:
    since = shift(now, seconds=-_A_MOMENT_SECONDS)
    drafts = store.list_records(tx, unit_path=person.unit_path, owner_id=person.id, states=(State.DRAFT,))
    return next((each for each in drafts if since <= each.created_at and (each.title, each.revision) == ("", 1)), None)


def save_draft(
    database: Database, person: Person, case_id: str, case: Case, revision: int, *, now: str = ""
) -> CaseRecord:
    """Keep what was typed; go on with the revision of the record that comes back. Cheap enough for every pause.

    `revision` is the one the typing began with. Where another person has changed the case since, this raises
    Conflict. Where it was the same person, in another window, this save wins and that text stays as a version.
    """
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        stale = record.revision != revision
        if stale and record.changed_by != person.id:
            check_revision(record, revision)
        return _save(tx, person, record, _checked(record, case), now, fresh_version=stale)


def restore_version(
    database: Database, person: Person, case_id: str, version: int, revision: int, *, now: str = ""
) -> CaseRecord:
    """Go on with the content of an earlier version; what was there stays as a version too."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        check_revision(record, revision)
        return _save(tx, person, record, read_version(tx, case_id, version), now, fresh_version=True)


def revise_case(database: Database, person: Person, case_id: str, *, now: str = "") -> CaseRecord:
    """Work on a published, expired or withdrawn case again. What readers see stays until the next publication."""
    return _step(database, person, case_id, Step.REVISE, now, reviewer_id="", submitted_at=None, claimed_at=None)


def recall_case(database: Database, person: Person, case_id: str, *, now: str = "") -> CaseRecord:
    """Take a submitted case back, to go on writing."""
    return _step(database, person, case_id, Step.RECALL, now, reviewer_id="", submitted_at=None, claimed_at=None)


def discard_revision(database: Database, person: Person, case_id: str, *, now: str = "") -> CaseRecord:
    """Give up a revision: the case is again what readers see. Its versions remain."""
    now = now or utc_now()
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        public = record.public_version
        title = record.title if public is None else read_version(tx, case_id, public).title
        return take_step(tx, person, record, Step.DISCARD, now, version=public, title=title)


def _step(database: Database, person: Person, case_id: str, step: Step, now: str, **changes: Any) -> CaseRecord:
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        return take_step(tx, person, record, step, now or utc_now(), **changes)


def _save(tx: Writer, person: Person, record: CaseRecord, case: Case, now: str, *, fresh_version: bool) -> CaseRecord:
    """One save: without history and audit entry, a case has thousands of them."""
    found = transition(record.state, Step.SAVE, is_public=record.is_public)
    authorise(tx, person, record, Step.SAVE, found)
    stored = to_stored(case)
    current = store.get_version(tx, record.id, record.version)
    if current is None:
        raise Conflict("The version that was worked on is gone.")
    if current["content"] == stored.content:
        return record
    version = record.version
    if fresh_version or current["submitted_at"] or current["author_id"] != person.id:
        version = store.add_version(
            tx, record.id, content=stored.content, story_hash=stored.story_hash, author_id=person.id, now=now
        )
    else:
        store.set_content(tx, record.id, version, content=stored.content, story_hash=stored.story_hash, now=now)
    saved = replace(
        record,
        title=case.title,
        version=version,
        revision=record.revision + 1,
        changed_by=person.id,
        changed_by_name=person.name,
        changed_at=now,
    )
    keep_record(tx, saved)
    return saved


def _checked(record: CaseRecord, case: Case) -> Case:
    """The content as it is kept: whose unit and which id it has is not the author's to say."""
    case = replace(tidy(case), id=record.id, unit=record.unit_name)
    check_limits(case)
    return case
