"""Which of many groups of events, such as documents or authors, must not be shown for a unit.

Beside a shown total of all groups no single one can be worked out; and beside the same group's figure of a unit
above, no small unit's share of it can.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.usage.counting import distinct_pairs, distinct_triples
from kb.usage.figures import LEAST_PEOPLE
from kb.usage.hiding import hidden_parts
from kb.usage.packs import Column
from kb.usage.selection import Selection
from kb.usage.view import View


def people_of_groups(
    view: View,
    selection: Selection,
    group: Column,
    person: Column,
    unit: Column,
    groups: int,
    order: Sequence[int] | None = None,
) -> tuple[list[int], list[bool]]:
    """How many people of the selection's unit each group has, and whether it is hidden.

    The columns are of all events of the view's root, whatever the selection's unit. `order` says which of two equal
    groups comes first; without it the first does.
    """
    size = view.snapshot.people
    if selection.unit == view.root:
        people = np.bincount(distinct_pairs(group, person, groups, size)[0], minlength=groups)
        return people.tolist(), hidden_parts(people.tolist(), order)
    of_group, of_unit, of_person = distinct_triples(group, unit, person, (groups, len(view.snapshot.units), size))
    paths = {fact.id: fact.path for fact in view.units}
    path_of = [paths.get(identity, "") for identity in view.snapshot.units]
    hidden = np.zeros(groups, bool)
    above, people = view.root, np.zeros(groups, np.int64)
    while True:
        inside = np.array([path.startswith(above) for path in path_of], bool)[of_unit]
        people = _distinct(of_group[inside], of_person[inside], groups, size)
        hidden |= np.array(hidden_parts(people.tolist(), order), bool)
        if above == selection.unit:
            return people.tolist(), (hidden & (people > 0)).tolist()
        parts = sorted({_part(above, path) for path in path_of if path.startswith(above)})
        number = np.array([parts.index(_part(above, path)) if path.startswith(above) else 0 for path in path_of])
        keys = of_group[inside] * len(parts) + number[of_unit[inside]]
        behind = _distinct(keys, of_person[inside], groups * len(parts), size).reshape(groups, len(parts))
        above = _part(above, selection.unit)
        if above not in parts:
            return [0] * groups, [False] * groups
        mine = parts.index(above)
        for row in np.flatnonzero(((behind > 0) & (behind < LEAST_PEOPLE)).any(axis=1)):
            hidden[row] |= hidden_parts(behind[row].tolist())[mine]


def _distinct(group: Column, person: Column, groups: int, size: int) -> Column:
    """Different people of each group, of rows that are almost all different already."""
    keys = np.unique(group * size + person)
    return np.bincount(keys // max(size, 1), minlength=groups)


def _part(above: str, path: str) -> str:
    """The unit directly below another on the way to a path; the other itself where the path is its own."""
    return path if path == above else path[: path.index("/", len(above)) + 1]
