"""Check whether a question is valid, and present it: first what all kinds share, then the rules of its kind."""

from __future__ import annotations

import random
from collections.abc import Iterable

from kb.errors import BadInput
from kb.learning.kinds import KINDS
from kb.learning.questions.question import DIFFICULTIES, Presented, Question

MAX_TEXT = 4000
"""Characters that a question or its explanation may have."""


def present(question: Question, seed: int | str) -> Presented:
    """Return the question as it is asked, without what is right; the same seed gives the same order of options."""
    shuffled = sorted(KINDS[question.type].choices(question))
    random.Random(f"{seed}/{question.id}").shuffle(shuffled)  # noqa: S311 - an order, no secret
    return Presented(
        id=question.id,
        type=question.type,
        stem=question.stem,
        options=tuple(shuffled),
        left=tuple(left for left, _right in question.pairs if left),
        unit=question.unit,
        points=len(question.points),
    )


def check(question: Question) -> None:
    """Raise BadInput with a sentence about the first thing that is wrong."""
    if question.type not in KINDS:
        raise BadInput(
            "There is no question type “{type}”. Types are: {types}.", type=question.type, types=_listed(KINDS)
        )
    if not question.stem.strip():
        raise BadInput("The question has no text.")
    for text in (question.stem, question.explanation):
        if len(text) > MAX_TEXT:
            raise BadInput("A question or an explanation has at most {limit} characters.", limit=MAX_TEXT)
    if not question.id.strip():
        raise BadInput("The question has no id.")
    if question.difficulty not in DIFFICULTIES:
        raise BadInput(
            "There is no difficulty “{difficulty}”. Use one of: {difficulties}.",
            difficulty=question.difficulty,
            difficulties=_listed(DIFFICULTIES),
        )
    KINDS[question.type].check(question)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
