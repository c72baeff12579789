"""Change the glossary: a change is tried on the saved questions before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.clock import utc_now
from kb.errors import BadInput, Conflict
from kb.people import audit
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.plain_yaml import UNREADABLE, LimitExceeded, load_yaml
from kb.search import glossary_store
from kb.search.documents import document_id_of
from kb.search.engine import SearchEngine
from kb.search.glossary import Glossary, read_glossary
from kb.search.query import read_query
from kb.store import Database, Row

_STARTER = "starter library"
_DEPTH = 10


@dataclass(frozen=True)
class SavedQuestion:
    """Hold a question with the ids of the documents that answer it."""

    text: str
    expects: Sequence[str]


@dataclass(frozen=True)
class Effect:
    """Report a change's effect on one question: the rank of its first right answer, None if not in the top 10."""

    question: str
    before: int | None
    after: int | None

    @property
    def gain(self) -> float:
        """Return the change of the reciprocal rank, from −1 to 1."""
        return (1 / self.after if self.after else 0.0) - (1 / self.before if self.before else 0.0)


def seed_glossary(database: Database, library_dir: Path) -> None:
    """Seed an empty data folder with the library's glossary."""
    file = library_dir / "glossary.yaml"
    if not file.is_file():
        return
    with database.read() as tx:
        if glossary_store.current_text(tx):
            return
    text = file.read_text("utf-8")
    read_glossary(text)
    with database.write() as tx:
        if not glossary_store.current_text(tx):
            glossary_store.add_version(tx, text, _STARTER, utc_now())


def read_current(database: Database) -> tuple[str, list[Row]]:
    """Return the glossary as it stands (YAML), and its versions, the newest first: version, created_at, author."""
    with database.read() as tx:
        return glossary_store.current_text(tx), glossary_store.list_versions(tx)


def read_saved_questions(library_dir: Path) -> list[SavedQuestion]:
    """Return the library's saved questions. Raise BadInput if the file is invalid."""
    file = library_dir / "queries.yaml"
    try:
        rows = load_yaml(file.read_text("utf-8"))["queries"]
        return [
            SavedQuestion(str(row["query"]), [document_id_of(f"id:{name}") for name in row["expects"]]) for row in rows
        ]
    except (OSError, LimitExceeded, *UNREADABLE) as error:
        raise BadInput("{path} cannot be read: {reason}", path=file, reason=error) from error


def preview_change(engine: SearchEngine, text: str, questions: Sequence[SavedQuestion]) -> list[Effect]:
    """Return questions whose answer a changed glossary would move, the worst loss first. Raise BadInput."""
    candidate = read_glossary(text)
    effects = [
        Effect(question.text, _rank(engine, question, None), _rank(engine, question, candidate))
        for question in questions
    ]
    return sorted((effect for effect in effects if effect.before != effect.after), key=lambda effect: effect.gain)


def save_change(database: Database, person: Person, text: str, based_on: int) -> int:
    """Store a changed glossary and return its version.

    Raise NotAllowed, BadInput, or Conflict if it changed since version `based_on`.
    """
    require(person, Action.EDIT_GLOSSARY)
    read_glossary(text)
    now = utc_now()
    with database.write() as tx:
        versions = glossary_store.list_versions(tx, 1)
        if versions and versions[0]["version"] != based_on:
            raise Conflict(
                "{person} changed the glossary meanwhile. Open it again and repeat your change.",
                person=versions[0]["author"],
            )
        version = glossary_store.add_version(tx, text, person.name, now)
        audit.record(tx, person, Action.EDIT_GLOSSARY, f"glossary:{version}", now)
        return version


def _rank(engine: SearchEngine, question: SavedQuestion, glossary: Glossary | None) -> int | None:
    results = engine.search(read_query(question.text), _DEPTH, glossary=glossary)
    ids = [hit.document_id for hit in results.hits]
    return min((ids.index(name) + 1 for name in question.expects if name in ids), default=None)
