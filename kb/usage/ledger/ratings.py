"""Rate documents useful or not: one rating per reader and document, with a reason, which can be changed.

Authors cannot rate their own documents. Counts and reasons are for the document's authors and for
trainers; a trainer sees those from their own units. Everyone else sees the counts once 5 people have rated, and
no reasons. No names are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.errors import BadInput, NotAllowed
from kb.i18n import marked
from kb.people.permissions import Action, Scope, may, require, scope_of
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.privacy.gate import masked
from kb.privacy.groups import MIN_PEOPLE
from kb.search.documents import get_readable_document
from kb.store import Database, Row
from kb.usage.ledger import rating_store
from kb.usage.ledger.entries import checked_text, is_author

REASONS: Mapping[bool, Mapping[str, str]] = {
    True: {
        "fits": marked("It fitted my client"),
        "steps": marked("The steps can be followed"),
        "words": marked("I could use its wording"),
        "new": marked("I learnt something new"),
        "other_good": marked("Another reason"),
    },
    False: {
        "misfit": marked("It did not fit what I was looking for"),
        "outdated": marked("It is out of date"),
        "vague": marked("It is too general"),
        "hard": marked("It is hard to follow"),
        "wrong": marked("Something in it is wrong"),
        "other_bad": marked("Another reason"),
    },
}
MAX_CHARACTERS = 300
_NEED_TEXT = ("other_good", "other_bad", "wrong")


@dataclass(frozen=True)
class Ratings:
    """Hold readers' ratings of a document. `hidden` if too few rated it; reasons only for those who may see them."""

    useful: int = 0
    not_useful: int = 0
    hidden: bool = False
    is_author: bool = False
    reasons: Mapping[str, int] = field(default_factory=dict)
    texts: Sequence[tuple[str, str]] = ()


def rate(
    database: Database, person: Person, document_id: str, useful: bool, reason: str, text: str, *, now: str
) -> None:
    """Store whether a document was useful to the person and why; a second time replaces the first.

    Raise BadInput if the reason is none of the list or needs a few words, NotAllowed for one's own document.
    """
    with database.write() as tx:
        require(person, Action.RECORD_USE, owner=person.id)
        get_readable_document(tx, document_id, None, now, hidden_too=may(person, Action.REVIEW_CASE))
        if is_author(tx, person, document_id):
            raise NotAllowed("You cannot rate your own work.")
        text = checked_text(masked(text), MAX_CHARACTERS)
        if reason not in REASONS[useful]:
            raise BadInput("Choose a reason.")
        if reason in _NEED_TEXT and not text:
            raise BadInput("Describe it in a few words.")
        rating_store.put_rating(
            tx,
            {
                "document_id": document_id,
                "person_id": person.id,
                "unit_id": person.unit_id,
                "useful": int(useful),
                "reason": reason,
                "text": text,
                "at": now,
            },
        )


def own_rating(database: Database, person: Person, document_id: str) -> Row | None:
    """Return what this person said of the document (useful, reason, text), or None."""
    with database.read() as tx:
        return rating_store.get_rating(tx, document_id, person.id)


def ratings_of(database: Database, person: Person, document_id: str) -> Ratings:
    """Return what this person may see of what others think of a document."""
    with database.read() as tx:
        require(person, Action.READ_LIBRARY)
        wrote_it = is_author(tx, person, document_id)
        trains = scope_of(person, Action.PUBLISH_CASE) is Scope.UNIT
        below = person.unit_path if trains and not wrote_it else HOUSE_PATH
        rows = rating_store.list_ratings(tx, document_id, below)
        useful = sum(row["useful"] for row in rows)
        if wrote_it or trains:
            return Ratings(
                useful=useful,
                not_useful=len(rows) - useful,
                reasons=dict(Counter(row["reason"] for row in rows).most_common()),
                texts=[(row["reason"], row["text"]) for row in rows if row["text"]],
                is_author=wrote_it,
            )
        if len(rows) < MIN_PEOPLE:
            return Ratings(hidden=True)
        return Ratings(useful=useful, not_useful=len(rows) - useful)


def reason_name(reason: str) -> str:
    """Return the msgid of a reason."""
    return next((names[reason] for names in REASONS.values() if reason in names), reason)
