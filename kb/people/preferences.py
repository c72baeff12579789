"""Store what people choose for themselves: the language of their pages."""

from __future__ import annotations

from kb.errors import BadInput
from kb.i18n import LANGUAGES
from kb.people import person_store
from kb.people.person import Person
from kb.store import Database


def language_of(database: Database, person: Person) -> str:
    """Return the language a person chose, one of `LANGUAGES`; empty if they never did."""
    with database.read() as tx:
        chosen = person_store.get_language(tx, person.id)
        return chosen if chosen in LANGUAGES else ""


def choose_language(database: Database, person: Person, language: str) -> None:
    """Store the language of the person's own pages. Raise BadInput for one that does not exist."""
    with database.write() as tx:
        if language not in LANGUAGES:
            raise BadInput("There is no language called {name}.", name=language)
        person_store.set_language(tx, person.id, language)
