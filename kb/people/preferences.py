"""What people choose for themselves: the language of their pages."""

from __future__ import annotations

from kb.errors import BadInput
from kb.i18n import LANGUAGES
from kb.people import person_store
from kb.people.person import Person
from kb.store import Reader, Writer


def language_of(tx: Reader, person: Person) -> str:
    """The language a person chose, one of `LANGUAGES`; empty where they never did."""
    chosen = person_store.get_language(tx, person.id)
    return chosen if chosen in LANGUAGES else ""


def choose_language(tx: Writer, person: Person, language: str) -> None:
    """Keep the language of one's own pages. Raises BadInput for one that does not exist."""
    if language not in LANGUAGES:
        raise BadInput("There is no language called {name}.", name=language)
    person_store.set_language(tx, person.id, language)
