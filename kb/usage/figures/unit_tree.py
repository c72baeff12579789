"""Build the tree of units with the number of people in each, and which are too small to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.usage.facts.packs import Column
from kb.usage.figures.hiding import hidden_parts, too_few


@dataclass(frozen=True)
class UnitFact:
    """Hold the facts of a unit that figures need."""

    id: str
    path: str
    name: str

    @property
    def parent_path(self) -> str:
        """Return the path of the unit above it."""
        return self.path[: self.path.rstrip("/").rfind("/") + 1]


@dataclass(frozen=True)
class UnitTree:
    """Hold by path: people at or below a unit and directly in it, and which of the two must be hidden."""

    people: dict[str, int]
    direct: dict[str, int]
    hidden: frozenset[str]
    hidden_direct: frozenset[str]


def make_tree(
    units: Sequence[UnitFact], root: str, numbers: Sequence[str], unit: Column, person: Column, people: int
) -> UnitTree:
    """Return the tree below `root` (a path) for facts of `unit` (pointing into `numbers`) and `person`.

    `units` come parents before children.
    """
    flags = np.zeros((len(numbers) + 1, people), bool)
    flags[unit, person] = True
    row = {identity: index for index, identity in enumerate(numbers)}
    direct: dict[str, int] = {}
    below: dict[str, Column] = {}
    for fact in units:
        below[fact.path] = flags[row.get(fact.id, len(numbers))].copy()
        direct[fact.path] = int(np.count_nonzero(below[fact.path]))
    children: dict[str, list[str]] = {}
    for fact in reversed(units):
        if fact.path != root and fact.parent_path in below:
            below[fact.parent_path] |= below[fact.path]
            children.setdefault(fact.parent_path, []).insert(0, fact.path)
    counts = {path: int(np.count_nonzero(flag)) for path, flag in below.items()}
    hidden = {root} if too_few(counts.get(root, 0)) else set()
    hidden_direct: set[str] = set()
    for fact in units:
        path, parts = fact.path, children.get(fact.path, [])
        behind = [direct[path], *(counts[part] for part in parts)]
        hides = [count > 0 for count in behind] if path in hidden else hidden_parts(behind)
        if hides[0]:
            hidden_direct.add(path)
        hidden |= {part for part, hide in zip(parts, hides[1:], strict=True) if hide}
    return UnitTree(counts, direct, frozenset(hidden), frozenset(hidden_direct))
