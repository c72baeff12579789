"""Handing a case in: checked at the gate with everything the library knows at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases import duplicates, review_store, store
from cases.access import check_revision, find_work, read_person
from cases.competencies import read_competencies
from cases.completeness import assess
from cases.content import read_version
from cases.deidentify.findings import check_case
from cases.duplicates import Candidate, Verdict
from cases.gate import GateClosed, GateReport
from cases.model import Case
from cases.records import CaseRecord
from cases.rules import find_problems
from cases.states import Step
from cases.steps import take_step
from kb.clock import utc_now
from kb.library import Library
from kb.people import audit
from kb.people.person import Person
from kb.store import Database, Reader


def check_draft(
    library: Library, person: Person, case_id: str, attachment_texts: Mapping[str, str] | None = None
) -> GateReport:
    """What the gate says about a case as it is now, for its author and for reviewers."""
    seen = _look_up(library, person, case_id)
    with library.database.read() as tx:
        return _report(tx, read_person(tx, person), seen, attachment_texts)


def submit_case(
    library: Library,
    person: Person,
    case_id: str,
    revision: int,
    attachment_texts: Mapping[str, str] | None = None,
    *,
    now: str = "",
) -> CaseRecord:
    """Hand a case in for review. Raises GateClosed with its report, Conflict where it changed meanwhile.

    `attachment_texts` are the texts of the attachments by name: personal data in them blocks too.
    """
    now = now or utc_now()
    seen = _look_up(library, person, case_id)
    check_revision(seen.record, revision)
    with library.database.write() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        check_revision(record, revision)
        moved = take_step(tx, person, record, Step.SUBMIT, now, submitted_at=now, reviewer_id="", claimed_at=None)
        report = _report(tx, person, seen, attachment_texts)
        if not report.is_open:
            raise GateClosed(report)
        store.set_submitted(tx, record.id, record.version, now)
        return moved


def decide_duplicate(
    database: Database,
    person: Person,
    case_id: str,
    candidate: Candidate,
    verdict: Verdict,
    note: str = "",
    *,
    now: str = "",
) -> None:
    """Record what a person decided about a likely duplicate of a case they write or review."""
    now = now or utc_now()
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
class _LookedUp:
    """A case with what takes long to find out and is found out before the write lock is taken."""

    record: CaseRecord
    case: Case
    candidates: list[Candidate]
    competencies: list[str]


def _look_up(library: Library, person: Person, case_id: str) -> _LookedUp:
    encoder = library.engine.encoder
    with library.database.read() as tx:
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        case = read_version(tx, case_id, record.version)
        pending = duplicates.find_pending(tx, person, record, case, encoder)
    published = duplicates.find_published(library.database, library.engine, case)
    competencies = [competency.id for competency in read_competencies(library.settings.library_dir)]
    return _LookedUp(record, case, duplicates.merge(published, pending), competencies)


def _report(tx: Reader, person: Person, seen: _LookedUp, attachment_texts: Mapping[str, str] | None) -> GateReport:
    """The report at this moment: copies that were published or handed in since the look-up are found too."""
    case, record = seen.case, seen.record
    found = duplicates.merge(
        seen.candidates,
        duplicates.find_same_story(tx, record, case),
        duplicates.find_pending(tx, person, record, case, None),
    )
    decisions = review_store.list_decisions(tx, record.id)
    return GateReport(
        problems=find_problems(case, seen.competencies),
        findings=check_case(case, attachment_texts),
        completeness=assess(case),
        duplicates=found,
        undecided=duplicates.undecided(found, decisions),
        decisions=decisions,
    )
