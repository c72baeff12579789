"""Rows of practice that statistics are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CardRow:
    """A person's card of a question, as the scheduler wrote it."""

    person_id: str
    question_id: str
    card: Mapping[str, Any]


@dataclass(frozen=True)
class ReviewRow:
    """One practice answer, as the scheduler was told of it."""

    person_id: str
    question_id: str
    rating: int
    at: str
