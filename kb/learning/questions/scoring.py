"""Score an answer from 0 to 1."""

from __future__ import annotations

from kb.learning.kinds import KINDS
from kb.learning.questions.question import Answer, Question


def score(question: Question, answer: Answer) -> float:
    """Return the share of the answer that is right. An answer of another form than the question asks for scores 0."""
    return min(1.0, max(0.0, KINDS[question.type].score(question, answer)))


def right_answer(question: Question) -> Answer:
    """Return the answer that scores 1."""
    return KINDS[question.type].right_answer(question)
