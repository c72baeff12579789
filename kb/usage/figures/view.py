"""Cut the facts of usage to a selection and its viewer, and find which groups are too small to be shown.

What is hidden is decided in the tree of units that the viewer may see: next to the total of a unit that is shown, its
own people and each unit directly below it are parts. The same holds for business lines and for kinds of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np

from kb.clock import day_of
from kb.errors import NotFound
from kb.people.permissions import Action, require
from kb.people.person import Person
from kb.people.units import HOUSE_PATH
from kb.store import Database, Reader
from kb.usage.facts import store as store
from kb.usage.facts.facts import DocumentFact, Snapshot, UsageFacts
from kb.usage.facts.packs import Column
from kb.usage.figures.baselines import get_baseline
from kb.usage.figures.counting import distinct, distinct_by
from kb.usage.figures.hiding import hidden_parts, too_few
from kb.usage.figures.model import Baseline
from kb.usage.figures.selection import Selection
from kb.usage.figures.unit_tree import UnitFact, UnitTree, make_tree

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class AuthorFact:
    """Describe a person who wrote something, as they are now."""

    id: str
    name: str
    state: str
    unit_path: str
    unit_name: str


@dataclass(frozen=True)
class Events:
    """Hold the events of a selection, by day."""

    day: Column
    person: Column
    unit: Column
    document: Column
    kind: Column

    def where(self, mask: Column) -> Events:
        """Return those for which the mask is true."""
        return Events(self.day[mask], self.person[mask], self.unit[mask], self.document[mask], self.kind[mask])


@dataclass(frozen=True)
class Searches:
    """Hold the searches of a selection, by day."""

    day: Column
    person: Column
    unit: Column
    flags: Column


@dataclass(frozen=True)
class View:
    """Hold facts, selection and viewer, the input of every figure. `root` is the path of the topmost unit shown."""

    selection: Selection
    root: str
    today: int
    snapshot: Snapshot
    units: tuple[UnitFact, ...]
    authors: tuple[AuthorFact, ...]
    baseline: Baseline | None
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def documents(self) -> tuple[DocumentFact, ...]:
        """Return all documents, in the order of their numbers."""
        return self.snapshot.documents

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the business lines that occur."""
        return tuple(sorted({document.line for document in self.documents} - {""}))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of documents that occur."""
        return tuple(sorted({document.kind for document in self.documents} - {""}))

    @property
    def hidden(self) -> bool:
        """Return whether the selection is too small to be shown, or would give away one that is."""
        return self.hides(self.selection)

    def chosen_documents(self, selection: Selection) -> Column:
        """Return for each document's number whether line and kind are those of the selection."""
        return self._once(
            ("documents", selection.line, selection.kind),
            lambda: np.array(
                [
                    selection.line in ("", document.line) and selection.kind in ("", document.kind)
                    for document in self.documents
                ],
                bool,
            ),
        )

    def events(self, selection: Selection) -> Events:
        """Return the events of a selection."""
        return self._once(("events", selection), lambda: self._cut_events(selection))

    def searches(self, selection: Selection) -> Searches:
        """Return the searches of a selection's unit and days."""
        return self._once(("searches", selection.unit, selection.window), lambda: self._cut_searches(selection))

    def people(self, selection: Selection) -> int:
        """Return how many people have any event of the selection."""
        return distinct(self.events(selection).person, self.snapshot.people)

    def tree(self, selection: Selection) -> UnitTree:
        """Return the units the viewer may see, with how many people of each have an event of the selection."""
        whole = replace(selection, unit=self.root)
        return self._once(("tree", whole), lambda: self._make_tree(self.events(whole)))

    def search_tree(self, selection: Selection) -> UnitTree:
        """Return the units the viewer may see, with how many people of each searched."""
        whole = replace(selection, unit=self.root)
        return self._once(("search tree", whole.window), lambda: self._make_tree(self.searches(whole)))

    def hides(self, selection: Selection) -> bool:
        """Return whether figures of these events must not be shown."""
        return self._once(("hides", selection), lambda: self._hides(selection))

    def hides_searches(self, selection: Selection) -> bool:
        """Return whether figures of these searches must not be shown."""
        if selection.unit == self.root:
            return too_few(distinct(self.searches(selection).person, self.snapshot.people))
        return selection.unit in self.search_tree(selection).hidden

    def _hides(self, selection: Selection) -> bool:
        if selection.unit == self.root:
            if too_few(self.people(selection)):
                return True
        elif selection.unit in self.tree(selection).hidden:
            return True
        if selection.line and self._hides_part(selection, "line"):
            return True
        return bool(selection.kind) and self._hides_part(selection, "kind")

    def _hides_part(self, selection: Selection, name: str) -> bool:
        without = replace(selection, line="") if name == "line" else replace(selection, kind="")
        events = self.events(without)
        values = sorted({getattr(document, name) for document in self.documents})
        if getattr(selection, name) not in values:
            return False
        number = {value: index for index, value in enumerate(values)}
        part = np.array([number[getattr(document, name)] for document in self.documents], np.int32)
        people = distinct_by(part[events.document], events.person, len(values), self.snapshot.people)
        return hidden_parts(people.tolist())[number[getattr(selection, name)]]

    def _cut_events(self, selection: Selection) -> Events:
        columns = self.snapshot.columns
        days = _days(columns.event_day, selection)
        found = Events(
            columns.event_day[days],
            columns.event_person[days],
            columns.event_unit[days],
            columns.event_document[days],
            columns.event_kind[days],
        )
        masks = []
        units = self._chosen_units(selection)
        if not units.all():
            masks.append(units[found.unit])
        if not selection.of_all_documents:
            masks.append(self.chosen_documents(selection)[found.document])
        return found.where(masks[0] & masks[-1]) if masks else found

    def _cut_searches(self, selection: Selection) -> Searches:
        columns = self.snapshot.columns
        days = _days(columns.search_day, selection)
        mask = self._chosen_units(selection)[columns.search_unit[days]]
        return Searches(
            columns.search_day[days][mask],
            columns.search_person[days][mask],
            columns.search_unit[days][mask],
            columns.search_flags[days][mask],
        )

    def _chosen_units(self, selection: Selection) -> Column:
        paths = {unit.id: unit.path for unit in self.units}
        return np.array([paths.get(unit, "").startswith(selection.unit) for unit in self.snapshot.units], bool)

    def _make_tree(self, facts: Events | Searches) -> UnitTree:
        return make_tree(self.units, self.root, self.snapshot.units, facts.unit, facts.person, self.snapshot.people)

    def _once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        if key not in self._made:
            self._made[key] = make()
        made: _Made = self._made[key]
        return made


def open_statistics(database: Database, facts: UsageFacts, person: Person, selection: Selection, *, now: str) -> View:
    """Return the facts of a selection for who may see them: statistics of the own unit and the units below it.

    Raise NotFound for a unit that is none of them.
    """
    require(person, Action.SEE_STATISTICS, unit=selection.unit)
    with database.read() as tx:
        view = make_view(tx, facts, selection, now, root=person.unit_path)
    if all(unit.path != selection.unit for unit in view.units):
        raise NotFound("This unit no longer exists.")
    return view


def make_view(tx: Reader, facts: UsageFacts, selection: Selection, now: str, *, root: str = HOUSE_PATH) -> View:
    """Return the facts of a selection, as a person sees them who may see the units at or below `root`."""
    units = [UnitFact(*row) for row in store.list_units(tx)]
    return View(
        selection=selection,
        root=root,
        today=date.fromisoformat(day_of(now)).toordinal(),
        snapshot=facts.read(tx, now),
        units=tuple(unit for unit in units if unit.path.startswith(root)),
        authors=tuple(AuthorFact(*row) for row in store.list_author_people(tx)),
        baseline=get_baseline(tx),
    )


def _days(day: Column, selection: Selection) -> slice:
    window = selection.window
    bounds: Sequence[int] = (window.first.toordinal(), window.last.toordinal() + 1)
    return slice(*np.searchsorted(day, np.array(bounds, day.dtype)))
