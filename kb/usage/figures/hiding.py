"""Hide groups of fewer than five people, and whatever one could be inferred from.

Given a shown total, a single hidden part is the total minus the others. So the smallest of the other parts
is hidden as well, until at least two parts are hidden that hold five people together. Parts in which
there was no activity hide nothing and are shown as zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.privacy.groups import MIN_PEOPLE


def too_few(people: int) -> bool:
    """Return whether a group is too small to be shown; zero people are not a group."""
    return 0 < people < MIN_PEOPLE


def hidden_parts(people: Sequence[int], order: Sequence[int] | None = None) -> list[bool]:
    """Return which parts of a shown total to hide, given the number of people in each.

    Of equal parts the first in `order` is hidden, without it the first: it must be the same one each time, since two
    different answers would reveal what both hide.
    """
    hidden = [too_few(count) for count in people]
    ranks = range(len(people)) if order is None else order
    others = sorted(
        (count, rank, index)
        for index, (count, rank) in enumerate(zip(people, ranks, strict=True))
        if count >= MIN_PEOPLE
    )
    for _count, _rank, index in others:
        behind = [count for count, hide in zip(people, hidden, strict=True) if hide]
        if not behind or (len(behind) > 1 and sum(behind) >= MIN_PEOPLE):
            break
        hidden[index] = True
    return hidden


def hidden_cells(people: NDArray[np.int64], hidden_rows: Sequence[bool]) -> NDArray[np.bool_]:
    """Return which cells of a table to hide whose rows and columns have totals that are shown elsewhere.

    `people` is the number of people in each cell; all cells of a hidden row are hidden. Every row and column ends with
    no hidden cell or with enough of them.
    """
    hidden = (people > 0) & (people < MIN_PEOPLE)
    hidden |= (np.array(hidden_rows, bool)[:, None]) & (people > 0)
    while True:
        before = int(hidden.sum())
        for counts, flags in (*zip(people, hidden, strict=True), *zip(people.T, hidden.T, strict=True)):
            _hide_more(counts, flags)
        if int(hidden.sum()) == before:
            return hidden


def _hide_more(people: NDArray[np.int64], hidden: NDArray[np.bool_]) -> None:
    while hidden.any() and (hidden.sum() < 2 or people[hidden].sum() < MIN_PEOPLE):
        left = np.flatnonzero(~hidden & (people > 0))
        if not len(left):
            return
        hidden[left[np.argmin(people[left])]] = True
