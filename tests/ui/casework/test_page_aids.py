"""What the writing page leans on: masking by click, and fields read out of an uploaded file."""

from __future__ import annotations

from dataclasses import replace

from cases.deidentify import check_case, mask_all, mask_finding
from cases.exchange import fields_from_text
from cases.model import Case, Figure, Swot

RESIDENT_ID = "11010519491231002X"
MOBILE = "13812345678"


def test_one_finding_is_masked_wherever_it_stands_in_its_field() -> None:
    case = Case(situation=f"证件 {RESIDENT_ID}，再报 {RESIDENT_ID}，手机 {MOBILE}")
    finding = next(each for each in check_case(case) if each.text == RESIDENT_ID)
    masked = mask_finding(case, finding)
    assert RESIDENT_ID not in masked.situation
    assert MOBILE in masked.situation


def test_masking_all_leaves_no_finding_and_nothing_else_changed() -> None:
    case = Case(
        title="周转贷款",
        steps=(f"打 {MOBILE}", "上门"),
        swot=Swot(threats=RESIDENT_ID),
        figures=(Figure(name=f"账户 {MOBILE}", value=3.0),),
        authors=("王敏",),
    )
    masked = mask_all(case)
    assert check_case(masked) == []
    assert (masked.title, masked.steps[1], masked.authors, masked.figures[0].value) == (
        "周转贷款",
        "上门",
        ("王敏",),
        3.0,
    )
    assert mask_all(replace(case, steps=(), swot=Swot(), figures=())) == replace(
        case, steps=(), swot=Swot(), figures=()
    )


def test_known_headings_fill_fields() -> None:
    text = "面包店的首笔贷款\n\n一、客户背景\n老板要换烤箱。\n\n**做法**\n先看流水。\n\n# 步骤\n1. 上门\n2. 核对\n"
    assert fields_from_text(text) == {
        "title": "面包店的首笔贷款",
        "situation": "老板要换烤箱。",
        "approach": "先看流水。",
        "steps": ("上门", "核对"),
    }


def test_a_text_without_headings_is_the_situation() -> None:
    assert fields_from_text("", title="文件") == {"title": "文件", "situation": ""}
    assert fields_from_text("只有一段话。")["situation"] == "只有一段话。"
