from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.highlight import find_marks, make_snippet
from kb.search.query import MAXIMUM_CHARACTERS, read_query
from kb.search.text import fold, segment, segment_all


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("保理", ["保理"]),
        ("应收账款", ["应收", "收账", "账款"]),
        ("用SWOT模型", ["用", "swot", "模型"]),
        ("ＡＵＭ３０万", ["aum", "30", "万"]),
        ("應收賬款", ["应收", "收账", "账款"]),
        ("利率3.85%", ["利率", "3.85"]),
        ("e-CNY、KYC", ["e", "cny", "kyc"]),
        ("", []),
        ("——！？…", []),
    ],
)
def test_segments(text: str, tokens: list[str]) -> None:
    assert segment(text) == tokens


_TYPED = st.text("应收账款保理𠀀𪛖한글ﾊﾝ AbＺ09.３-—，_\n\t ")


@given(st.lists(st.one_of(st.text(), _TYPED)))
def test_many_texts_at_once_are_segmented_like_each_alone(texts: list[str]) -> None:
    assert segment_all(texts) == [" ".join(segment(text)) for text in texts]


def test_folding_is_the_same_for_all_forms() -> None:
    assert fold("供應鏈ＡＢＣ") == fold("供应链abc") == "供应链abc"


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    query = read_query(text)
    assert len(query.text) <= MAXIMUM_CHARACTERS
    assert query.is_empty == (not segment(query.text))


def test_a_long_question_is_cut_and_says_so() -> None:
    assert read_query("贷" * 10_000).cut
    assert not read_query("贷款").cut


def test_marks_are_places_in_the_original() -> None:
    text = "客户用ＳＷＯＴ模型分析應收賬款。"
    marks = find_marks(text, segment("swot 应收账款"))
    assert [text[start:end] for start, end in marks] == ["ＳＷＯＴ", "應收賬款"]


def test_a_latin_word_is_not_marked_inside_another() -> None:
    assert find_marks("AIDA 与 AI", ["ai"]) == [(7, 9)]


def test_a_snippet_shows_the_part_that_matched() -> None:
    text = "无关的话。" * 60 + "应收账款保理可以换钱。" + "别的话。" * 60
    snippet = make_snippet(text, segment("应收账款保理"))
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["应收账款保理"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) < 160


@given(st.text(max_size=400), st.text(max_size=20))
def test_marks_lie_inside_the_snippet(text: str, asked: str) -> None:
    snippet = make_snippet(text, segment(asked))
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
