"""Decide which of many groups of events, such as documents or authors, must be hidden for a unit.

No single group can be inferred from a shown total of all groups; and from the same group's figure of a unit
above, no small unit's share of it can.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.privacy.groups import MIN_PEOPLE
from kb.usage.facts.packs import Column
from kb.usage.figures.counting import different, distinct_by, distinct_pairs
from kb.usage.figures.hiding import hidden_parts
from kb.usage.figures.selection import Selection
from kb.usage.figures.view import View


def people_of_groups(
    view: View,
    selection: Selection,
    group: Column,
    person: Column,
    unit: Column,
    groups: int,
    order: Sequence[int] | None = None,
) -> tuple[list[int], list[bool]]:
    """Return how many people of the selection's unit each group has, and whether it is hidden.

    The columns are of all events of the view's root, whatever the selection's unit. `order` says which of two equal
    groups comes first; without it the first does.
    """
    size = view.snapshot.people
    if selection.unit == view.root:
        people = distinct_by(group, person, groups, size).tolist()
        return people, hidden_parts(people, order)
    paths = {fact.id: fact.path for fact in view.units}
    path_of = [paths.get(identity, "") for identity in view.snapshot.units]
    triples = _Triples(group, person, unit, groups, size)
    hidden = np.zeros(groups, bool)
    above = view.root
    while True:
        of_unit = np.array([0 if path.startswith(above) else -1 for path in path_of])
        found = triples.people(of_unit, 1)[:, 0]
        hidden |= np.array(hidden_parts(found.tolist(), order), bool)
        if above == selection.unit:
            return found.tolist(), (hidden & (found > 0)).tolist()
        parts = sorted({_part(above, path) for path in path_of if path.startswith(above)})
        number = {part: index for index, part in enumerate(parts)}
        of_unit = np.array([number[_part(above, path)] if path.startswith(above) else -1 for path in path_of])
        behind = triples.people(of_unit, len(parts))
        above = _part(above, selection.unit)
        if above not in number:
            return [0] * groups, [False] * groups
        for row in np.flatnonzero(((behind > 0) & (behind < MIN_PEOPLE)).any(axis=1)):
            hidden[row] |= hidden_parts(behind[row].tolist())[number[above]]


class _Triples:
    """Hold distinct groups, people and units of events. Most people have one unit: their pairs need no unit."""

    def __init__(self, group: Column, person: Column, unit: Column, groups: int, size: int) -> None:
        self._groups, self._size = groups, size
        self._unit_of = np.zeros(size, np.int64)
        self._unit_of[person] = unit
        several = np.zeros(size, bool)
        several[person[self._unit_of[person] != unit]] = True
        mixed = several[person]
        self._group, numbers = distinct_pairs(group[~mixed], person[~mixed], groups, size)
        self._unit = self._unit_of[numbers]
        self._mixed = (group[mixed].astype(np.int64), person[mixed].astype(np.int64), unit[mixed])

    def people(self, part_of_unit: Column, parts: int) -> Column:
        """Return how many people each group has in each part; units of part -1 are left out."""
        part = part_of_unit[self._unit]
        inside = part >= 0
        total = self._groups * parts
        found = np.bincount(self._group[inside] * parts + part[inside], minlength=total)
        group, person, unit = self._mixed
        part = part_of_unit[unit]
        inside = part >= 0
        keys = different((group[inside] * parts + part[inside]) * self._size + person[inside])
        return (found + np.bincount(keys // max(self._size, 1), minlength=total)).reshape(self._groups, parts)


def _part(above: str, path: str) -> str:
    """Return the unit directly below another on the way to a path; the other itself if the path is its own."""
    return path if path == above else path[: path.index("/", len(above)) + 1]
