"""Cases that trainers ask for, because readers searched for them in vain.

A commission is open until it is dropped, for a reason, or until it is answered: one document that was published or
revised after it was made stands among the first 3 results of each of its questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from kb.errors import BadInput, Conflict, NotFound
from kb.i18n import marked
from kb.ids import new_id
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import Unit
from kb.search.engine import SearchEngine
from kb.search.query import read_query
from kb.store import Database, Reader, Row, Writer
from kb.usage.gaps import store as gap_store

OPEN, CLOSED, DROPPED = "open", "closed", "dropped"
STATES = {OPEN: marked("Wanted"), CLOSED: marked("Answered by a document"), DROPPED: marked("Dropped")}
BEST = 3
MOST_QUERIES, MOST_TITLE, MOST_TEXT, MOST_QUERY = 10, 100, 500, 200


@dataclass(frozen=True)
class Check:
    """Whether a commission is answered: by which document, and of its questions those that it does not answer."""

    document_id: str | None
    unanswered: Sequence[str]

    @property
    def is_answered(self) -> bool:
        """Whether one new document answers every question."""
        return self.document_id is not None


def commission_case(
    tx: Writer, person: Person, unit: Unit, now: str, *, title: str, why: str, queries: Sequence[str]
) -> str:
    """Ask the people of a unit and below for a case; returns the commission's id.

    Texts are shown to all of them: whoever calls this takes personal data out before. Raises BadInput, and Conflict
    where the unit asks for the same already, as after a double click.
    """
    require(person, Action.COMMISSION_CASE, unit=unit.path)
    title, why = _checked(title, MOST_TITLE), _checked(why, MOST_TEXT)
    if not title or not why:
        raise BadInput("Say what the case is to be about and why it is wanted.")
    asked = list(dict.fromkeys(text for text in (_checked(query, MOST_QUERY) for query in queries) if text))
    if not 1 <= len(asked) <= MOST_QUERIES or any(read_query(text).is_empty for text in asked):
        raise BadInput("Give 1 to {count} questions that the case is to answer, a line each.", count=MOST_QUERIES)
    for row in gap_store.list_commissions(tx, unit.path):
        same = (row["state"], row["unit_id"], row["title"]) == (OPEN, unit.id, title)
        if same and gap_store.list_queries(tx, row["id"]) == asked:
            raise Conflict("This is asked for already.")
    commission = {
        "id": new_id(),
        "unit_id": unit.id,
        "title": title,
        "why": why,
        "created_by": person.id,
        "created_at": now,
    }
    gap_store.add_commission(tx, commission, asked)
    audit.record(tx, person, "commission_case", commission["id"], now, unit_id=unit.id, detail={"queries": len(asked)})
    return commission["id"]


def list_commissions(tx: Reader, person: Person) -> list[Row]:
    """What the person's units ask for, with the questions: the open ones first, then the newest."""
    require(person, Action.COMMISSION_CASE, unit=person.unit_path)
    return _with_queries(tx, gap_store.list_commissions(tx, person.unit_path))


def list_wanted_queries(tx: Reader, person: Person) -> set[str]:
    """The questions of what the person's units, or those above, ask for still."""
    require(person, Action.COMMISSION_CASE, unit=person.unit_path)
    rows = gap_store.list_commissions(tx, person.unit_path) + gap_store.list_open_above(tx, person.unit_path)
    return {text for row in rows if row["state"] == OPEN for text in gap_store.list_queries(tx, row["id"])}


def list_wanted(tx: Reader, person: Person) -> list[Row]:
    """The open commissions of the person's unit and those above it, with their questions, to write for."""
    require(person, Action.SUBMIT_CASE, owner=person.id)
    return _with_queries(tx, gap_store.list_open_above(tx, person.unit_path))


def get_wanted(tx: Reader, person: Person, commission_id: str) -> Row:
    """One of them. Raises NotFound where it is not open, or not asked of this person."""
    found = [row for row in list_wanted(tx, person) if row["id"] == commission_id]
    if not found:
        raise NotFound("This case is not wanted any more.")
    return found[0]


def list_cases_begun(tx: Reader, person: Person, commission_id: str) -> list[str]:
    """Ids of the cases that the person began for a commission, the newest first."""
    return gap_store.list_cases_begun(tx, commission_id, person.id)


def link_case(tx: Writer, person: Person, commission_id: str, case_id: str, now: str) -> None:
    """Note that a case of the person's own was begun for a commission."""
    get_wanted(tx, person, commission_id)
    gap_store.add_case(tx, commission_id, case_id, person.id, now)


def commission_of(tx: Reader, case_id: str) -> Row | None:
    """What a case was begun for, for whoever may see the case."""
    commission_id = gap_store.find_commission_of(tx, case_id)
    commission = gap_store.get_commission(tx, commission_id) if commission_id else None
    return _with_queries(tx, [commission])[0] if commission else None


def drop_commission(tx: Writer, person: Person, commission_id: str, reason: str, now: str) -> None:
    """Ask for it no longer, for a reason."""
    commission = _get(tx, commission_id)
    require(person, Action.COMMISSION_CASE, unit=commission["unit_path"])
    reason = _checked(reason, MOST_TEXT)
    if not reason:
        raise BadInput("Say why it is wanted no longer.")
    _end(tx, person, commission, DROPPED, now, reason=reason)


def check_commission(database: Database, engine: SearchEngine, person: Person, commission_id: str, now: str) -> Check:
    """Look whether a commission is answered, and close it if so. Raises Conflict where it is open no longer."""
    with database.read() as tx:
        commission = _get(tx, commission_id)
        require(person, Action.COMMISSION_CASE, unit=commission["unit_path"])
    if commission["state"] != OPEN:
        raise Conflict("It was closed or dropped already.")
    return _check(database, engine, person, commission_id, now)


def check_all(database: Database, engine: SearchEngine, now: str) -> list[str]:
    """Close what is answered by now; returns the ids. To be called now and then."""
    with database.read() as tx:
        waiting = gap_store.list_open_ids(tx)
    closed = []
    for each in waiting:
        with suppress(Conflict):  # ended by somebody in this moment
            if _check(database, engine, None, each, now).is_answered:
                closed.append(each)
    return closed


def _check(database: Database, engine: SearchEngine, person: Person | None, commission_id: str, now: str) -> Check:
    with database.read() as tx:
        commission, queries = _get(tx, commission_id), gap_store.list_queries(tx, commission_id)
        new = set(gap_store.list_new_documents(tx, commission["created_at"]))
    if not new:
        return Check(None, queries)
    found = [[hit.document_id for hit in engine.search(read_query(query), BEST).hits] for query in queries]
    answers = {
        document_id: [document_id in best[:BEST] for best in found]
        for best in found
        for document_id in best[:BEST]
        if document_id in new
    }
    if not answers:
        return Check(None, queries)
    best_answer = min(answers, key=lambda document_id: (-sum(answers[document_id]), document_id))
    unanswered = [query for query, yes in zip(queries, answers[best_answer], strict=True) if not yes]
    if unanswered:
        return Check(None, unanswered)
    with database.write() as tx:
        _end(tx, person, commission, CLOSED, now, document_id=best_answer)
    return Check(best_answer, ())


def _end(
    tx: Writer,
    person: Person | None,
    commission: Row,
    state: str,
    now: str,
    *,
    reason: str = "",
    document_id: str | None = None,
) -> None:
    ended = {
        "id": commission["id"],
        "state": state,
        "ended_by": person.id if person else None,
        "ended_at": now,
        "end_reason": reason,
        "document_id": document_id,
    }
    if not gap_store.end_commission(tx, ended):
        raise Conflict("It was closed or dropped already.")
    action = "close_commission" if state == CLOSED else "drop_commission"
    audit.record(tx, person, action, commission["id"], now, unit_id=commission["unit_id"])


def _get(tx: Reader, commission_id: str) -> Row:
    commission = gap_store.get_commission(tx, commission_id)
    if commission is None:
        raise NotFound("There is no such commission.")
    return commission


def _with_queries(tx: Reader, rows: Sequence[Row]) -> list[Row]:
    return [row | {"queries": gap_store.list_queries(tx, row["id"])} for row in rows]


def _checked(text: str, limit: int) -> str:
    text = " ".join(text.split())
    if len(text) > limit:
        raise BadInput("At most {count} characters, please.", count=limit)
    return text
