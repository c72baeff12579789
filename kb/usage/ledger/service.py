"""The usage ledger: what readers did with documents, and what they searched for. It only grows.

An author's own events are kept and flagged (`self_use`), and left out of every count.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.clock import day_of, shift
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.i18n import marked
from kb.ids import new_id
from kb.people import audit
from kb.people.permissions import Action, Scope, may, require, scope_of
from kb.people.person import Person
from kb.search.documents import get_readable_document
from kb.store import Reader, Row, Writer
from kb.usage.ledger import counts_store as ledger_counts_store
from kb.usage.ledger import store as ledger_store

VIEW, DOWNLOAD, APPLY, OUTCOME = "view", "download", "apply", "outcome"
SUCCESS, PARTLY, NONE = "success", "partly", "none"
RESULTS = {SUCCESS: marked("It worked"), PARTLY: marked("It worked in part"), NONE: marked("It did not work")}
SOURCES = ("page", "search", "link", "recommendation", "export")
VIEW_SECONDS = 30 * 60
OUTCOME_DUE_SECONDS = 30 * 24 * 3600
_MAX_SITUATION, _MAX_TEXT, _MAX_SEARCH, _MAX_FIGURES = 300, 2000, 500, 10


@dataclass(frozen=True)
class Counts:
    """How often others than its authors used a document."""

    viewed: int = 0
    downloaded: int = 0
    used: int = 0
    succeeded: int = 0


def note_authors(tx: Writer, document_id: str, people: Sequence[str]) -> None:
    """Name people as authors of a document, for who publishes it. What they did with it before stays as it was."""
    ledger_store.add_authors(tx, document_id, people)


def record_view(
    tx: Writer, person: Person, document_id: str, version: int, now: str, *, source: str = "page", query_id: str = ""
) -> bool:
    """The person opened a document. False where it does not count: within 30 minutes of the last view that did."""
    require(person, Action.RECORD_USE, owner=person.id)
    event = _event(tx, person, VIEW, document_id, version, now, now, source=source, query_id=query_id)
    return ledger_store.add_event(
        tx, event, none_between=(shift(now, seconds=-VIEW_SECONDS), shift(now, seconds=VIEW_SECONDS))
    )


def record_download(
    tx: Writer, person: Person, document_id: str, version: int, media_type: str, now: str, *, source: str = "page"
) -> bool:
    """A file was handed out to the person. False where they took the document in this format on this day before."""
    require(person, Action.RECORD_USE, owner=person.id)
    key = f"{media_type}|{day_of(now)}"
    return ledger_store.add_event(tx, _event(tx, person, DOWNLOAD, document_id, version, key, now, source=source))


def record_apply(
    tx: Writer,
    person: Person,
    document_id: str,
    version: int,
    now: str,
    *,
    situation: str,
    used_on: date,
    adapted: str = "",
    query_id: str = "",
) -> str:
    """The person used a document with a client; returns the use's id.

    Stating the same situation again returns the use that is there. Raises BadInput for an empty situation or a day
    that is still to come.
    """
    require(person, Action.RECORD_USE, owner=person.id)
    situation = _checked(situation, _MAX_SITUATION)
    if not situation:
        raise BadInput("Say in which situation you used it.")
    if used_on.isoformat() > day_of(now):
        raise BadInput("The day of use cannot lie in the future.")
    get_readable_document(tx, document_id, version, now, hidden_too=may(person, Action.REVIEW_CASE))
    key = hashlib.sha256(unicodedata.normalize("NFKC", situation).casefold().encode()).hexdigest()
    event = _event(tx, person, APPLY, document_id, version, key, now, query_id=query_id)
    if not ledger_store.add_event(tx, event):
        return ledger_store.get_event_id(tx, event["dedup_key"]) or ""
    ledger_store.add_apply(
        tx,
        {
            "id": event["id"],
            "situation": situation,
            "used_on": used_on.isoformat(),
            "adapted": _checked(adapted, _MAX_TEXT),
        },
    )
    return str(event["id"])


def record_outcome(
    tx: Writer,
    person: Person,
    apply_id: str,
    now: str,
    *,
    result: str,
    text: str,
    figures: Mapping[str, float | str] | None = None,
    based_on: int = 0,
) -> int:
    """What came of the person's own use; returns its revision, from 1. A revision waits for attestation anew.

    `figures` are numbers by name, or one measured figure (see `kb.usage.ledger.measured`).
    `based_on` is the revision the person saw, 0 for none. Raises Conflict where there is a newer one.
    """
    apply = _get_apply(tx, apply_id)
    if apply["person_id"] != person.id:
        raise NotAllowed("Only who used it can say what came of it.")
    require(person, Action.RECORD_USE, owner=person.id)
    text = _checked(text, _MAX_TEXT)
    if result not in RESULTS or not text:
        raise BadInput("Say whether it worked and what came of it.")
    if len(figures or {}) > _MAX_FIGURES:
        raise BadInput("At most {count} figures can be given.", count=_MAX_FIGURES)
    latest = ledger_store.get_outcome(tx, apply_id)
    if (latest["revision"] if latest else 0) != based_on:
        raise Conflict("The outcome was changed meanwhile. Open the page again.")
    if latest is None:
        ledger_store.add_event(tx, _event(tx, person, OUTCOME, apply["document_id"], apply["version"], apply_id, now))
    ledger_store.add_outcome(
        tx,
        {
            "id": new_id(),
            "apply_id": apply_id,
            "revision": based_on + 1,
            "result": result,
            "text": text,
            "figures": dict(figures or {}),
            "at": now,
        },
    )
    return based_on + 1


def attest_outcome(tx: Writer, person: Person, apply_id: str, revision: int, now: str) -> None:
    """Stand for the outcome of somebody else's use of a document by somebody else again."""
    apply = _get_apply(tx, apply_id)
    require(person, Action.ATTEST_OUTCOME, unit=apply["unit_path"])
    if person.id == apply["person_id"] or ledger_store.is_author(tx, apply["document_id"], person.id):
        raise NotAllowed("An outcome is attested by somebody who neither used nor wrote the document.")
    outcome = ledger_store.get_outcome(tx, apply_id)
    if outcome is None:
        raise NotFound("There is no outcome yet.")
    if outcome["revision"] != revision:
        raise Conflict("The outcome was changed meanwhile. Open the page again.")
    if outcome["attested_by"]:
        raise Conflict("The outcome is attested already.")
    ledger_store.add_attestation(tx, outcome["id"], person.id, now)
    audit.record(tx, person, "attest_outcome", apply_id, now, detail={"revision": revision})


def record_search(tx: Writer, person: Person, text: str, results: int, now: str) -> str:
    """The person asked the library something; returns the search's id, which the links of its results carry."""
    require(person, Action.RECORD_USE, owner=person.id)
    search_id = new_id()
    ledger_store.add_search(
        tx,
        {
            "id": search_id,
            "person_id": person.id,
            "unit_id": person.unit_id,
            "text": " ".join(text.split())[:_MAX_SEARCH],
            "results": results,
            "at": now,
            "day": day_of(now),
        },
    )
    return search_id


def record_click(tx: Writer, person: Person, search_id: str, document_id: str, now: str) -> bool:
    """The person opened a document from the results of their search. False for another's search or a second time."""
    require(person, Action.RECORD_USE, owner=person.id)
    return ledger_store.add_click(tx, search_id, person.id, document_id, now)


def list_open_applies(
    tx: Reader, person: Person, now: str, *, document_id: str | None = None, due_only: bool = True
) -> list[Row]:
    """The person's uses without an outcome, the oldest first: those of 30 days ago or more, or all."""
    before = shift(now, seconds=-OUTCOME_DUE_SECONDS) if due_only else None
    return ledger_store.list_applies(tx, person.id, document_id, before)


def list_told_applies(tx: Reader, person: Person, document_id: str) -> list[Row]:
    """The person's uses of a document whose outcome is told, as it stands, with the name of who attested it."""
    return ledger_store.list_told_applies(tx, document_id, person_id=person.id)


def list_attestable(tx: Reader, person: Person, document_id: str | None = None) -> list[Row]:
    """Outcomes of other people's uses of a document, or of any, that this person may attest, the oldest first.

    What the person wrote is left out.
    """
    if scope_of(person, Action.ATTEST_OUTCOME) is not Scope.UNIT:
        return []
    return ledger_store.list_unattested(tx, document_id, below=person.unit_path, but=person.id)


def is_author(tx: Reader, person: Person, document_id: str) -> bool:
    """Whether what the person does with the document is self-use."""
    return ledger_store.is_author(tx, document_id, person.id)


def counts_of(tx: Reader, document_id: str) -> Counts:
    """How often others than its authors viewed, took and used a document, and with success."""
    found = ledger_counts_store.count_events(tx, document_id)
    return Counts(
        viewed=found.get(VIEW, 0),
        downloaded=found.get(DOWNLOAD, 0),
        used=found.get(APPLY, 0),
        succeeded=ledger_counts_store.count_successes(tx, document_id),
    )


def attested_successes(tx: Reader) -> dict[int, int]:
    """How many people other than its authors had a success with a document that somebody stood for, by its ordinal.

    What the search lets count in its order: several successes of one person are one.
    """
    return ledger_counts_store.count_attested_people(tx)


def _get_apply(tx: Reader, apply_id: str) -> Row:
    apply = ledger_store.get_apply(tx, apply_id)
    if apply is None:
        raise NotFound("There is no such use.")
    return apply


def _event(
    tx: Reader,
    person: Person,
    kind: str,
    document_id: str,
    version: int,
    key: str,
    now: str,
    *,
    source: str = "page",
    query_id: str = "",
) -> Row:
    """A row of the ledger. An address with the search of somebody else was passed on: a link."""
    own_search = bool(query_id) and ledger_store.is_search_of(tx, query_id, person.id)
    if query_id:
        source = "search" if own_search else "link"
    return {
        "id": new_id(),
        "kind": kind,
        "person_id": person.id,
        "unit_id": person.unit_id,
        "document_id": document_id,
        "version": version,
        "at": now,
        "day": day_of(now),
        "source": source if source in SOURCES else "link",
        "query_id": query_id if own_search else None,
        "self_use": int(ledger_store.is_author(tx, document_id, person.id)),
        "dedup_key": f"{kind}|{person.id}|{document_id}|{key}",
    }


def _checked(text: str, limit: int) -> str:
    text = " ".join(text.split())
    if len(text) > limit:
        raise BadInput("At most {count} characters, please.", count=limit)
    return text
