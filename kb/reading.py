"""Open a document for a reader: its text, versions and passages, or its original file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.people.permissions import Action, may, require
from kb.people.person import Person
from kb.search.documents import get_readable_document, list_versions
from kb.search.text_store import list_passages
from kb.store import Database, Row


@dataclass(frozen=True)
class OpenDocument:
    """Hold a version of a document with its text, the list of all versions, and this version's passages."""

    document: Row
    versions: Sequence[Row]
    passages: Sequence[Row]


def open_document(
    database: Database, person: Person, document_id: str, version: int | None = None, *, now: str
) -> OpenDocument:
    """Return a version (the current one by default) for a reader. Raise NotFound if they may not read it."""
    with database.read() as tx:
        # What was withdrawn or has expired stays readable for those who review cases.
        document = get_readable_document(tx, document_id, version, now, hidden_too=may(person, Action.REVIEW_CASE))
        return OpenDocument(
            document, list_versions(tx, document_id), list_passages(tx, document_id, document["version"])
        )


def downloadable_document(database: Database, person: Person, document_id: str, version: int, *, now: str) -> Row:
    """Return a version whose original file the person may be handed. Raise NotAllowed, NotFound."""
    require(person, Action.DOWNLOAD)
    with database.read() as tx:
        return get_readable_document(tx, document_id, version, now, hidden_too=may(person, Action.REVIEW_CASE))
