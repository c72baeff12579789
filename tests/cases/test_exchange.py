from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cases.exchange import case_text, read_case, write_case
from cases.model import Case, Figure
from cases.plain_data import as_data, from_data
from cases.tidying import tidy
from kb.errors import BadInput
from tests.cases.conftest import STARTER
from tests.cases.strategies import CASES

FILES = sorted(STARTER.glob("*.md"))


@given(CASES)
@settings(max_examples=300)
def test_any_case_comes_back_from_its_file(case: Case) -> None:
    assert read_case(write_case(case)) == tidy(case)
    assert tidy(tidy(case)) == tidy(case)


@given(CASES)
@settings(deadline=None)
def test_any_case_comes_back_from_json(case: Case) -> None:
    case = tidy(case)
    assert from_data(json.loads(json.dumps(as_data(case)))) == case


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_starter_case_comes_back_to_the_byte(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert write_case(read_case(text)) == text


def test_what_is_indexed_is_the_story_under_its_headings() -> None:
    case = Case(title="题", situation="甲", steps=("一", "二\n续"), points=("要点",), figures=(Figure("额", 1.0),))
    assert case_text(case) == "## 背景\n甲\n\n## 步骤\n1. 一\n2. 二\n   续\n\n## 可复用要点\n- 要点\n"


def test_a_file_written_by_hand_is_understood() -> None:
    case = read_case(
        "\ufeff---\r\ntitle: 手写\ntags: 甲，乙、丙\nauthor: [张, 王]\ncreated: 2026-01-02\nindustry: 35\n---\r\n"
        "## 背景\n一句话。\n\n## 步骤\n1.5万元以内先做\n2、第二步\n   接着做\n## 可复用要点\n* 星\n没有标记\n"
    )
    assert (case.title, case.tags, case.authors) == ("手写", ("甲", "乙", "丙"), ("张", "王"))
    assert (case.created, case.industry, case.situation) == ("2026-01-02", "35", "一句话。")
    assert case.steps == ("1.5万元以内先做", "第二步\n接着做")
    assert case.points == ("星", "没有标记")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("没有头", "head between two lines"),
        ("---\n[1, 2\n---\n", "cannot be read"),
        ("---\n- 表\n---\n", "no fields"),
        ("---\nkind: material\n---\n", "not a case"),
        ("---\nlifecycle: 成长期\n---\n", "no case has: lifecycle"),
        ("---\ntitle: [1]\n---\n", "cannot be read"),
        ("---\nfigures: [{name: 额, value: .nan}]\n---\n", "cannot be read"),
        ("---\nfrom: x\n---\n", "no case has"),
        ("---\nframeworks: {pest: x}\n---\n", "cannot be read"),
        ("---\nattachments: [{name: a, hash: ../../etc/passwd, size: 1}]\n---\n", "cannot be read"),
        ("---\ntitle: a\n---\n前言\n", "begins with a heading"),
        ("---\ntitle: a\n---\n## 附录\n", "unknown or appears twice"),
        ("---\ntitle: a\n---\n## 背景\n一\n## 背景\n二\n", "unknown or appears twice"),
        ("---\ntitle: 2026-13-45\ncreated: 2026-13-45\n---\n", "cannot be read"),
        ("---\na: " + "[" * 3000 + "\n---\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_case_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_case(text)


def test_a_heading_inside_the_prose_stays_prose() -> None:
    case = Case(title="题", situation="前\n## 做法\n后", approach="\\## 已转义")
    text = write_case(case)
    assert "\\## 做法" in text
    assert read_case(text) == case


def test_an_author_who_looks_like_a_day_or_a_number_is_kept() -> None:
    for name in ("2026-11-24", "12", "null"):
        assert read_case(write_case(Case(title="题", authors=(name,)))).authors == (name,)


def test_small_facts_stand_in_the_head_only_where_there_are_any() -> None:
    head = write_case(Case(title="题", expires="2027-01-01")).split("---\n")[1]
    assert head == "kind: case\ntitle: 题\norigin: practice\nexpires: 2027-01-01\n"
    assert read_case(write_case(replace(Case(), title="题"))).title == "题"
