"""Write entries of the usage ledger inside the caller's transaction: what each kind needs, each counted once.

The ledger only grows. An author's own events are kept and flagged (`self_use`), and left out of every count.
`kb.usage.ledger.service` opens the transactions; the demo writes a year of entries in one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from kb.clock import day_of, shift
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.i18n import marked
from kb.ids import new_id
from kb.people import audit
from kb.people.permissions import Action, may, require
from kb.people.person import Person
from kb.privacy.gate import masked, require_clean
from kb.search.documents import get_readable_document
from kb.store import Reader, Row, Writer
from kb.typed_text import require_storable
from kb.usage.ledger import store as ledger_store

VIEW, DOWNLOAD, APPLY, OUTCOME = "view", "download", "apply", "outcome"
SUCCESS, PARTLY, NONE = "success", "partly", "none"
RESULTS = {SUCCESS: marked("It worked"), PARTLY: marked("It worked in part"), NONE: marked("It did not work")}
SOURCES = ("page", "search", "link", "recommendation", "export")
VIEW_SECONDS = 30 * 60
_MAX_SITUATION, _MAX_TEXT, _MAX_SEARCH, _MAX_FIGURES = 300, 2000, 500, 10


def record_authors(tx: Writer, document_id: str, people: Sequence[str]) -> None:
    """Record people as authors of a document, for whoever publishes it. Their earlier events stay as they were."""
    ledger_store.add_authors(tx, document_id, people)


def record_view(
    tx: Writer, person: Person, document_id: str, version: int, now: str, *, source: str = "page", search_id: str = ""
) -> bool:
    """Record that the person opened a document; return False within 30 minutes of the last view that counted."""
    require(person, Action.RECORD_USE, owner=person.id)
    event = _event(tx, person, VIEW, document_id, version, now, now, source=source, search_id=search_id)
    return ledger_store.add_event(
        tx, event, none_between=(shift(now, seconds=-VIEW_SECONDS), shift(now, seconds=VIEW_SECONDS))
    )


def record_download(
    tx: Writer, person: Person, document_id: str, version: int, media_type: str, now: str, *, source: str = "page"
) -> bool:
    """Record a file handed out; return False if the person took the document in this format on this day before."""
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
    search_id: str = "",
) -> str:
    """Record that the person used a document with a client; return the use's id.

    Reporting the same situation again returns the existing use. Raise BadInput for an empty situation or a future
    day.
    """
    require(person, Action.RECORD_USE, owner=person.id)
    situation = checked_text(situation, _MAX_SITUATION)
    if not situation:
        raise BadInput("State the situation in which you used it.")
    if used_on.isoformat() > day_of(now):
        raise BadInput("The day of use cannot lie in the future.")
    get_readable_document(tx, document_id, version, now, hidden_too=may(person, Action.REVIEW_CASE))
    key = hashlib.sha256(unicodedata.normalize("NFKC", situation).casefold().encode()).hexdigest()
    event = _event(tx, person, APPLY, document_id, version, key, now, search_id=search_id)
    if not ledger_store.add_event(tx, event):
        return ledger_store.get_event_id(tx, event["dedup_key"]) or ""
    ledger_store.add_apply(
        tx,
        {
            "id": event["id"],
            "situation": situation,
            "used_on": used_on.isoformat(),
            "adapted": checked_text(adapted, _MAX_TEXT),
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
    """Record the outcome of the person's own use; return its revision, from 1. Each revision waits for attestation.

    `figures` are numbers by name, or one measured figure (see `kb.usage.ledger.measured`).
    `based_on` is the revision the person saw, 0 for none. Raise Conflict if there is a newer one.
    """
    apply = _get_apply(tx, apply_id)
    if apply["person_id"] != person.id:
        raise NotAllowed("Only the person who used it can report the outcome.")
    require(person, Action.RECORD_USE, owner=person.id)
    text = checked_text(text, _MAX_TEXT)
    if result not in RESULTS or not text:
        raise BadInput("State whether it worked and what the outcome was.")
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
    """Attest the outcome of another person's use of a document that a third person wrote."""
    apply = _get_apply(tx, apply_id)
    require(person, Action.ATTEST_OUTCOME, unit=apply["unit_path"])
    if person.id == apply["person_id"] or ledger_store.is_author(tx, apply["document_id"], person.id):
        raise NotAllowed("An outcome is attested by a person who neither used nor wrote the document.")
    outcome = ledger_store.get_outcome(tx, apply_id)
    if outcome is None:
        raise NotFound("There is no outcome yet.")
    if outcome["revision"] != revision:
        raise Conflict("The outcome was changed meanwhile. Open the page again.")
    if outcome["attested_by"]:
        raise Conflict("The outcome is attested already.")
    ledger_store.add_attestation(tx, outcome["id"], person.id, now)
    audit.record(tx, person, "attest_outcome", apply_id, now, detail={"revision": revision})


def record_search(tx: Writer, person: Person, text: str, results: int, now: str, *, search_id: str = "") -> str:
    """Record a question; return the search's id, which the links of its results carry.

    `results` is the number of documents that answered, shown or not.
    """
    require(person, Action.RECORD_USE, owner=person.id)
    search_id = search_id or new_id()
    ledger_store.add_search(
        tx,
        {
            "id": search_id,
            "person_id": person.id,
            "unit_id": person.unit_id,
            # Masked before it is cut: half a number left at the end would not be known for one any more.
            "text": masked(" ".join(text.replace("\0", " ").split())[: 2 * _MAX_SEARCH])[:_MAX_SEARCH],
            "results": results,
            "at": now,
            "day": day_of(now),
        },
    )
    return search_id


def record_click(tx: Writer, person: Person, search_id: str, document_id: str, now: str) -> bool:
    """Record a document opened from the results of a search; return False for another's search or a second time."""
    require(person, Action.RECORD_USE, owner=person.id)
    return ledger_store.add_click(tx, search_id, person.id, document_id, now)


def is_author(tx: Reader, person: Person, document_id: str) -> bool:
    """Return whether what the person does with the document is self-use."""
    return ledger_store.is_author(tx, document_id, person.id)


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
    search_id: str = "",
) -> Row:
    """Return a row of the ledger. An address that carries another person's search was passed on: a link."""
    own_search = bool(search_id) and ledger_store.is_search_of(tx, search_id, person.id)
    if search_id:
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
        "query_id": search_id if own_search else None,
        "self_use": int(ledger_store.is_author(tx, document_id, person.id)),
        "dedup_key": f"{kind}|{person.id}|{document_id}|{key}",
    }


def checked_text(text: str, limit: int) -> str:
    """Return a text on one line. Raise BadInput for one too long, not storable or personal."""
    text = " ".join(require_storable(text).split())
    if len(text) > limit:
        raise BadInput("At most {count} characters, please.", count=limit)
    # Others read what was used and what came of it; the page that asked may not have looked.
    require_clean(text)
    return text
