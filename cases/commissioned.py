"""Start cases from commissions, and find the commission a case was started for."""

from __future__ import annotations

from cases import store
from cases.access import find_work, read_person
from cases.drafts import start_case
from cases.model import Case
from cases.records import CaseRecord
from cases.states import State
from kb.clock import day_of
from kb.people.person import Person
from kb.privacy.findings import find_personal_data, mask
from kb.store import Database, Row
from kb.usage.gaps.commissions import commission_of, get_wanted, link_case, list_started_cases


def start_commissioned_case(database: Database, person: Person, commission_id: str, *, now: str) -> CaseRecord:
    """Start a case with the commission's title, or return the draft the person already started for it.

    Raises NotFound if the commission is no longer open.
    """
    with database.read() as tx:
        wanted = get_wanted(tx, read_person(tx, person), commission_id)
        begun = [store.get_record(tx, case_id) for case_id in list_started_cases(tx, person, commission_id)]
    for each in begun:
        if each is not None and each.state is State.DRAFT:
            return each
    content = Case(title=wanted["title"], authors=(person.name,), created=day_of(now))
    record = start_case(database, person, content, now=now)
    with database.write() as tx:
        link_case(tx, read_person(tx, person), commission_id, record.id, now)
    return record


def find_commission(database: Database, person: Person, case_id: str) -> Row | None:
    """Return the commission a case was started for, or None. Raises NotFound if the person may not see the case."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return commission_of(tx, case_id)


def mask_text(text: str) -> str:
    """Return a text with all detected personal data masked."""
    return mask(text, find_personal_data(text))
