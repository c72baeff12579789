"""One question of each type, and the starter questions."""

from __future__ import annotations

from pathlib import Path

from kb.learning.questions.question import Number, Option, Question
from kb.learning.questions.scenario import KeyPoint

STARTER = Path(__file__).parents[2] / "cases" / "library"
NOW = "2026-11-24T08:00:00.000Z"

SINGLE = Question("q-single", "single", "Which?", options=(Option("a", 1), Option("b", 0), Option("c", 0)))
MULTIPLE = Question(
    "q-multiple",
    "multiple",
    "Which ones?",
    options=(Option("a", 0.5), Option("b", 0.5), Option("c", -0.5), Option("d", -0.5)),
)
TRUE_FALSE = Question("q-truth", "true_false", "True?", truth=False)
CLOZE = Question("q-cloze", "cloze", "It is called ____.", options=(Option("提取", 1), Option("应收账款", 1)))
MATCHING = Question("q-match", "matching", "Match.", pairs=(("1", "one"), ("2", "two"), ("3", "three"), ("", "four")))
NUMERICAL = Question(
    "q-number", "numerical", "How many years?", numbers=(Number(10, 0.5), Number(12, 0, 0.5)), unit="年"
)
ORDERING = Question("q-order", "ordering", "Order.", order=("zinc", "iron", "lead", "gold"))
SCENARIO = Question(
    "q-scenario",
    "scenario",
    "A shop wants money.",
    points=(KeyPoint("资金用途", ("用途", "钱+用在哪"), 2), KeyPoint("还款来源", ("还款来源", "拿什么还"))),
)
ALL = (SINGLE, MULTIPLE, TRUE_FALSE, CLOZE, MATCHING, NUMERICAL, ORDERING, SCENARIO)
