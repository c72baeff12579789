"""Encode passage keys: one integer for a document and one of its passages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POSITION_BITS = 20
Keys = NDArray[np.int64]


def passage_keys(ordinal: int, count: int) -> Keys:
    """Return the keys of a document's first `count` passages."""
    return (np.int64(ordinal) << POSITION_BITS) + np.arange(count, dtype=np.int64)


def ordinals_of(keys: Keys) -> Keys:
    """Return the documents of passage keys."""
    return keys >> POSITION_BITS


def positions_of(keys: Keys) -> Keys:
    """Return the positions of passage keys inside their documents."""
    return keys & ((1 << POSITION_BITS) - 1)
