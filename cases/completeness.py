"""Score the completeness of a case from 0 to 100, with a hint for each field that falls short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from cases.fields import Kind, fields_of
from cases.model import Case
from kb.i18n import translate

MINIMUM_TO_SUBMIT = 60
"""Lowest score at which a case may be submitted for review."""


@dataclass(frozen=True)
class Hint:
    """How to complete a field: a msgid with values, and the points it would add."""

    field: str
    template: str
    values: Mapping[str, object]
    points: int

    @property
    def message(self) -> str:
        """Return the hint in the current language."""
        return translate(self.template).format(**self.values)


@dataclass(frozen=True)
class Completeness:
    """The score, and the hints that would raise it to 100, most points first."""

    score: int
    hints: tuple[Hint, ...]


def assess(case: Case) -> Completeness:
    """Return the completeness of a case. A half-filled field earns half of its points."""
    reached, possible = 0.0, 0
    hints = []
    for name, field in fields_of(case).items():
        if field.enough is None:
            continue
        enough = field.enough
        share = min(_amount(field.kind, getattr(case, name)) / enough.amount, 1.0)
        reached += enough.points * share
        possible += enough.points
        if share < 1.0:
            missing = max(round(enough.points * (1 - share)), 1)
            hints.append(Hint(name, enough.hint, {"enough": enough.amount}, missing))
    # The points of the shipped table sum to 100; dividing by the sum keeps the scale when a field is added.
    return Completeness(int(reached * 100 / possible), tuple(sorted(hints, key=lambda hint: -hint.points)))


def _amount(kind: Kind, value: Any) -> int:
    """Return the amount in a field: characters of a text, entries of a list, complete entries of figures."""
    if kind is Kind.FIGURES:
        return sum(all(part not in ("", None) for part in astuple(figure)) for figure in value)
    return len(value)
