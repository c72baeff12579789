"""Define the rows of practice that statistics are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CardRow:
    """Hold a person's card of a question, as the scheduler wrote it."""

    person_id: str
    question_id: str
    card: Mapping[str, Any]


@dataclass(frozen=True)
class ReviewRow:
    """Hold one practice answer, as reported to the scheduler."""

    person_id: str
    question_id: str
    rating: int
    at: str
