from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deidentify import check_case
from cases.model import Case, Figure
from cases.rules import InvalidCase, check_limits
from kb.privacy.findings import find_personal_data, mask, without_overlaps
from kb.privacy.gate import PersonalDataInText, masked, require_clean


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


PERSONAL = st.sampled_from(
    [
        "11010519491231002X", "１３８１２３４５６７８", "6222 0212 3456 7890 128", "zhang.san@example.com", "京A12345",
        "姓名：王建国", "客户张伟来电", "010-62771234",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PERSONAL, st.text(max_size=20)), max_size=6).map("，".join)


@given(TEXTS)
def test_any_text_can_be_looked_through_and_masked(text: str) -> None:
    spans = find_personal_data(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    assert [span for span in find_personal_data(mask(text, spans)) if span.hard] == []


@pytest.mark.parametrize(
    "text",
    [
        "电话13812345678，3月5日回访", "手机13812345678，13987654321", "1,13812345678,5000", "1. 13812345678",
        "13812345678次日",
        "13812345678年后", "13812345678人不在", "13812345678个人", "13812345678元旦", "13812345678一直没接",
        "138,1234,5678",
        "(138)12345678", "138、1234、5678", "138**1234**5678", "138\n1234\n5678", "手机余额宝13812345678元",
    ],
)  # fmt: skip
def test_a_mobile_blocks_whatever_stands_beside_it(text: str) -> None:
    assert [span.kind for span in find_personal_data(text) if span.hard][:1] == ["mobile"]


@pytest.mark.parametrize(
    "text", ["¥13812345678", "13812345678元", "合同号：HT-2026-13812345678", "13812345678.0", "第13812345678号凭证"]
)
def test_a_number_that_may_be_an_amount_or_a_code_is_asked_about(text: str) -> None:
    assert [(span.kind, span.hard) for span in find_personal_data(text)] == [("mobile", False)]


@pytest.mark.parametrize("text", ["111111111111111", "110199491231002"])
def test_fifteen_digits_of_an_unknown_place_are_no_error(text: str) -> None:
    assert all(not span.hard or span.kind != "resident_id" for span in find_personal_data(text))


@given(st.text(alphabet=st.sampled_from("0123456789 ,.、\n一三八①OlX张王总客户@卡号微信电话\0［］"), max_size=80))
def test_no_text_raises_and_none_keeps_a_hard_finding(text: str) -> None:
    assert [span for span in find_personal_data(masked(text)) if span.hard] == []


class CountedRange(tuple[int, int]):
    reads = 0

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        CountedRange.reads += 1
        return super().__getitem__(index)


def test_overlaps_are_swept_in_time_that_grows_with_their_number() -> None:
    reads = []
    for size in (1_000, 10_000):
        CountedRange.reads = 0
        kept = list(without_overlaps(CountedRange((at, at + 2)) for at in range(size)))
        assert len(kept) == size // 2
        reads.append(CountedRange.reads)
    assert reads[1] <= 10 * reads[0]


def test_of_ranges_that_overlap_the_first_and_longest_stays() -> None:
    assert list(without_overlaps([(3, 5), (0, 2), (0, 4), (5, 6)])) == [(0, 4), (5, 6)]


def test_the_gate_names_the_kind_and_never_the_data() -> None:
    with pytest.raises(PersonalDataInText) as caught:
        require_clean("贷款五十万元", "电话13812345678")
    assert caught.value.kinds == ["mobile"]
    assert "138" not in caught.value.message
    require_clean("客户王总来电")
    assert masked("客户王总来电，手机13812345678") == "客户某总来电，手机［手机号］"


def test_a_labelled_name_blocks_although_a_role_announces_it_too() -> None:
    assert [(span.kind, span.hard) for span in find_personal_data("经办人：郑晓燕")] == [("name", True)]


def test_a_mobile_typed_as_a_figure_blocks_the_case() -> None:
    findings = check_case(Case(figures=(Figure(name="联系", value=13812345678.0),)))
    assert [(each.field, each.text, each.span.hard) for each in findings] == [("figures", "13812345678", True)]


def test_a_figure_beyond_all_numbers_is_refused_in_a_draft() -> None:
    with pytest.raises(InvalidCase):
        check_limits(Case(figures=(Figure(name="联系", value=float("inf")),)))
