"""Cases that were asked for: begun from a commission, and what a case was begun for."""

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
from kb.usage.gaps.commissions import commission_of, get_wanted, link_case, list_cases_begun


def start_commissioned_case(database: Database, person: Person, commission_id: str, *, now: str) -> CaseRecord:
    """Begin a case with the title that a commission asks for, or go on with the draft the person began for it before.

    Raises NotFound where it is not wanted any more.
    """
    with database.read() as tx:
        wanted = get_wanted(tx, read_person(tx, person), commission_id)
        begun = [store.get_record(tx, case_id) for case_id in list_cases_begun(tx, person, commission_id)]
    for each in begun:
        if each is not None and each.state is State.DRAFT:
            return each
    content = Case(title=wanted["title"], authors=(person.name,), created=day_of(now))
    record = start_case(database, person, content, now=now)
    with database.write() as tx:
        link_case(tx, read_person(tx, person), commission_id, record.id, now)
    return record


def find_commission(database: Database, person: Person, case_id: str) -> Row | None:
    """What a case that the person works on was begun for; None for nothing."""
    with database.read() as tx:
        find_work(tx, read_person(tx, person), case_id)
        return commission_of(tx, case_id)


def mask_text(text: str) -> str:
    """A text with all personal data masked that can be found in it."""
    return mask(text, find_personal_data(text))
