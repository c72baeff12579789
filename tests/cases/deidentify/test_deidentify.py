from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deidentify.findings import find_personal_data, mask


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证11010519491231002X登记", "11010519491231002X"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ登记", "１１０１０５１９４９１２３１００２Ｘ"),
        ("卡号6222 0212 3456 7890 128", "6222 0212 3456 7890 128"),
        ("手机138-1234-5678联系", "138-1234-5678"),
        ("邮箱zhang.san@example.com", "zhang.san@example.com"),
        ("车牌京A12345停在门口", "京A12345"),
        ("客户张伟来电", "张伟"),
    ],
)
def test_what_tells_who_somebody_is_gets_found(text: str, found: str) -> None:
    assert found in [text[span.start : span.end] for span in find_personal_data(text)]


@pytest.mark.parametrize(
    "text",
    [
        "客户经理上门拜访",
        "客户资金紧张",
        "贷款五十万元，利率3.45%",
        "2026年11月24日",
        "第12345号文件",
        "年收入800000元",
    ],
)
def test_ordinary_business_prose_is_left_alone(text: str) -> None:
    assert find_personal_data(text) == []


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through_and_masked(text: str) -> None:
    spans = find_personal_data(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    mask(text, spans)
