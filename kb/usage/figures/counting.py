"""Count distinct values among millions of rows without sorting them, where memory allows."""

from __future__ import annotations

import numpy as np

from kb.usage.facts.packs import Column

_MAX_FLAGS = 1 << 27
_MIN_SHARE = 200


def distinct(numbers: Column, size: int) -> int:
    """Return how many different numbers below `size` there are."""
    flags = np.zeros(size, bool)
    flags[numbers] = True
    return int(np.count_nonzero(flags))


def different(keys: Column) -> Column:
    """Return the different ones in order; many times faster than numpy's `unique`, which hashes."""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    found: Column = ordered[first]
    return found


def distinct_by(group: Column, numbers: Column, groups: int, size: int) -> Column:
    """Return how many different numbers below `size` each group has."""
    width = -(-size // 8) * 8
    if not _few_enough(len(group), groups * width):
        return _per_group(different(_keys(group, numbers, size)), groups, size)
    flags = np.zeros(groups * width, bool)
    flags[_keys(group, numbers, width)] = True
    counts = np.bitwise_count(flags.view(np.uint64)).reshape(groups, width // 8)
    total: Column = counts.sum(axis=1, dtype=np.int64)
    return total


def distinct_pairs(group: Column, numbers: Column, groups: int, size: int) -> tuple[Column, Column]:
    """Return the different pairs of a group and a number, in order."""
    found = _different_keys(group, numbers, groups, size)
    of_group = np.repeat(np.arange(groups), _per_group(found, groups, size))
    return of_group, found - of_group * size


def steps_of_pairs(
    first: Column, second: Column, kind: Column, sizes: tuple[int, int], kinds: int
) -> list[tuple[int, int]]:
    """Return for each kind how many different pairs have it, and how many also have every kind before it."""
    keys, found = _keys(first, second, sizes[1]), []
    through: Column | None = None
    for number in range(kinds):
        mine = keys[kind == number]
        if number == 0 and _few_enough(len(mine), sizes[0] * sizes[1]):
            flags = np.zeros(sizes[0] * sizes[1], bool)
            flags[mine] = True
            count = int(np.count_nonzero(flags))
            found.append((count, count))
            continue
        pairs = different(mine)
        if number == 0:
            through = pairs
        elif number == 1 and through is None:
            through = pairs[flags[pairs]]
        elif through is not None:
            through = pairs[np.isin(pairs, through, assume_unique=True)]
        found.append((len(pairs), 0 if through is None else len(through)))
    return found


def _different_keys(group: Column, numbers: Column, groups: int, size: int) -> Column:
    keys = _keys(group, numbers, size)
    if not _few_enough(len(keys), groups * size):
        return different(keys)
    flags = np.zeros(groups * size, bool)
    flags[keys] = True
    return np.flatnonzero(flags)


def _keys(group: Column, numbers: Column, size: int) -> Column:
    keys = group.astype(np.int64)
    keys *= size
    keys += numbers
    return keys


def _few_enough(rows: int, flags: int) -> bool:
    """Return whether a flag for everything that could be costs less than sorting the rows."""
    return 0 < flags <= _MAX_FLAGS and rows * _MIN_SHARE >= flags


def _per_group(keys: Column, groups: int, size: int) -> Column:
    return np.diff(np.searchsorted(keys, np.arange(groups + 1) * size))
