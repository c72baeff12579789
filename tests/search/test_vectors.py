from __future__ import annotations

import numpy as np
import pytest

from kb.search.byte_codes import ByteCodes
from kb.search.keys import ordinals_of, passage_keys, positions_of
from kb.search.vectors import VectorIndex

NONE = np.zeros(0, dtype=np.int64)


def _unit(rng: np.random.Generator, rows: int, dimension: int = 8) -> np.ndarray:
    vectors = rng.standard_normal((rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_keys_go_there_and_back() -> None:
    keys = passage_keys(7, 3)
    assert ordinals_of(keys).tolist() == [7, 7, 7]
    assert positions_of(keys).tolist() == [0, 1, 2]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("coded", [False, True])
def test_it_answers_as_a_plain_product_does_through_changes(
    seed: int, coded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.vectors._MIN_ROWS_TO_CODE", 10)
    monkeypatch.setattr("kb.search.vectors._ROWS_PER_SETTLE", 60)
    rng = np.random.default_rng(seed)
    index, truth = VectorIndex(8), {}
    for _ in range(400):
        ordinal = int(rng.integers(1, 60))
        if rng.random() < 0.4:
            index.remove(ordinal)
            truth.pop(ordinal, None)
        else:
            vectors = _unit(rng, int(rng.integers(0, 40)))
            index.add(ordinal, vectors)
            truth[ordinal] = vectors
        if coded and rng.random() < 0.2:
            index.settle()
        query = _unit(rng, 1)[0]
        allowed = rng.random(80) < rng.choice([0.02, 0.7, 1.0])
        keys, scores, _ = index.search(query, 10, allowed, NONE)
        expected = sorted(
            (
                (-float(np.float32(vector @ query)), int(key))
                for ordinal, vectors in truth.items()
                if allowed[ordinal]
                for key, vector in zip(passage_keys(ordinal, len(vectors)), vectors, strict=True)
            )
        )[:10]
        np.testing.assert_allclose(scores, [-score for score, _ in expected], atol=1e-6)
        assert set(ordinals_of(keys).tolist()) <= set(truth)
        assert len(index) == sum(map(len, truth.values()))


def test_scores_beside_the_nearest_are_right_and_zero_where_there_is_no_vector() -> None:
    rng = np.random.default_rng(1)
    index, vectors = VectorIndex(8), _unit(rng, 3)
    index.add(2, vectors)
    also = np.concatenate((passage_keys(2, 3)[1:], passage_keys(1, 1), passage_keys(99, 1)))
    _, _, beside = index.search(vectors[1], 1, None, also)
    np.testing.assert_allclose(beside, [1.0, float(vectors[2] @ vectors[1]), 0.0, 0.0], atol=1e-6)


def test_an_empty_index_finds_nothing() -> None:
    keys, scores, beside = VectorIndex(8).search(np.ones(8, dtype=np.float32), 5, None, passage_keys(3, 2))
    assert (len(keys), len(scores), beside.tolist()) == (0, 0, [0.0, 0.0])


def test_bounds_hold_every_cosine() -> None:
    rng = np.random.default_rng(2)
    vectors, query = _unit(rng, 3000, 64), _unit(rng, 1, 64)[0]
    vectors[7] = 0
    codes = ByteCodes(64)
    for start in range(0, 3000, 700):
        codes.extend(vectors[start : start + 700], room=100)
    least, greatest = codes.bounds(query)
    assert (least <= vectors @ query).all()
    assert (vectors @ query <= greatest).all()
    assert float((greatest - least).max()) < 0.1


def test_searching_by_codes_finds_the_same_among_many_and_beside_them() -> None:
    rng = np.random.default_rng(3)
    index = VectorIndex(32)
    for ordinal in range(1, 61):
        index.add(ordinal, _unit(rng, 100, 32))
    query, also = _unit(rng, 1, 32)[0], np.concatenate((passage_keys(9, 3), passage_keys(99, 1)))
    before = index.search(query, 50, None, also)
    assert not index.settle()
    assert len(index._codes) == len(index) == 6000
    for first, second in zip(before, index.search(query, 50, None, also), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)
