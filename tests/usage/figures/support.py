"""A house of a few units whose people use documents: the ground of the hand-worked figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.clock import utc_now
from kb.people.accounts import NewPerson, add_person
from kb.people.person import ACTIVE, Person, Role
from kb.people.units import HOUSE, HOUSE_PATH, Unit, get_unit
from kb.search.documents import save_version
from kb.store import Database
from kb.usage.facts.facts import UsageFacts
from kb.usage.figures import statistics
from kb.usage.figures.selection import Selection, Window
from kb.usage.figures.statistics import View
from kb.usage.ledger import service as ledger
from kb.usage.ledger.entries import SUCCESS, record_authors
from tests.conftest import new_version
from tests.support.people import house, make_unit

WINDOW = Window(date(2026, 10, 1), date(2026, 11, 30))
LATER = "2027-01-05T04:00:00.000Z"
"""Noon of 5 January 2027 in Shanghai: the window is over."""


def noon(day: str) -> str:
    """Noon of a day in Shanghai."""
    return f"{day}T04:00:00.000Z"


@dataclass
class House:
    """A database with units; people, documents and deeds are added by name."""

    database: Database
    now: str = LATER
    facts: UsageFacts = field(default_factory=UsageFacts)
    _deeds: int = 0

    def __post_init__(self) -> None:
        house(self.database)

    def unit(self, name: str, parent: Unit | None = None) -> Unit:
        return make_unit(self.database, name, parent.id if parent else "house")

    def people(self, count: int, unit: Unit | None = None, role: Role = Role.CLIENT_MANAGER) -> list[Person]:
        found = []
        with self.database.write() as tx:
            place = get_unit(tx, unit.id if unit else HOUSE)
            for _number in range(count):
                self._deeds += 1
                new = NewPerson(f"reader{self._deeds}", f"Reader {self._deeds}", place.id, role)
                found.append(add_person(tx, new, place, state=ACTIVE, password_hash="", now=utc_now()))
        return found

    def views(self, people: Sequence[Person], document: str, *moments: str) -> None:
        for person in people:
            for at in moments:
                ledger.record_view(self.database, person, document, 1, now=at)

    def document(
        self,
        name: str,
        published_on: str = "2026-01-15",
        *,
        line: str = "",
        kind: str = "case",
        expires: str = "",
        authors: Sequence[Person] = (),
    ) -> str:
        meta = {"business_line": line} if line else {}
        end = f"{expires}T23:59:59.999Z" if expires else None
        with self.database.write() as tx:
            saved = save_version(
                tx,
                new_version(name, name, kind=kind, published_on=published_on, meta=meta, expires_at=end),
                f"{published_on}T01:00:00.000Z",
            )
            record_authors(tx, saved.document_id, [author.id for author in authors])
        return saved.document_id

    def view(self, person: Person, document: str, at: str) -> None:
        self.views([person], document, at)

    def download(self, person: Person, document: str, at: str) -> None:
        ledger.record_download(self.database, person, document, 1, "text/markdown", now=at)

    def use(self, person: Person, document: str, at: str, *, outcome: str = "") -> None:
        self._deeds += 1
        use = ledger.record_apply(
            self.database, person, document, 1, now=at, situation=f"Client {self._deeds}", used_on=date(2025, 1, 1)
        )
        if outcome:
            ledger.record_outcome(self.database, person, use, now=outcome, result=SUCCESS, text="It worked")

    def search(self, person: Person, at: str, results: int = 3) -> str:
        return ledger.record_search(self.database, person, "cash", results, now=at)

    def click(self, person: Person, search: str, document: str, at: str) -> None:
        ledger.record_click(self.database, person, search, document, now=at)

    def look(
        self,
        window: Window = WINDOW,
        *,
        unit: Unit | None = None,
        line: str = "",
        kind: str = "",
        root: str = HOUSE_PATH,
        facts: UsageFacts | None = None,
        now: str = "",
    ) -> View:
        selection = Selection(window, unit.path if unit else root, line, kind)
        with self.database.read() as tx:
            return statistics.make_view(tx, facts or self.facts, selection, now or self.now, root=root)
