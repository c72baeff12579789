"""Submit cases through the gate, checked against the library as it is at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases import duplicates, review_store, store
from cases.access import check_revision, find_work, read_person
from cases.attachments import attached_texts, readings_of
from cases.case_step import case_step
from cases.competencies import read_competencies
from cases.completeness import assess
from cases.content import read_version
from cases.deidentify import Finding, check_case
from cases.duplicates import Candidate, Verdict
from cases.gate import GateClosed, GateReport
from cases.memo import Memo
from cases.model import Case
from cases.records import CaseRecord
from cases.rules import find_problems
from cases.states import Step
from kb.library import Library
from kb.people import audit
from kb.people.person import Person
from kb.search.feed import counters
from kb.store import Database, Reader


def check_draft(library: Library, person: Person, case_id: str) -> GateReport:
    """Return the gate's report on a case as it is now, attachments included, for authors and reviewers alike."""
    look = _look_up(library, person, case_id)
    with library.database.read() as tx:
        return _report(tx, read_person(tx, person), library, look)


def submit_case(library: Library, person: Person, case_id: str, revision: int, *, now: str) -> CaseRecord:
    """Submit a case for review. Raises GateClosed with the report, Conflict if the case has changed since."""
    look = _look_up(library, person, case_id)
    check_revision(look.record, revision)
    with case_step(library.database, person, case_id, revision, Step.SUBMIT, now=now) as step:
        moved = step.take(submitted_at=now, reviewer_id="", claimed_at=None)
        report = _report(step.tx, step.person, library, look)
        if not report.is_open:
            raise GateClosed(report)
        store.set_submitted(step.tx, moved.id, moved.version, now)
        return moved


def decide_duplicate(
    database: Database,
    person: Person,
    case_id: str,
    candidate: Candidate,
    verdict: Verdict,
    note: str = "",
    *,
    now: str,
) -> None:
    """Record a decision about a likely duplicate of a case the person writes or reviews."""
    with database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        review_store.put_decision(
            tx,
            {
                "case_id": record.id,
                "other": candidate.other,
                "band": candidate.band,
                "score": candidate.score,
                "verdict": Verdict(verdict),
                "note": " ".join(note.split()),
                "person_id": person.id,
                "at": now,
            },
        )
        detail = {"other": candidate.other, "band": candidate.band, "verdict": verdict}
        audit.record(tx, person, "decide_duplicate", record.id, now, unit_id=record.unit_id, detail=detail)


@dataclass(frozen=True)
class _Basis:
    """Cache key of the expensive part of a report: everything it depends on."""

    case_id: str
    revision: int
    version: int
    attachments: tuple[tuple[str, str, int, str], ...]
    documents: int
    pending: tuple[tuple[str, int], ...]
    viewer: tuple[str, str, str]
    model: str


@dataclass(frozen=True)
class _Look:
    """A case with the results of slow checks, made before the write lock is taken."""

    basis: _Basis
    record: CaseRecord
    case: Case
    findings: Sequence[Finding]
    unread: Sequence[str]
    unreadable: Sequence[str]
    candidates: Sequence[Candidate]


_looks: Memo[_Basis, _Look] = Memo(max_results=64)


def _look_up(library: Library, person: Person, case_id: str) -> _Look:
    with library.database.read() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        case = read_version(tx, case_id, record.version)
        basis = _basis(tx, person, library, record, case)
    return _looks.get(library.engine, basis, lambda: _look(library, person, basis, record, case))


def _look(library: Library, person: Person, basis: _Basis, record: CaseRecord, case: Case) -> _Look:
    with library.database.read() as tx:
        attached = attached_texts(tx, case)
        pending = duplicates.find_pending(tx, person, record, case, library.engine.encoder)
    published = duplicates.find_published(library.database, library.engine, case)
    return _Look(
        basis=basis,
        record=record,
        case=case,
        findings=check_case(case, attached.texts),
        unread=attached.unread,
        unreadable=attached.unreadable,
        candidates=duplicates.merge(published, pending),
    )


def _basis(tx: Reader, person: Person, library: Library, record: CaseRecord, case: Case) -> _Basis:
    encoder = library.engine.encoder
    return _Basis(
        case_id=record.id,
        revision=record.revision,
        version=record.version,
        attachments=readings_of(tx, case),
        documents=counters(tx).get("revision", 0),
        pending=tuple(review_store.list_pending_revisions(tx, record.id)),
        # The titles of pending cases shown depend on the viewer's permissions.
        viewer=(person.id, person.role, person.unit_path),
        model="" if encoder is None else encoder.fingerprint,
    )


def _report(tx: Reader, person: Person, library: Library, look: _Look) -> GateReport:
    """Return the report as of now, including copies published or submitted since the slow checks."""
    case, record = look.case, look.record
    found = list(look.candidates)
    if _basis(tx, person, library, record, case) != look.basis:
        found = duplicates.merge(
            found,
            duplicates.find_same_story(tx, record, case),
            duplicates.find_pending(tx, person, record, case, None),
        )
    decisions = review_store.list_decisions(tx, record.id)
    competencies = [competency.id for competency in read_competencies(library.settings.library_dir)]
    return GateReport(
        problems=find_problems(case, competencies),
        findings=look.findings,
        unread=look.unread,
        unreadable=look.unreadable,
        completeness=assess(case),
        duplicates=found,
        undecided=duplicates.undecided(found, decisions),
        decisions=decisions,
    )
