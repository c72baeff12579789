"""What is read from files, and how passages are kept aside."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from training.pairs import read_pairs, read_text
from training.passages import Passage, held_out, read_passages, split
from training.synonyms import read_groups


def test_old_rows_take_their_types_from_the_order(bank: Path) -> None:
    first = read_passages(bank)[0]
    types = [query.type for query in first.queries]
    assert types == ["keyword", "question", "paraphrase", "paraphrase", "situation", "typo", "paraphrase"]
    assert first.negatives == ("与代发工资客户资金留存无关的一段文字。",)


def test_new_rows_name_their_types(bank: Path) -> None:
    passage = next(p for p in read_passages(bank) if p.id == "field-1b:1")
    assert [query.type for query in passage.queries] == ["keyword", "question", "paraphrase", "situation"]


def test_wordings_join_the_passage_they_belong_to(bank: Path) -> None:
    assert read_passages(bank)[0].queries[-1].text == "钱留不住"


def test_a_wording_of_no_passage_is_refused(bank: Path) -> None:
    (bank / "wordings" / "field-9.jsonl").write_text('{"of": "field-9:1", "queries": []}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="no passage field-9:1"):
        read_passages(bank)


def test_a_broken_row_is_named(bank: Path) -> None:
    (bank / "passages" / "field-2.jsonl").write_text('{"passage": "a"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"field-2\.jsonl, line 1"):
        read_passages(bank)


def test_the_split_depends_on_the_text_alone() -> None:
    passages = [Passage(str(n), f"第{n}段", ()) for n in range(2000)]
    train, test = split(passages, 0.08)
    assert len(train) + len(test) == 2000
    assert 110 < len(test) < 210
    assert all(held_out(Passage("another", p.text, ()), 0.08) for p in test)
    assert {p.id for p in test} <= {p.id for p in split(passages, 0.2)[1]}


def test_groups_need_two_words_and_skip_notes(bank: Path) -> None:
    groups = read_groups(bank / "synonyms", bank / "everyday")
    assert groups == [("家产", "财产", "家底"), ("代发工资", "发工资"), ("孩子", "子女")]


def test_pairs_are_read_gzipped_or_not(tmp_path: Path) -> None:
    row = '{"src": "law", "a": "标题", "b": "正文"}\n'
    (tmp_path / "a.jsonl").write_text(row, encoding="utf-8")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(row)
    pairs = read_pairs([tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"])
    assert [(pair.source, pair.a, pair.b) for pair in pairs] == [("law", "标题", "正文")] * 2


def test_text_loses_its_markup(tmp_path: Path) -> None:
    (tmp_path / "law.md").write_text(
        "---\n# 第一章 总则\n<!-- INFO END -->\n见[本办法](http://a)第三条\n", encoding="utf-8"
    )
    assert list(read_text([tmp_path])) == ["第一章 总则", "见本办法第三条"]
