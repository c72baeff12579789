"""Open the transaction for a step that a person takes on a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cases.access import check_revision, find_work, read_person
from cases.records import CaseRecord
from cases.states import Step
from cases.steps import take_step
from kb.people.person import Person
from kb.store import Database, Writer


@dataclass(frozen=True)
class CaseStep:
    """A transaction in which a step may be taken, with the person and the case as read inside it."""

    tx: Writer
    person: Person
    record: CaseRecord
    step: Step
    now: str

    def take(self, *, reason: str = "", **changes: Any) -> CaseRecord:
        """Take the step and return the updated record; `changes` are fields of the record.

        Raises Conflict, NotAllowed or BadInput without changing anything.
        """
        return take_step(self.tx, self.person, self.record, self.step, self.now, reason=reason, **changes)


@contextmanager
def case_step(
    database: Database, person: Person, case_id: str, revision: int | None, step: Step, *, now: str
) -> Iterator[CaseStep]:
    """Open a transaction for a step. Raises NotFound, and Conflict if the case is no longer at `revision`.

    `revision` is the one the person has read; None accepts any.
    """
    with database.write() as tx:
        # Read inside the write lock, so that a role revoked or a change made since the page was drawn counts.
        person = read_person(tx, person)
        record = find_work(tx, person, case_id)
        if revision is not None:
            check_revision(record, revision)
        yield CaseStep(tx, person, record, step, now)
