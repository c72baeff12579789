"""How complete a case is: a score from 0 to 100, and for each field what would make it more useful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

from cases.model import Case
from kb.i18n import marked, translate

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


@dataclass(frozen=True)
class _Rule:
    field: str
    points: int
    enough: int
    amount: Callable[[Case], int]
    hint: str


_RULES = (
    _Rule("title", 4, 8, lambda c: len(c.title), marked("Say in the title who was helped with what.")),
    _Rule("business_line", 3, 1, lambda c: len(c.business_line), marked("Choose the business line.")),
    _Rule("customer_type", 3, 1, lambda c: len(c.customer_type), marked("Say what kind of customer it was.")),
    _Rule("lifecycle_stage", 3, 1, lambda c: len(c.lifecycle_stage), marked("Choose the stage of the lifecycle.")),
    _Rule("industry", 2, 1, lambda c: len(c.industry), marked("Name the customer's industry.")),
    _Rule("products", 3, 1, lambda c: len(c.products), marked("Name the products that were used.")),
    _Rule(
        "situation",
        12,
        60,
        lambda c: len(c.situation),
        marked("Describe the situation in {enough} characters or more: what the customer wanted, what was in the way."),
    ),
    _Rule(
        "approach",
        14,
        100,
        lambda c: len(c.approach),
        marked("Describe the approach in {enough} characters or more: what was done, and why this way."),
    ),
    _Rule("steps", 12, 3, lambda c: len(c.steps), marked("List {enough} steps or more that a colleague can follow.")),
    _Rule("result", 10, 25, lambda c: len(c.result), marked("Say in {enough} characters or more what came of it.")),
    _Rule(
        "figures",
        8,
        1,
        lambda c: sum(all(value not in ("", None) for value in astuple(figure)) for figure in c.figures),
        marked("Give one result as a figure with unit, baseline and period."),
    ),
    _Rule(
        "risks",
        10,
        30,
        lambda c: len(c.risks),
        marked("Say in {enough} characters or more which risks and rules had to be minded."),
    ),
    _Rule("points", 8, 2, lambda c: len(c.points), marked("List {enough} points or more that work elsewhere too.")),
    _Rule("competencies", 4, 1, lambda c: len(c.competencies), marked("Choose the competencies the case trains.")),
    _Rule("tags", 4, 2, lambda c: len(c.tags), marked("Add {enough} tags or more, so that the case is found.")),
)


def assess(case: Case) -> Completeness:
    """The completeness of a case. A half-filled field brings half of its points."""
    score = 0.0
    hints = []
    for rule in _RULES:
        share = min(rule.amount(case) / rule.enough, 1.0)
        score += rule.points * share
        if share < 1.0:
            missing = max(round(rule.points * (1 - share)), 1)
            hints.append(Hint(rule.field, rule.hint, {"enough": rule.enough}, missing))
    return Completeness(int(score), tuple(sorted(hints, key=lambda hint: -hint.points)))
