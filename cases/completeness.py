"""How complete a case is: a score from 0 to 100, and for each field what would make it more useful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from cases.fields import Kind, fields_of
from cases.model import Case
from kb.i18n import translate

MINIMUM_TO_SUBMIT = 60
"""A case below this score is not ready for review."""


@dataclass(frozen=True)
class Hint:
    """What would complete a field: an English msgid with values, and the points it would bring."""

    field: str
    template: str
    values: Mapping[str, object]
    points: int

    @property
    def message(self) -> str:
        """The hint in the language of the current reader."""
        return translate(self.template).format(**self.values)


@dataclass(frozen=True)
class Completeness:
    """The score, and the hints that lead to 100, the most valuable first."""

    score: int
    hints: tuple[Hint, ...]


def assess(case: Case) -> Completeness:
    """Return the completeness of a case. A half-filled field brings half of its points."""
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
    # The points of the shipped table sum to 100; with a further field each is worth a little less.
    return Completeness(int(reached * 100 / possible), tuple(sorted(hints, key=lambda hint: -hint.points)))


def _amount(kind: Kind, value: Any) -> int:
    """Return how much of a field there is: characters of a text, entries of a list, complete ones of figures."""
    if kind is Kind.FIGURES:
        return sum(all(part not in ("", None) for part in astuple(figure)) for figure in value)
    return len(value)
