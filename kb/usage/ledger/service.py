"""Record usage for pages and commands: each action in a transaction of its own.

What an entry needs and when it counts is decided in `kb.usage.ledger.entries`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.clock import shift
from kb.people.permissions import Action, Scope, scope_of
from kb.people.person import Person
from kb.store import Database, Reader, Row
from kb.usage.ledger import counts_store, entries, store
from kb.usage.ledger.entries import APPLY, DOWNLOAD, VIEW

OUTCOME_DUE_SECONDS = 30 * 24 * 3600
"""After this many days a use without an outcome is asked about."""


@dataclass(frozen=True)
class Counts:
    """Count how often people other than its authors used a document."""

    viewed: int = 0
    downloaded: int = 0
    used: int = 0
    succeeded: int = 0


def record_opening(
    database: Database, person: Person, document_id: str, version: int, *, now: str, search_id: str = ""
) -> None:
    """Record that the person opened a document's page, from the results of a search where one is named."""
    with database.write() as tx:
        if search_id:
            entries.record_click(tx, person, search_id, document_id, now)
        entries.record_view(tx, person, document_id, version, now, search_id=search_id)


def record_view(
    database: Database,
    person: Person,
    document_id: str,
    version: int,
    *,
    now: str,
    source: str = "page",
    search_id: str = "",
) -> bool:
    """Record that the person opened a document; return False within 30 minutes of the last view that counted."""
    with database.write() as tx:
        return entries.record_view(tx, person, document_id, version, now, source=source, search_id=search_id)


def record_download(
    database: Database,
    person: Person,
    document_id: str,
    version: int,
    media_type: str,
    *,
    now: str,
    source: str = "page",
) -> bool:
    """Record a file handed out; return False if the person took the document in this format on this day before."""
    with database.write() as tx:
        return entries.record_download(tx, person, document_id, version, media_type, now, source=source)


def record_apply(
    database: Database,
    person: Person,
    document_id: str,
    version: int,
    *,
    now: str,
    situation: str,
    used_on: date,
    adapted: str = "",
    search_id: str = "",
) -> str:
    """Record that the person used a document with a client; return the use's id.

    Reporting the same situation again returns the existing use. Raise BadInput for an empty situation or a future
    day, NotFound for a document that the person may not read.
    """
    with database.write() as tx:
        return entries.record_apply(
            tx,
            person,
            document_id,
            version,
            now,
            situation=situation,
            used_on=used_on,
            adapted=adapted,
            search_id=search_id,
        )


def record_outcome(
    database: Database,
    person: Person,
    apply_id: str,
    *,
    now: str,
    result: str,
    text: str,
    figures: Mapping[str, float | str] | None = None,
    based_on: int = 0,
) -> int:
    """Record the outcome of the person's own use; return its revision, from 1. Each revision waits for attestation.

    `figures` are numbers by name, or one measured figure (see `kb.usage.ledger.measured`). `based_on` is the revision
    the person saw, 0 for none. Raise Conflict if there is a newer one.
    """
    with database.write() as tx:
        return entries.record_outcome(
            tx, person, apply_id, now, result=result, text=text, figures=figures, based_on=based_on
        )


def attest_outcome(database: Database, person: Person, apply_id: str, revision: int, *, now: str) -> None:
    """Attest the outcome of another person's use of a document that a third person wrote.

    Raise NotAllowed for those who used or wrote it, Conflict if it was changed or attested meanwhile.
    """
    with database.write() as tx:
        entries.attest_outcome(tx, person, apply_id, revision, now)


def record_search(database: Database, person: Person, text: str, results: int, *, now: str, search_id: str = "") -> str:
    """Record a question; return the search's id (`search_id` where it is given), which links of its results carry.

    `results` is the number of documents that answered, shown or not.
    """
    with database.write() as tx:
        return entries.record_search(tx, person, text, results, now, search_id=search_id)


def record_click(database: Database, person: Person, search_id: str, document_id: str, *, now: str) -> bool:
    """Record a document opened from the results of a search; return False for another's search or a second time."""
    with database.write() as tx:
        return entries.record_click(tx, person, search_id, document_id, now)


def list_open_applies(
    database: Database, person: Person, *, now: str, document_id: str | None = None, due_only: bool = True
) -> list[Row]:
    """Return the person's uses without an outcome, the oldest first: those of 30 days ago or more, or all."""
    before = shift(now, seconds=-OUTCOME_DUE_SECONDS) if due_only else None
    with database.read() as tx:
        return store.list_applies(tx, person.id, document_id, before)


def list_reported_applies(database: Database, person: Person, document_id: str) -> list[Row]:
    """Return the person's uses of a document with a reported outcome: its latest revision, and who attested it."""
    with database.read() as tx:
        return store.list_reported_applies(tx, document_id, person_id=person.id)


def list_attestable(database: Database, person: Person, document_id: str | None = None) -> list[Row]:
    """Return outcomes that this person may attest, of a document or of any, the oldest first.

    What the person used or wrote is left out.
    """
    with database.read() as tx:
        return _attestable(tx, person, document_id)


@dataclass(frozen=True)
class DocumentUse:
    """Hold what a document's page shows of its use: counts, the person's own uses, and outcomes to attest."""

    counts: Counts
    is_author: bool
    open_applies: list[Row]
    told_applies: list[Row]
    attestable: list[Row]


def document_use(database: Database, person: Person, document_id: str) -> DocumentUse:
    """Return everything the page of a document shows of its use, from one snapshot."""
    with database.read() as tx:
        wrote_it = store.is_author(tx, document_id, person.id)
        return DocumentUse(
            counts=counts_in(tx, document_id),
            is_author=wrote_it,
            open_applies=store.list_applies(tx, person.id, document_id, None),
            told_applies=store.list_reported_applies(tx, document_id, person_id=person.id),
            attestable=_attestable(tx, person, document_id),
        )


def counts_of(database: Database, document_id: str) -> Counts:
    """Return how often people other than its authors viewed, took and used a document, and with success."""
    with database.read() as tx:
        return counts_in(tx, document_id)


def counts_in(tx: Reader, document_id: str) -> Counts:
    """Return `counts_of` inside the caller's transaction."""
    found = counts_store.count_events(tx, document_id)
    return Counts(
        viewed=found.get(VIEW, 0),
        downloaded=found.get(DOWNLOAD, 0),
        used=found.get(APPLY, 0),
        succeeded=counts_store.count_successes(tx, document_id),
    )


def attested_successes(tx: Reader) -> dict[int, int]:
    """Return how many people other than its authors had an attested success with a document, by its ordinal.

    The search ranks by these: several successes of one person count once.
    """
    return counts_store.count_attested_people(tx)


def _attestable(tx: Reader, person: Person, document_id: str | None) -> list[Row]:
    if scope_of(person, Action.ATTEST_OUTCOME) is not Scope.UNIT:
        return []
    return store.list_unattested(tx, document_id, below=person.unit_path, but=person.id)
