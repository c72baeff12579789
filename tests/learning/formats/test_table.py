from __future__ import annotations

import pytest

from kb.learning.formats.exchange import write_template
from kb.learning.formats.table import read_table
from kb.learning.questions.question import TYPES
from kb.learning.questions.scoring import right_answer, score

HEAD = "id,type,stem,answer,wrong\n"


def test_the_template_has_every_type_and_loads() -> None:
    read = read_table(write_template("csv").decode("utf-8-sig"))
    assert read.problems == ()
    assert [question.type for question in read.questions] == list(TYPES)
    assert all(score(question, right_answer(question)) == pytest.approx(1) for question in read.questions)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [1]),
        ("id,type\n", [1]),
        (HEAD + "a,odd,x,y,\n", [2]),
        (HEAD + 'a,true_false,"x\ny",true,\n\nb,true_false,x,perhaps,\n', [5]),
        (HEAD + "a,single,x,y,\nb,numerical,x,ten,\nb,true_false\n", [2, 3, 4]),
        (HEAD + "a,true_false,x,true,\na,true_false,x,true,\n", [3]),
    ],
)
def test_malformed_rows_give_the_line(text: str, lines: list[int]) -> None:
    assert [problem.line for problem in read_table(text).problems] == lines
