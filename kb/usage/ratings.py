"""Useful or not useful, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.db import Reader, Writer
from kb.errors import BadInput, NotFound
from kb.i18n import marked
from kb.people.permissions import require
from kb.people.person import Person
from kb.usage import rating_store
from kb.usage.codes_store import find_person_code, find_subject, person_code
from kb.usage.permissions import USE

REASONS: Mapping[str, str] = {
    "outdated": marked("Out of date"),
    "wrong": marked("Something is wrong"),
    "unclear": marked("Hard to understand"),
    "incomplete": marked("Something is missing"),
    "elsewhere": marked("Not what I was looking for"),
}
_MAX_NOTE = 500


@dataclass(frozen=True)
class Opinions:
    """What people think of a document. Each person counts once; `mine` is the reader's own: useful, or None."""

    useful: int
    not_useful: int
    reasons: Mapping[str, int]
    mine: bool | None


def rate(
    tx: Writer,
    person: Person,
    document_id: str,
    now: str,
    *,
    useful: bool,
    reason: str = "",
    note: str = "",
    version: int | None = None,
) -> None:
    """Say whether a document is useful; "not useful" needs a reason. A later opinion replaces the earlier one."""
    require(person, USE)
    if not useful and reason not in REASONS:
        raise BadInput("Please choose a reason, so that somebody can make it better.")
    if len(note) > _MAX_NOTE:
        raise BadInput(
            "Please shorten this to {limit} characters or fewer; it has {count}.", limit=_MAX_NOTE, count=len(note)
        )
    subject = find_subject(tx, document_id)
    if subject is None:
        raise NotFound("There is no such document.")
    rating_store.add_rating(
        tx,
        {
            "document": subject.ordinal,
            "version": version or subject.version,
            "person": person_code(tx, person.id),
            "own": int(person.id in subject.authors),
            "useful": int(useful),
            "reason": "" if useful else reason,
            "note": note.strip(),
            "at": now,
        },
    )


def opinions(tx: Reader, person: Person, document_id: str) -> Opinions:
    """What people think of a document, its authors left out."""
    subject = find_subject(tx, document_id)
    if subject is None:
        raise NotFound("There is no such document.")
    rows = rating_store.list_latest(tx, subject.ordinal)
    code = find_person_code(tx, person.id)
    useful = sum(row["useful"] for row in rows)
    mine = next((bool(row["useful"]) for row in rows if row["person"] == code), None)
    reasons = Counter(row["reason"] for row in rows if not row["useful"])
    return Opinions(useful, len(rows) - useful, dict(sorted(reasons.items())), mine)
