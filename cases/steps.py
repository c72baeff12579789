"""Taking a step: one way for all of them, so that none forgets the check, the history or the audit log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cases import store
from cases.access import authorise
from cases.records import CaseRecord
from cases.states import Step, Who, transition
from kb.errors import Conflict
from kb.people import audit
from kb.people.person import Person
from kb.store import Writer


def take_step(
    tx: Writer,
    person: Person | None,
    record: CaseRecord,
    step: Step,
    now: str,
    *,
    reason: str = "",
    **changes: Any,
) -> CaseRecord:
    """Move a case along and write down who did it, when and why; `changes` are fields of its record.

    The person is None where the clock takes the step. Raises Conflict, NotAllowed or BadInput and then changes
    nothing.
    """
    found = transition(record.state, step, is_public=record.is_public, reason=reason)
    if person is not None:
        authorise(tx, person, record, step, found)
    elif found.who is not Who.CLOCK:
        raise ValueError(f"{step} needs a person")
    moved = replace(
        record,
        state=found.to,
        revision=record.revision + 1,
        changed_by=person.id if person else "",
        changed_by_name=person.name if person else "",
        changed_at=now,
        **changes,
    )
    keep_record(tx, moved)
    write_history(tx, person, moved, step, now, before=record.state, reason=reason)
    return moved


def keep_record(tx: Writer, record: CaseRecord) -> None:
    """Store a changed record over the one it came from."""
    if store.update_record(tx, record) != 1:
        raise Conflict(
            "{person} changed this case meanwhile. Open it again to see how it is now.",
            person=record.changed_by_name,
        )


def write_history(
    tx: Writer, person: Person | None, record: CaseRecord, step: Step, now: str, *, before: str, reason: str = ""
) -> None:
    """Write a step into the case's history and the audit log."""
    reason = " ".join(reason.split())
    store.add_step(
        tx,
        {
            "case_id": record.id,
            "step": step,
            "from_state": before,
            "to_state": record.state,
            "version": record.version,
            "revision": record.revision,
            "person_id": person.id if person else "",
            "at": now,
            "reason": reason,
        },
    )
    detail = {"version": record.version, "revision": record.revision, "state": record.state}
    audit.record(tx, person, f"{step}_case", record.id, now, unit_id=record.unit_id, detail=detail)
