"""Manage cases that trainers request because readers searched for them without result.

A request is open until it is dropped, with a reason, or until it is answered: one document that was published or
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
from kb.typed_text import require_storable
from kb.usage.gaps import store as gap_store

OPEN, CLOSED, DROPPED = "open", "closed", "dropped"
STATES = {OPEN: marked("Wanted"), CLOSED: marked("Answered by a document"), DROPPED: marked("Dropped")}
BEST = 3
MAX_QUERIES, MAX_TITLE, MAX_TEXT, MAX_QUERY = 10, 100, 500, 200


@dataclass(frozen=True)
class Check:
    """Say whether a request is answered: by which document, and which of its questions that does not answer."""

    document_id: str | None
    unanswered: Sequence[str]

    @property
    def is_answered(self) -> bool:
        """Return whether one new document answers every question."""
        return self.document_id is not None


def commission_case(
    database: Database, person: Person, unit: Unit, *, now: str, title: str, why: str, queries: Sequence[str]
) -> str:
    """Request a case from the people of a unit and below; return the request's id.

    Texts are shown to all of them: the caller removes personal data first. Raise BadInput, and Conflict
    if the unit has already requested the same, as after a double click.
    """
    with database.write() as tx:
        require(person, Action.COMMISSION_CASE, unit=unit.path)
        title, why = _checked(title, MAX_TITLE), _checked(why, MAX_TEXT)
        if not title or not why:
            raise BadInput("State what the case should cover and why it is needed.")
        asked = list(dict.fromkeys(text for text in (_checked(query, MAX_QUERY) for query in queries) if text))
        if not 1 <= len(asked) <= MAX_QUERIES or any(read_query(text).is_empty for text in asked):
            raise BadInput("Give 1 to {count} questions that the case is to answer, a line each.", count=MAX_QUERIES)
        for row in _with_queries(tx, gap_store.list_commissions(tx, unit.path)):
            same = (row["state"], row["unit_id"], row["title"]) == (OPEN, unit.id, title)
            if same and row["queries"] == asked:
                raise Conflict("This case has already been requested.")
        commission = {
            "id": new_id(),
            "unit_id": unit.id,
            "title": title,
            "why": why,
            "created_by": person.id,
            "created_at": now,
        }
        gap_store.add_commission(tx, commission, asked)
        audit.record(
            tx, person, "commission_case", commission["id"], now, unit_id=unit.id, detail={"queries": len(asked)}
        )
        return commission["id"]


def list_commissions(database: Database, person: Person) -> list[Row]:
    """Return the cases the person's units request, with the questions: the open ones first, then the newest."""
    with database.read() as tx:
        require(person, Action.COMMISSION_CASE, unit=person.unit_path)
        return _with_queries(tx, gap_store.list_commissions(tx, person.unit_path))


def list_wanted_queries(database: Database, person: Person) -> set[str]:
    """Return the questions of open requests of the person's units and those above."""
    with database.read() as tx:
        require(person, Action.COMMISSION_CASE, unit=person.unit_path)
        rows = gap_store.list_commissions(tx, person.unit_path) + gap_store.list_open_above(tx, person.unit_path)
        return {text for row in _with_queries(tx, rows) if row["state"] == OPEN for text in row["queries"]}


def list_wanted(database: Database, person: Person) -> list[Row]:
    """Return the open commissions of the person's unit and those above it, with their questions, to write for."""
    with database.read() as tx:
        return wanted_in(tx, person)


def wanted_in(tx: Reader, person: Person) -> list[Row]:
    """Return `list_wanted` inside the caller's transaction."""
    require(person, Action.SUBMIT_CASE, owner=person.id)
    return _with_queries(tx, gap_store.list_open_above(tx, person.unit_path))


def get_wanted(tx: Reader, person: Person, commission_id: str) -> Row:
    """Return an open request. Raise NotFound if it is closed or not addressed to this person."""
    found = [row for row in wanted_in(tx, person) if row["id"] == commission_id]
    if not found:
        raise NotFound("This case is no longer requested.")
    return found[0]


def list_started_cases(tx: Reader, person: Person, commission_id: str) -> list[str]:
    """Return ids of the cases that the person began for a commission, the newest first."""
    return gap_store.list_started_cases(tx, commission_id, person.id)


def link_case(tx: Writer, person: Person, commission_id: str, case_id: str, now: str) -> None:
    """Record that the person started a case for a request."""
    get_wanted(tx, person, commission_id)
    gap_store.add_case(tx, commission_id, case_id, person.id, now)


def commission_of(tx: Reader, case_id: str) -> Row | None:
    """Return the request that a case was started for, for anyone who may see the case."""
    commission_id = gap_store.find_commission_of(tx, case_id)
    commission = gap_store.get_commission(tx, commission_id) if commission_id else None
    return _with_queries(tx, [commission])[0] if commission else None


def drop_commission(database: Database, person: Person, commission_id: str, reason: str, *, now: str) -> None:
    """Withdraw a request, giving a reason."""
    with database.write() as tx:
        commission = _get(tx, commission_id)
        require(person, Action.COMMISSION_CASE, unit=commission["unit_path"])
        reason = _checked(reason, MAX_TEXT)
        if not reason:
            raise BadInput("State why the case is no longer needed.")
        _end(tx, person, commission, DROPPED, now, reason=reason)


def check_commission(database: Database, engine: SearchEngine, person: Person, commission_id: str, now: str) -> Check:
    """Check whether a request is answered, and close it if so. Raise Conflict if it is no longer open."""
    with database.read() as tx:
        commission = _get(tx, commission_id)
        require(person, Action.COMMISSION_CASE, unit=commission["unit_path"])
    if commission["state"] != OPEN:
        raise Conflict("The request has already been closed or dropped.")
    return _check(database, engine, person, commission_id, now)


def check_all(database: Database, engine: SearchEngine, now: str) -> list[str]:
    """Close the requests answered by now; return their ids. Called periodically."""
    with database.read() as tx:
        waiting = gap_store.list_open_ids(tx)
    closed = []
    for each in waiting:
        with suppress(Conflict):  # another process closed it meanwhile
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
        raise Conflict("The request has already been closed or dropped.")
    action = "close_commission" if state == CLOSED else "drop_commission"
    audit.record(tx, person, action, commission["id"], now, unit_id=commission["unit_id"])


def _get(tx: Reader, commission_id: str) -> Row:
    commission = gap_store.get_commission(tx, commission_id)
    if commission is None:
        raise NotFound("There is no such request.")
    return commission


def _with_queries(tx: Reader, rows: Sequence[Row]) -> list[Row]:
    queries = gap_store.queries_by_commission(tx) if rows else {}
    return [row | {"queries": queries.get(row["id"], [])} for row in rows]


def _checked(text: str, limit: int) -> str:
    text = " ".join(require_storable(text).split())
    if len(text) > limit:
        raise BadInput("At most {count} characters, please.", count=limit)
    return text
