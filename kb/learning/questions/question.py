"""Questions: what they are made of, what makes one valid, and what of it may be shown before it is answered.

An answer is plain data: the option's text (single), a list of texts (multiple, ordering, scenario), True or False,
a text (cloze, numerical, scenario), or a mapping from left to right (matching). Texts of options are unique, so no
key of an option can give the right one away.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kb.errors import BadInput
from kb.i18n import marked
from kb.learning.questions.scenario import KeyPoint, check_points

SINGLE, MULTIPLE, TRUE_FALSE, CLOZE = "single", "multiple", "true_false", "cloze"
MATCHING, NUMERICAL, ORDERING, SCENARIO = "matching", "numerical", "ordering", "scenario"
TYPES: Mapping[str, str] = {
    SINGLE: marked("One right answer"),
    MULTIPLE: marked("Several right answers"),
    TRUE_FALSE: marked("Right or wrong"),
    CLOZE: marked("Fill in"),
    MATCHING: marked("Match"),
    NUMERICAL: marked("Number"),
    ORDERING: marked("Put in order"),
    SCENARIO: marked("Scenario"),
}
DIFFICULTIES: Mapping[str, str] = {"easy": marked("Easy"), "medium": marked("Medium"), "hard": marked("Hard")}

LONGEST_TEXT = 4000
"""Characters that a question or its explanation may have."""

Answer = str | bool | Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """A choice, or an accepted text; `share` is what choosing it adds to the score, from -1 to 1."""

    text: str
    share: float
    feedback: str = ""


@dataclass(frozen=True)
class Number:
    """An accepted number: within `tolerance` of `value` it earns `share`."""

    value: float
    tolerance: float = 0.0
    share: float = 1.0
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A question with its right answer. Only the fields of its type are filled.

    `options` serve single, multiple and cloze, `truth` true_false, `numbers` and `unit` numerical,
    `pairs` matching (a pair without a left side is a distractor), `order` ordering, `points` scenario.
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
    """What a browser may see of a question: options shuffled, nothing about which is right."""

    id: str
    type: str
    stem: str
    options: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unit: str = ""
    points: int = 0


def present(question: Question, seed: int | str) -> Presented:
    """The question as it is asked; the same seed gives the same order."""
    options: Sequence[str] = ()
    if question.type in (SINGLE, MULTIPLE):
        options = [option.text for option in question.options]
    elif question.type == MATCHING:
        options = list(dict.fromkeys(right for _left, right in question.pairs))
    elif question.type == ORDERING:
        options = question.order
    shuffled = sorted(options)
    random.Random(f"{seed}/{question.id}").shuffle(shuffled)  # noqa: S311 - an order, no secret
    left = tuple(left for left, _right in question.pairs if left)
    return Presented(
        question.id, question.type, question.stem, tuple(shuffled), left, question.unit, len(question.points)
    )


def check(question: Question) -> None:
    """Raise BadInput with a sentence about the first thing that is wrong."""
    if question.type not in TYPES:
        raise BadInput(
            "There is no question type “{type}”. Types are: {types}.", type=question.type, types=_listed(TYPES)
        )
    if not question.stem.strip():
        raise BadInput("The question has no text.")
    for text in (question.stem, question.explanation):
        if len(text) > LONGEST_TEXT:
            raise BadInput("A question or an explanation has at most {limit} characters.", limit=LONGEST_TEXT)
    if not question.id.strip():
        raise BadInput("The question has no id.")
    if question.difficulty not in DIFFICULTIES:
        raise BadInput(
            "There is no difficulty “{difficulty}”. Use one of: {difficulties}.",
            difficulty=question.difficulty,
            difficulties=_listed(DIFFICULTIES),
        )
    _CHECKS[question.type](question)


def same(one: Question, other: Question) -> bool:
    """Whether two questions ask the same: the order in which options are written down makes no difference."""
    return _in_one_order(one) == _in_one_order(other)


def to_record(question: Question) -> dict[str, Any]:
    """The question as plain data, for JSON."""
    return asdict(question)


def from_record(record: Mapping[str, Any]) -> Question:
    """The question that `to_record` was given."""
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


def _in_one_order(question: Question) -> Question:
    return replace(question, options=tuple(sorted(question.options, key=lambda option: option.text)))


def _check_choice(question: Question) -> None:
    texts = [option.text for option in question.options]
    if len(texts) < 2:
        raise BadInput("A question with options needs at least two of them.")
    _check_texts(texts)
    best = sum(max(option.share, 0.0) for option in question.options)
    if question.type == SINGLE and sum(option.share == 1 for option in question.options) != 1:
        raise BadInput("A question with one right answer needs exactly one option that is right.")
    if question.type == MULTIPLE and abs(best - 1) > 0.01:
        raise BadInput("The right options together must give 100 %.")


def _check_truth(question: Question) -> None:
    if question.truth is None:
        raise BadInput("Say whether the statement is right or wrong.")


def _check_cloze(question: Question) -> None:
    _check_texts([option.text for option in question.options])
    if not any(option.share == 1 for option in question.options):
        raise BadInput("At least one accepted answer must give 100 %.")


def _check_numbers(question: Question) -> None:
    if not any(number.share == 1 for number in question.numbers):
        raise BadInput("At least one accepted answer must give 100 %.")
    for value in (value for number in question.numbers for value in (number.value, number.tolerance)):
        if not math.isfinite(value):
            raise BadInput("“{text}” is not a number.", text=value)
    if any(number.tolerance < 0 for number in question.numbers):
        raise BadInput("A tolerance cannot be below zero.")


def _check_pairs(question: Question) -> None:
    left = [left for left, _right in question.pairs if left]
    if len(left) < 2:
        raise BadInput("Matching needs at least two pairs.")
    _check_texts([*left])
    if any(not right.strip() for _left, right in question.pairs):
        raise BadInput("An answer is empty.")


def _check_order(question: Question) -> None:
    if len(question.order) < 2:
        raise BadInput("Putting in order needs at least two steps.")
    _check_texts(question.order)


def _check_scenario(question: Question) -> None:
    check_points(question.points)


def _check_texts(texts: Sequence[str]) -> None:
    if any(not text.strip() for text in texts):
        raise BadInput("An answer is empty.")
    if len(set(texts)) < len(texts):
        text, _count = Counter(texts).most_common(1)[0]
        raise BadInput("The answer “{text}” is there twice.", text=text)


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(names)


_CHECKS = {
    SINGLE: _check_choice,
    MULTIPLE: _check_choice,
    TRUE_FALSE: _check_truth,
    CLOZE: _check_cloze,
    NUMERICAL: _check_numbers,
    MATCHING: _check_pairs,
    ORDERING: _check_order,
    SCENARIO: _check_scenario,
}
