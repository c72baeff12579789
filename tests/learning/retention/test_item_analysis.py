from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import pointbiserialr

from kb.learning.cohorts.sitting import ItemAnswer
from kb.learning.retention.item_analysis import MIN_ANSWERS, Remark, analyse_items


def answers_of(people: int = 100, seed: int = 1) -> list[ItemAnswer]:
    """Ten questions; the last one is answered the wrong way round."""
    chance, found = np.random.default_rng(seed), []
    for person in range(people):
        strength = chance.normal()
        for number in range(10):
            turned = -1 if number == 9 else 1
            right = chance.random() < 1 / (1 + np.exp(-2 * turned * strength))
            chosen = "a" if right else "bc"[strength > 0 and number == 9]
            found.append(ItemAnswer(f"p{person:03}", "/house/", 0, f"q{number}", (), float(right), (chosen,)))
    return found


def test_discrimination_is_the_point_biserial_one_with_the_rest() -> None:
    answers = answers_of()
    item = analyse_items(answers)[3]
    mine = [answer.score for answer in answers if answer.question_id == "q3"]
    rests = [
        sum(answer.score for answer in answers if answer.person_id == f"p{person:03}" and answer.question_id != "q3")
        / 9
        for person in range(100)
    ]
    assert item.discrimination is not None
    assert item.discrimination.value == pytest.approx(pointbiserialr(mine, rests).statistic)
    assert item.discrimination.low < item.discrimination.value < item.discrimination.high
    assert item.facility is not None
    assert (item.facility.value, item.n) == (pytest.approx(np.mean(mine)), 100)
    assert item.remarks == ()


def test_a_question_that_misleads_is_named() -> None:
    answers = answers_of()
    names = {f"q{number}": ["a", "b", "c", "d"] for number in range(10)}
    items = analyse_items(answers, names, {name: ["a"] for name in names})
    turned = items[9]
    assert turned.remarks == (Remark.NEGATIVE, Remark.UNUSED_OPTION, Remark.MISLEADING_OPTION)
    assert [use.option for use in turned.options] == ["a", "b", "c", "d"]
    assert turned.options[2].top > turned.options[2].bottom
    assert sum(use.everyone for use in turned.options) == pytest.approx(1)


def test_top_and_bottom_are_27_percent() -> None:
    answers = [
        ItemAnswer(
            f"p{person:02}", "/house/", 0, question, (), float(person >= edge), ("yes" if person >= edge else "no",)
        )
        for person in range(100)
        for question, edge in (("q0", 73), ("q1", 50), ("q2", 27))
    ]
    use = analyse_items(answers, {"q0": ["yes", "no"]})[0].options[0]
    assert (use.everyone, use.bottom) == (0.27, 0)
    assert use.top > 0.5


def test_few_answers_are_not_judged() -> None:
    few = analyse_items(answers_of(MIN_ANSWERS - 1))[0]
    assert (few.n, few.facility, few.discrimination, few.remarks) == (19, None, None, (Remark.TOO_FEW,))
    assert analyse_items(answers_of(MIN_ANSWERS))[0].facility is not None


def test_only_the_first_answer_of_a_person_counts() -> None:
    answers = answers_of()
    again = [ItemAnswer(one.person_id, "/house/", 30, one.question_id, (), 1.0) for one in answers]
    assert analyse_items([*again, *answers]) == analyse_items(answers)


def test_a_question_all_know_does_not_discriminate() -> None:
    easy = [ItemAnswer(f"p{person}", "/house/", 0, "q", (), 1.0) for person in range(30)]
    item = analyse_items(
        [*easy, *(ItemAnswer(f"p{person}", "/house/", 0, "r", (), person % 2) for person in range(30))]
    )[0]
    assert (item.discrimination, item.remarks) == (None, (Remark.TOO_EASY,))
    assert analyse_items(easy, {"q": ["a"]})[0].options == ()
