from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bench.search.evaluation import evaluate, measure, read_question_set
from kb.errors import BadInput
from tests.conftest import WordEncoder


def _write(folder: Path, corpus: list[dict[str, str]], queries: list[dict[str, str]], qrels: str) -> Path:
    folder.mkdir()
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder


def test_measures_by_hand() -> None:
    found = measure(["x", "a", "b"], {"a": 1, "b": 2, "c": 0})
    ideal = 3 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(3) + 3 / 2) / ideal)
    assert found["recall@1"] == 0
    assert found["recall@10"] == 1
    assert found["mrr@10"] == 0.5


def test_a_small_set_through_the_real_search(tmp_path: Path, encoder: WordEncoder) -> None:
    folder = _write(
        tmp_path / "set",
        [{"id": "1", "text": "应收账款保理融资"}, {"id": "2", "title": "存单", "text": "大额存单转让"}],
        [{"id": "q1", "text": "保理", "type": "keyword"}, {"id": "q2", "text": "存单转让", "type": "question"}],
        "q1\t1\t1\nq2\t2\t1\n",
    )
    report = evaluate(read_question_set(folder), encoder)
    assert set(report) == {"lexical", "dense", "hybrid"}
    assert set(report["hybrid"]) == {"all", "keyword", "question"}
    assert report["hybrid"]["all"]["ndcg@10"] == 1
    assert set(evaluate(read_question_set(folder), None)) == {"lexical"}


def test_a_broken_set_is_named(tmp_path: Path) -> None:
    folder = _write(tmp_path / "set", [{"id": "1", "text": "x"}], [{"id": "q", "text": "x"}], "q\t1\n")
    with pytest.raises(BadInput, match="no judgement"):
        read_question_set(folder)
    (folder / "qrels.tsv").unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        read_question_set(folder)
