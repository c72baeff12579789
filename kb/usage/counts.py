"""What a reader sees on a document, and what one may know of oneself."""

from __future__ import annotations

from dataclasses import dataclass

from kb.db import Reader, Row, Writer
from kb.errors import NotFound
from kb.i18n import translate as _
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.usage import apply_store, event_store
from kb.usage.codes_store import find_person_code, find_subject, forget_person
from kb.usage.kinds import Kind


@dataclass(frozen=True)
class DocumentCounts:
    """How many people other than its authors viewed, downloaded and used a document, since it is there.

    `worked` counts uses whose latest result says that it worked, `confirmed` those of them that are attested.
    """

    viewed: int
    downloaded: int
    used: int
    worked: int
    confirmed: int

    @property
    def text(self) -> str:
        """One line for the page."""
        return _("Viewed by {viewed} · downloaded by {downloaded} · used by {used}, worked {worked} times").format(
            viewed=self.viewed, downloaded=self.downloaded, used=self.used, worked=self.worked
        )


def document_counts(tx: Reader, document_id: str) -> DocumentCounts:
    """The counts of a document. Raises NotFound."""
    subject = find_subject(tx, document_id)
    if subject is None:
        raise NotFound("There is no such document.")
    people = event_store.count_readers(tx, subject.ordinal)
    worked, confirmed = apply_store.count_worked(tx, subject.ordinal)
    return DocumentCounts(
        people.get(Kind.VIEW, 0), people.get(Kind.DOWNLOAD, 0), people.get(Kind.APPLY, 0), worked, confirmed
    )


def my_searches(tx: Reader, person: Person, limit: int = 50) -> list[Row]:
    """The person's own searches, the newest first; nobody else can ask for them."""
    code = find_person_code(tx, person.id)
    return [] if code is None else event_store.list_searches_of(tx, code, limit)


def forget(tx: Writer, actor: Person, person: Person, now: str) -> bool:
    """Cut the tie between a person and their events for good. Counts stay as they are; nobody can say whose."""
    require(actor, Action.MANAGE_PEOPLE, unit=person.unit_path)
    known = forget_person(tx, person.id)
    if known:
        audit.record(tx, actor, "forget_usage", person.id, now, unit_id=person.unit_id)
    return known
