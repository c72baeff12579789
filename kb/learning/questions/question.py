"""Define questions: their fields, and what of one may be shown before it is answered.

An answer is plain data: the option's text (single), a list of texts (multiple, ordering, scenario), True or False,
a text (cloze, numerical, scenario), or a mapping from left to right (matching). Texts of options are unique, so no
key of an option can give the right one away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kb.i18n import marked
from kb.learning.questions.scenario import KeyPoint

DIFFICULTIES: Mapping[str, str] = {"easy": marked("Easy"), "medium": marked("Medium"), "hard": marked("Hard")}

Answer = str | bool | Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """Hold a choice, or an accepted text; `share` is what choosing it adds to the score, from -1 to 1."""

    text: str
    share: float
    feedback: str = ""


@dataclass(frozen=True)
class Number:
    """Hold an accepted number: within `tolerance` of `value` it earns `share`."""

    value: float
    tolerance: float = 0.0
    share: float = 1.0
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """Hold a question with its right answer. `type` names its kind (`kb.learning.kinds`), which defines its fields.

    `pairs` are left and right; a pair without a left side is a distractor.
    """

    id: str
    type: str
    stem: str
    options: tuple[Option, ...] = ()
    truth: bool | None = None
    numbers: tuple[Number, ...] = ()
    unit: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] = ()
    points: tuple[KeyPoint, ...] = ()
    competencies: tuple[str, ...] = ()
    difficulty: str = "medium"
    sources: tuple[str, ...] = ()
    section: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Presented:
    """Hold what a browser may see of a question: options shuffled, nothing about which is right."""

    id: str
    type: str
    stem: str
    options: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unit: str = ""
    points: int = 0


def same(one: Question, other: Question) -> bool:
    """Return whether two questions ask the same: the order in which options are written down makes no difference."""
    return _in_one_order(one) == _in_one_order(other)


def to_record(question: Question) -> dict[str, Any]:
    """Return the question as plain data, for JSON."""
    return asdict(question)


def from_record(record: Mapping[str, Any]) -> Question:
    """Return the question that `to_record` was given."""
    return Question(
        **{
            **record,
            "options": tuple(Option(**option) for option in record["options"]),
            "numbers": tuple(Number(**number) for number in record["numbers"]),
            "pairs": tuple((left, right) for left, right in record["pairs"]),
            "order": tuple(record["order"]),
            "points": tuple(
                KeyPoint(point["text"], tuple(point["phrases"]), point["weight"]) for point in record.get("points", ())
            ),
            "competencies": tuple(record["competencies"]),
            "sources": tuple(record["sources"]),
        }
    )


def document_source(name: str) -> str:
    """Return under which source the library keeps the document that a question names by its id."""
    return name if name.startswith(("id:", "file:")) else f"id:{name}"


def _in_one_order(question: Question) -> Question:
    return replace(question, options=tuple(sorted(question.options, key=lambda option: option.text)))
