from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cases.competencies import read_competencies
from cases.completeness import MINIMUM_TO_SUBMIT, assess
from cases.exchange import read_case
from cases.model import Case, Figure
from cases.rules import InvalidCase, check_limits, find_problems
from cases.tidying import tidy
from kb.i18n import using_language
from tests.cases.conftest import STARTER


def test_an_empty_draft_may_be_kept_but_misses_everything() -> None:
    check_limits(Case())
    fields = [problem.field for problem in find_problems(Case())]
    assert fields[:3] == ["title", "business_line", "customer_type"]
    assert {"situation", "approach", "steps", "risks", "points", "competencies"} <= set(fields)


@pytest.mark.parametrize("path", sorted(STARTER.glob("*.md")), ids=lambda path: path.stem)
def test_a_starter_case_is_right_and_complete(path: object) -> None:
    case = read_case(path.read_text("utf-8"))  # type: ignore[attr-defined]
    assert find_problems(case) == []
    assert assess(case).score >= 90


@pytest.mark.parametrize(
    ("change", "field", "part"),
    [
        ({"title": "长" * 121}, "title", "120"),
        ({"situation": "长" * 20_001}, "situation", "20001"),
        ({"tags": tuple(map(str, range(41)))}, "tags", "41"),
        ({"steps": ("长" * 1_001,)}, "steps", "1001"),
        ({"business_line": "火星"}, "business_line", "公司"),
        ({"lifecycle_stage": "青春期"}, "lifecycle_stage", "获客期"),
        ({"origin": "dream"}, "origin", "practice"),
        ({"review_date": "下周"}, "review_date", "2026-11-24"),
        ({"expires": "2026-02-30"}, "expires", "2026-11-24"),
    ],
)
def test_a_limit_holds_for_drafts_too_and_names_the_field(
    bill_pool: Case, change: dict[str, object], field: str, part: str
) -> None:
    with pytest.raises(InvalidCase) as caught:
        check_limits(replace(bill_pool, **change))  # type: ignore[arg-type]
    assert [problem.field for problem in caught.value.problems] == [field]
    with using_language("en"):
        assert part in caught.value.problems[0].message
        assert part in caught.value.message


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"figures": (Figure("增长", 3.0, "%", "", "一年"),)}, "figures"),
        ({"figures": (Figure("增长", None, "%", "去年", "一年"),)}, "figures"),
        ({"expires": "2020-01-01"}, "expires"),
        ({"competencies": ("flying",)}, "competencies"),
        ({"risks": ""}, "risks"),
    ],
)
def test_what_keeps_a_case_from_review_names_the_field(bill_pool: Case, change: dict[str, object], field: str) -> None:
    changed = replace(bill_pool, **change)  # type: ignore[arg-type]
    assert [each.field for each in find_problems(changed, set(bill_pool.competencies))] == [field]


def test_tidying_keeps_what_people_mean() -> None:
    case = tidy(
        Case(
            title=" 两\n行 ",
            situation="  一\r\n\r\n\r\n\r\n二\t三  \x00",
            steps=(" 甲 \n\n 乙 ", "  "),
            tags=("税", "税", ""),
            figures=(Figure(), Figure("额", 0.0)),
        )
    )
    assert (case.title, case.situation, case.steps) == ("两 行", "一\n\n二 三", ("甲\n乙",))
    assert (case.tags, case.figures) == (("税",), (Figure("额", 0.0),))


def test_completeness_rises_with_every_field_and_says_what_is_missing(bill_pool: Case) -> None:
    empty = assess(Case())
    assert empty.score == 0
    assert sum(hint.points for hint in empty.hints) == 100
    assert [hint.field for hint in empty.hints][:3] == ["approach", "situation", "steps"]
    without = assess(replace(bill_pool, risks="", figures=()))
    assert {hint.field for hint in without.hints} >= {"risks", "figures"}
    assert MINIMUM_TO_SUBMIT < without.score < assess(bill_pool).score
    assert all(hint.message for hint in without.hints)


def test_a_changed_competency_model_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "competencies.yaml"
    model = (
        "dimensions: [{{id: d, name: 维度, name_en: D}}]\n"
        "competencies: [{{id: c, name: {name}, name_en: C, description: x, dimension: d}}]\n"
    )
    for number, name in enumerate(("旧名", "新名")):
        file.write_text(model.format(name=name), "utf-8")
        os.utime(file, (number, number))
        assert [each.name for each in read_competencies(tmp_path)] == [name]
    file.unlink()
    assert read_competencies(tmp_path) == []
