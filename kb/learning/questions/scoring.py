"""How much of an answer is right, from 0 to 1."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from kb.learning.questions.question import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    ORDERING,
    SCENARIO,
    SINGLE,
    TRUE_FALSE,
    Answer,
    Question,
)
from kb.learning.questions.scenario import comparable, score_points
from kb.search.text import fold

_LONGEST_NUMBER = 200
_NUMBER = re.compile(r"\s*([+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*", re.S)


def score(question: Question, answer: Answer) -> float:
    """The share of the answer that is right. An answer of another form than the question asks for scores 0."""
    return min(1.0, max(0.0, _SCORES[question.type](question, answer)))


def right_answer(question: Question) -> Answer:
    """The answer that scores 1."""
    if question.type == TRUE_FALSE:
        return bool(question.truth)
    if question.type == NUMERICAL:
        best = max(question.numbers, key=lambda number: number.share)
        return f"{best.value:.15g}"
    if question.type == MATCHING:
        return {left: right for left, right in question.pairs if left}
    if question.type == ORDERING:
        return question.order
    if question.type == SCENARIO:
        return tuple(point.text for point in question.points)
    if question.type == MULTIPLE:
        return tuple(option.text for option in question.options if option.share > 0)
    return max(question.options, key=lambda option: option.share).text


def read_number(text: str, unit: str = "") -> float | None:
    """The number in a typed text, with or without its unit; None where there is none."""
    if len(text) > _LONGEST_NUMBER:
        return None
    found = _NUMBER.fullmatch(fold(text).replace("，", ",").replace("．", ".").replace("－", "-"))
    if found is None or comparable(found[2]) not in ("", comparable(unit)):
        return None
    value = float(found[1].replace(",", ""))
    return value if math.isfinite(value) else None


def _score_single(question: Question, answer: Answer) -> float:
    return next((option.share for option in question.options if option.text == answer), 0.0)


def _score_multiple(question: Question, answer: Answer) -> float:
    chosen = set(_texts(answer))
    return sum(option.share for option in question.options if option.text in chosen)


def _score_truth(question: Question, answer: Answer) -> float:
    return float(isinstance(answer, bool) and answer is question.truth)


def _score_cloze(question: Question, answer: Answer) -> float:
    typed = answer if isinstance(answer, str) else ""
    exact = comparable(typed) or typed.strip()
    matches = [option.share for option in question.options if (comparable(option.text) or option.text) == exact]
    return max(matches, default=0.0)


def _score_number(question: Question, answer: Answer) -> float:
    value = read_number(answer, question.unit) if isinstance(answer, str) else None
    if value is None:
        return 0.0
    near = [n.share for n in question.numbers if abs(value - n.value) <= n.tolerance + 1e-9 * max(1.0, abs(n.value))]
    return max(near, default=0.0)


def _score_pairs(question: Question, answer: Answer) -> float:
    pairs = [(left, right) for left, right in question.pairs if left]
    given = answer if isinstance(answer, Mapping) else {}
    return sum(given.get(left) == right for left, right in pairs) / len(pairs)


def _score_order(question: Question, answer: Answer) -> float:
    """Pairs in the right order less pairs in the wrong one, as a share of all: an order by chance scores near 0."""
    given = _texts(answer)
    if sorted(given) != sorted(question.order):
        return 0.0
    places = [question.order.index(text) for text in given]
    pairs = list(combinations(places, 2))
    return sum(1 if first < second else -1 for first, second in pairs) / len(pairs)


def _score_scenario(question: Question, answer: Answer) -> float:
    return score_points(question.points, answer if isinstance(answer, str) else _texts(answer))


def _texts(answer: Answer) -> Sequence[str]:
    return list(answer) if isinstance(answer, list | tuple) else []


_SCORES: Mapping[str, Callable[[Question, Answer], float]] = {
    SINGLE: _score_single,
    MULTIPLE: _score_multiple,
    TRUE_FALSE: _score_truth,
    CLOZE: _score_cloze,
    NUMERICAL: _score_number,
    MATCHING: _score_pairs,
    ORDERING: _score_order,
    SCENARIO: _score_scenario,
}
