"""Take steps in one function, so that none skips the permission check, the history or the audit log."""

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
    """Take a step on a case, record who took it, when and why, and return the new record.

    `changes` are fields of the record; `person` is None for steps of the clock. Raises Conflict, NotAllowed or
    BadInput without changing anything.
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
    """Store a changed record over the previous revision. Raises Conflict if that has been replaced meanwhile."""
    if store.update_record(tx, record) != 1:
        raise Conflict(
            "{person} changed this case meanwhile. Open it again to see how it is now.",
            person=record.changed_by_name,
        )


def write_history(
    tx: Writer, person: Person | None, record: CaseRecord, step: Step, now: str, *, before: str, reason: str = ""
) -> None:
    """Append a step to the case's history and the audit log."""
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
