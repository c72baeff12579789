from __future__ import annotations

from dataclasses import replace

import pytest

from kb.errors import BadInput
from kb.learning.questions.question import (
    Answer,
    Number,
    Option,
    Presented,
    Question,
    check,
    from_record,
    present,
    to_record,
)
from kb.learning.questions.scoring import right_answer, score
from tests.learning.conftest import ALL, CLOZE, MATCHING, MULTIPLE, NUMERICAL, ORDERING, SINGLE, TRUE_FALSE


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (SINGLE, "a", 1),
        (SINGLE, "b", 0),
        (SINGLE, "no option", 0),
        (SINGLE, ["a"], 0),
        (MULTIPLE, ["b", "a"], 1),
        (MULTIPLE, ["a"], 0.5),
        (MULTIPLE, ["a", "b", "c"], 0.5),
        (MULTIPLE, ["a", "a"], 0.5),
        (MULTIPLE, ["a", "b", "c", "d"], 0),
        (MULTIPLE, [], 0),
        (TRUE_FALSE, False, 1),
        (TRUE_FALSE, True, 0),
        (TRUE_FALSE, "", 0),
        (CLOZE, " 提 取。", 1),
        (CLOZE, "應收賬款", 1),
        (CLOZE, "提", 0),
        (CLOZE, "", 0),
        (MATCHING, {"1": "one", "2": "two", "3": "three"}, 1),
        (MATCHING, {"1": "one", "2": "three"}, 1 / 3),
        (MATCHING, "one", 0),
        (NUMERICAL, "１０年", 1),
        (NUMERICAL, " 10.5 ", 1),
        (NUMERICAL, "10.6", 0),
        (NUMERICAL, "12", 0.5),
        (NUMERICAL, "10 months", 0),
        (NUMERICAL, "ten", 0),
        (NUMERICAL, "1e999", 0),
        (ORDERING, ["zinc", "iron", "lead", "gold"], 1),
        (ORDERING, ["iron", "zinc", "lead", "gold"], 4 / 6),
        (ORDERING, ["gold", "lead", "iron", "zinc"], 0),
        (ORDERING, ["zinc", "zinc", "zinc", "zinc"], 0),
    ],
)
def test_answers_are_scored(question: Question, answer: Answer, expected: float) -> None:
    assert score(question, answer) == pytest.approx(expected)


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.type)
def test_the_right_answer_scores_1_and_questions_survive_storing(question: Question) -> None:
    check(question)
    assert score(question, right_answer(question)) == 1
    assert from_record(to_record(question)) == question


def test_a_browser_sees_nothing_about_what_is_right() -> None:
    assert set(Presented.__dataclass_fields__) == {"id", "type", "stem", "options", "left", "unit", "points"}
    shown = {question.type: present(question, 7) for question in ALL}
    assert shown["cloze"].options == shown["numerical"].options == shown["true_false"].options == ()
    assert sorted(shown["matching"].options) == ["four", "one", "three", "two"]
    mirrored = replace(ORDERING, order=tuple(reversed(ORDERING.order)))
    other = replace(SINGLE, options=(Option("a", 0), Option("b", 0), Option("c", 1)))
    for seed in range(20):
        assert present(ORDERING, seed) == present(mirrored, seed)
        assert present(SINGLE, seed) == present(other, seed)
    assert len({present(ORDERING, seed).options for seed in range(50)}) > 10


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (replace(SINGLE, type="essay"), "essay"),
        (replace(SINGLE, stem=" "), "no text"),
        (replace(SINGLE, difficulty="awful"), "awful"),
        (replace(SINGLE, options=(Option("a", 1), Option("b", 1))), "exactly one"),
        (replace(SINGLE, options=(Option("a", 1),)), "at least two"),
        (replace(SINGLE, options=(Option("a", 1), Option("a", 0))), "twice"),
        (replace(MULTIPLE, options=(Option("a", 0.5), Option("b", 0))), "100 %"),
        (replace(TRUE_FALSE, truth=None), "right or wrong"),
        (replace(CLOZE, options=()), "100 %"),
        (replace(NUMERICAL, numbers=(Number(1, -1),)), "below zero"),
        (replace(MATCHING, pairs=(("a", "b"),)), "two pairs"),
        (replace(ORDERING, order=("a", "a")), "twice"),
    ],
)
def test_what_is_wrong_is_said(broken: Question, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check(broken)
