"""Small groups, and what would give them away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.usage.facts.publishing import spans_of
from kb.usage.figures.hiding import hidden_cells, hidden_parts


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ([], ""),
        ([0, 5, 9], "..."),
        ([4], "x"),
        ([4, 5, 9], "xx."),
        ([4, 9, 5], "x.x"),
        ([4, 1, 9], "xx."),
        ([3, 1, 9, 7], "xx.x"),
        ([1, 0, 0], "x.."),
        ([4, 0, 6, 6], "x.x."),
    ],
)
def test_a_small_part_is_hidden_with_enough_others(people: list[int], hidden: str) -> None:
    assert "".join("x" if hide else "." for hide in hidden_parts(people)) == hidden


def test_of_equal_parts_the_first_in_order_is_hidden() -> None:
    assert hidden_parts([4, 6, 6], [0, 2, 1]) == [True, False, True]


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_part_can_be_worked_out(people: list[int]) -> None:
    hidden = hidden_parts(people)
    behind = [count for count, hide in zip(people, hidden, strict=True) if hide]
    shown = [count for count, hide in zip(people, hidden, strict=True) if not hide]
    assert all(count == 0 or count >= 5 for count in shown)
    if behind and any(shown):
        assert len(behind) >= 2
        assert sum(behind) >= 5


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_cell_can_be_worked_out(rows: list[list[int]]) -> None:
    people = np.array(rows)
    hidden = hidden_cells(people, [False] * len(rows))
    assert not (hidden & (people == 0)).any()
    assert hidden[(people > 0) & (people < 5)].all()
    for counts, flags in (*zip(people, hidden, strict=True), *zip(people.T, hidden.T, strict=True)):
        if flags.any() and (counts[~flags] > 0).any():
            assert flags.sum() >= 2
            assert counts[flags].sum() >= 5


def test_spans_of_a_document() -> None:
    first, noon = ("2026-02-10T00:00:00.000Z", "published", "2026-01-15", None), "T04:00:00.000Z"
    assert [len(spans_of([first])), spans_of([])] == [1, ()]
    gone = (f"2026-03-01{noon}", "withdrawn", "2026-01-15", None)
    back = (f"2026-03-01{noon}", "published", "2026-01-15", "2026-03-05T23:59:59.999Z")
    renewed = (f"2026-03-10{noon}", "published", "2026-01-15", "2026-03-20T23:59:59.999Z")
    found = [
        [last - first + 1 for first, last in spans_of(states)]
        for states in (
            [first, gone],
            [first, gone, back],
            [first, gone, back, renewed],
            [first, (f"2026-01-15{noon}", "withdrawn", "2026-01-15", None)],
        )
    ]
    assert found == [[45], [50], [50, 11], []]
