"""Groups of fewer than five people are hidden, and so is what would give one away.

Beside a total that is shown, a single hidden part is the total minus the others. So the smallest of the other parts
is hidden as well, until at least two parts are hidden and five people stand behind them together. Parts in which
nobody did anything hide nothing and are shown as zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.privacy.groups import LEAST_PEOPLE


def too_few(people: int) -> bool:
    """Whether a group is too small to be shown; nobody at all is not a group."""
    return 0 < people < LEAST_PEOPLE


def hidden_parts(people: Sequence[int], order: Sequence[int] | None = None) -> list[bool]:
    """Which parts of a shown total to hide, by how many people stand behind each.

    Of equal parts the first in `order` is hidden, without it the first: it must be the same one each time, since two
    answers would give away what both hide.
    """
    hidden = [too_few(count) for count in people]
    ranks = range(len(people)) if order is None else order
    others = sorted(
        (count, rank, index)
        for index, (count, rank) in enumerate(zip(people, ranks, strict=True))
        if count >= LEAST_PEOPLE
    )
    for _count, _rank, index in others:
        behind = [count for count, hide in zip(people, hidden, strict=True) if hide]
        if not behind or (len(behind) > 1 and sum(behind) >= LEAST_PEOPLE):
            break
        hidden[index] = True
    return hidden


def hidden_cells(people: NDArray[np.int64], hidden_rows: Sequence[bool]) -> NDArray[np.bool_]:
    """Which cells of a table to hide whose rows and columns have totals that are shown elsewhere.

    `people` is how many stand behind each cell; all cells of a hidden row are hidden. Every row and column ends with
    no hidden cell or with enough of them.
    """
    hidden = (people > 0) & (people < LEAST_PEOPLE)
    hidden |= (np.array(hidden_rows, bool)[:, None]) & (people > 0)
    while True:
        before = int(hidden.sum())
        for counts, flags in (*zip(people, hidden, strict=True), *zip(people.T, hidden.T, strict=True)):
            _hide_more(counts, flags)
        if int(hidden.sum()) == before:
            return hidden


def _hide_more(people: NDArray[np.int64], hidden: NDArray[np.bool_]) -> None:
    while hidden.any() and (hidden.sum() < 2 or people[hidden].sum() < LEAST_PEOPLE):
        left = np.flatnonzero(~hidden & (people > 0))
        if not len(left):
            return
        hidden[left[np.argmin(people[left])]] = True
