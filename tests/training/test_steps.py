"""Words, forms of a text, hard negatives, figures: one step at a time."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from training.augment import longer, mistyped, shorter, titled
from training.bm25 import Bm25
from training.measure import Collection, figures, ndcg
from training.mine import near_misses
from training.passages import Passage, Query
from training.recipe import Recipe
from training.synonyms import Substitution
from training.text import bigrams, sentences
from training.tokens import encode, mean_vectors
from training.vocabulary import choose_words, count_words, make_tokenizer, own_terms

PASSAGE = Passage("f:1", "先核实用途。再核对还款来源是否可靠。最后签合同并且放款。", (Query("贷款用途", "keyword"),))


def test_bigrams_keep_latin_and_numbers_whole() -> None:
    assert bigrams("ＬＰＲ下调10个点 贷") == ["lpr", "下调", "10", "个点", "贷"]


def test_sentences_leave_out_scraps() -> None:
    assert sentences(PASSAGE.text) == ["再核对还款来源是否可靠。", "最后签合同并且放款。"]


def test_the_tokenizer_prefers_known_words_and_falls_back_to_characters() -> None:
    counts = count_words(["客户办理贷款", "贷款利率下调", "家企隔离"], known=["家企隔离"])
    words = choose_words(counts, own_terms(["家企隔离", "很长很长的词", "abc"]), size=2000, characters=300)
    tokenizer = make_tokenizer(words)
    assert len(words) <= 2000
    assert tokenizer.encode("家企隔离的贷款 ＬＰＲ").tokens[0] == "家企隔离"
    assert "贷款" in tokenizer.encode("办理贷款").tokens
    assert tokenizer.encode("客").tokens == ["客"]


def test_vocabulary_does_not_depend_on_the_order_of_counting() -> None:
    forth, back = Counter({"贷款": 3, "存款": 3}), Counter({"存款": 3, "贷款": 3})
    assert list(choose_words(forth, [], 1000, 100)) == list(choose_words(back, [], 1000, 100))


def test_mean_vectors_have_length_one_and_survive_empty_texts() -> None:
    tokenizer = make_tokenizer({"贷款": -1.0, "存款": -1.0})
    vectors = mean_vectors(np.eye(4, 3, dtype=np.float32), encode(tokenizer, ["贷款存款", ""]))
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0, 0.0])


def test_substitution_takes_the_longest_word() -> None:
    swap = Substitution([("抵押贷款", "押房子借钱"), ("贷款", "借钱")])
    assert swap("办抵押贷款", random.Random(0), share=1) == "办押房子借钱"
    assert swap("没有别的词", random.Random(0), share=1) == "没有别的词"


def test_forms_of_a_passage() -> None:
    rng = random.Random(0)
    asked = Passage("f:1", PASSAGE.text, (*PASSAGE.queries, Query("用途怎么核实？", "question")))
    assert titled(asked, "贷款用途", rng).startswith("用途怎么核实？\n")
    assert titled(asked, "贷款用途", rng).endswith(PASSAGE.text)
    assert "另一段" in longer(PASSAGE, [Passage("f:2", "另一段", ())], rng)
    assert shorter(PASSAGE, rng) in PASSAGE.text
    assert shorter(Passage("f:3", "短", ()), rng) == "短"


def test_a_slip_changes_one_place() -> None:
    rng = random.Random(1)
    assert mistyped("信托", lambda _: "", rng) == "信托"
    assert mistyped("家族信托门槛", lambda c: {"信": "芯"}.get(c, ""), rng) != "家族信托门槛"


def test_near_misses_share_words_but_are_another_passage() -> None:
    query = Query("抵押贷款", "keyword")
    passages = [
        Passage("1", "抵押贷款怎么办", (query,)),
        Passage("2", "抵押贷款利率", ()),
        Passage("3", "养老", ()),
    ]
    assert near_misses(passages, depth=2, skip=0) == {"抵押贷款": ("抵押贷款利率",)}


def test_bm25_finds_and_is_scaled_below_one() -> None:
    texts = ["抵押贷款需要房产证", "活期存款利率", "家族信托传承", "手机银行转账", "外汇结汇"]
    scores = Bm25(texts).score(["抵押贷款", "完全没有"], scaled=True)
    assert scores[0].argmax() == 0
    assert 0 < scores[0, 0] <= 1
    assert not scores[1].any()


def test_ndcg_counts_rank_and_number() -> None:
    scores = np.array([[3, 2, 1], [3, 2, 1]], np.float32)
    assert ndcg(scores, [{0}, {1}]).tolist() == pytest.approx([1.0, 1 / np.log2(3)])


def test_figures_name_ways_and_types() -> None:
    collection = Collection(
        ["抵押贷款", "活期存款", "家族信托"], ["抵押贷款", "信托"], ["keyword", "question"], [{0}, {2}]
    )
    result = figures(collection, lambda texts: np.ones((len(texts), 2), np.float32), weights=[1.0])
    assert result["fused 1"] == {"all": 1.0, "keyword": 1.0, "question": 1.0}


def test_a_recipe_is_changed_by_name() -> None:
    recipe = Recipe().changed(["epochs=2", "batch=64", "weights.situation=8"])
    assert (recipe.epochs, recipe.batch, recipe.weights["situation"]) == (2.0, 64, 8.0)
    with pytest.raises(ValueError, match="no such setting"):
        Recipe().changed(["speed=3"])
