"""Start, autosave, recall, revise and restore cases without losing any text.

A version is edited by one person. What others have seen, what another person wrote, and what the same person wrote
meanwhile in another window is never overwritten: the next save starts a new version.
"""

from __future__ import annotations

from dataclasses import replace

from cases import store
from cases.access import authorise, check_revision, read_person
from cases.case_step import CaseStep, case_step
from cases.content import read_version, to_stored
from cases.model import Case
from cases.records import CaseRecord
from cases.rules import check_limits
from cases.states import State, Step, transition
from cases.steps import keep_record, write_history
from cases.tidying import tidy
from kb.clock import day_of, shift
from kb.errors import Conflict
from kb.ids import new_id
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.store import Database, Reader

_AUTOSAVE_MERGE_SECONDS = 60


def start_case(database: Database, person: Person, case: Case | None = None, *, now: str) -> CaseRecord:
    """Start a case owned by the person, empty or with content. Raises InvalidCase, NotAllowed.

    An empty case started a moment ago and still untouched is returned again, so that a double click starts only one.
    """
    with database.write() as tx:
        person = read_person(tx, person)
        require(person, Action.SUBMIT_CASE, unit=person.unit_path, owner=person.id)
        untouched = _find_just_started(tx, person, now) if case is None else None
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


def _find_just_started(tx: Reader, person: Person, now: str) -> CaseRecord | None:
    since = shift(now, seconds=-_AUTOSAVE_MERGE_SECONDS)
    drafts = store.list_records(tx, unit_path=person.unit_path, owner_id=person.id, states=(State.DRAFT,))
    return next((each for each in drafts if since <= each.created_at and (each.title, each.revision) == ("", 1)), None)


def save_draft(database: Database, person: Person, case_id: str, case: Case, revision: int, *, now: str) -> CaseRecord:
    """Autosave a draft and return its record with the new revision. Cheap enough for every pause in typing.

    `revision` is the one the edit started from. Raises Conflict if another person has changed the case since. If
    the same person did, in another window, this save wins and the other text is kept as a version.
    """
    with case_step(database, person, case_id, None, Step.SAVE, now=now) as step:
        record = step.record
        stale = record.revision != revision
        if stale and record.changed_by != step.person.id:
            check_revision(record, revision)
        return _save(step, _checked(record, case), fresh_version=stale)


def restore_version(
    database: Database, person: Person, case_id: str, version: int, revision: int, *, now: str
) -> CaseRecord:
    """Make an earlier version's content the current draft; the replaced draft is kept as a version too."""
    with case_step(database, person, case_id, revision, Step.SAVE, now=now) as step:
        return _save(step, read_version(step.tx, case_id, version), fresh_version=True)


def revise_case(database: Database, person: Person, case_id: str, *, now: str) -> CaseRecord:
    """Reopen a published, expired or withdrawn case. Readers keep the public version until the next publication."""
    with case_step(database, person, case_id, None, Step.REVISE, now=now) as step:
        return step.take(reviewer_id="", submitted_at=None, claimed_at=None)


def recall_case(database: Database, person: Person, case_id: str, *, now: str) -> CaseRecord:
    """Return a submitted case to draft."""
    with case_step(database, person, case_id, None, Step.RECALL, now=now) as step:
        return step.take(reviewer_id="", submitted_at=None, claimed_at=None)


def discard_revision(database: Database, person: Person, case_id: str, *, now: str) -> CaseRecord:
    """Discard a revision: the public version becomes current again. All versions are kept."""
    with case_step(database, person, case_id, None, Step.DISCARD, now=now) as step:
        public = step.record.public_version
        title = step.record.title if public is None else read_version(step.tx, case_id, public).title
        return step.take(version=public, title=title)


def _save(step: CaseStep, case: Case, *, fresh_version: bool) -> CaseRecord:
    """Store one autosave, without history or audit entry because a case has thousands of them."""
    tx, person, record, now = step.tx, step.person, step.record, step.now
    found = transition(record.state, Step.SAVE, is_public=record.is_public)
    authorise(tx, person, record, Step.SAVE, found)
    stored = to_stored(case)
    current = store.get_version(tx, record.id, record.version)
    if current is None:
        raise Conflict("The version that was worked on is gone.")
    if current["content"] == stored.content:
        return record
    version = record.version
    # Never overwrite what others have seen, what another person wrote, or what this person wrote in another window.
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
    """Return the content to store; id and unit come from the record, not from the author. Raises InvalidCase."""
    case = replace(tidy(case), id=record.id, unit=record.unit_name)
    check_limits(case)
    return case
