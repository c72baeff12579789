"""Counting different things among millions of rows without sorting them, where memory allows."""

from __future__ import annotations

import numpy as np

from kb.usage.packs import Column

_MOST_FLAGS = 1 << 27


def distinct(numbers: Column, size: int) -> int:
    """How many different numbers below `size` there are."""
    flags = np.zeros(size, bool)
    flags[numbers] = True
    return int(np.count_nonzero(flags))


def distinct_by(group: Column, numbers: Column, groups: int, size: int) -> Column:
    """How many different numbers below `size` each group has."""
    return np.bincount(distinct_pairs(group, numbers, groups, size)[0], minlength=groups)


def distinct_pairs(group: Column, numbers: Column, groups: int, size: int) -> tuple[Column, Column]:
    """The different pairs of a group and a number, in order."""
    keys = group.astype(np.int64) * size + numbers
    if groups * size <= _MOST_FLAGS and len(keys) * 50 > groups * size:
        flags = np.zeros(groups * size, bool)
        flags[keys] = True
        found = np.flatnonzero(flags)
    else:
        found = np.unique(keys)
    return found // max(size, 1), found % max(size, 1)


def distinct_triples(
    first: Column, second: Column, numbers: Column, sizes: tuple[int, int, int]
) -> tuple[Column, Column, Column]:
    """The different triples. Quick where most numbers go with one value of `second` only, as people with units."""
    firsts, seconds, size = sizes
    of_number = np.zeros(size, np.int64)
    of_number[numbers] = second
    several = np.zeros(size, bool)
    several[numbers[of_number[numbers] != second]] = True
    mixed = several[numbers]
    simple_first, simple_number = distinct_pairs(first[~mixed], numbers[~mixed], firsts, size)
    keys = (first[mixed].astype(np.int64) * seconds + second[mixed]) * size + numbers[mixed]
    rest = np.unique(keys)
    return (
        np.concatenate([simple_first, rest // (seconds * size)]),
        np.concatenate([of_number[simple_number], rest // size % seconds]),
        np.concatenate([simple_number, rest % size]),
    )


def pair_flags(first: Column, second: Column, kind: Column, sizes: tuple[int, int], kinds: int) -> Column:
    """For each different pair the kinds it has, as bits; in no particular order."""
    keys = first.astype(np.int64) * sizes[1] + second
    total = sizes[0] * sizes[1]
    if total > _MOST_FLAGS or len(keys) * 50 < total:
        found, keys = np.unique(keys, return_inverse=True)
        total = len(found)
    flags = np.zeros(total, np.uint8)
    for number in range(kinds):
        chosen = keys[kind == number]
        flags[chosen] |= np.uint8(1 << number)
    found_flags: Column = flags[flags != 0]
    return found_flags
